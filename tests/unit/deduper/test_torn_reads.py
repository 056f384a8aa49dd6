"""A decision whose reads don't fit together, because another worker committed between them, comes to nothing."""

from collections.abc import Sequence

from services.deduper.core.clusters import record_ref
from services.deduper.core.entries import Node, pack_key, pack_node
from services.deduper.core.identifiers import BY_CODE, Identifier
from services.deduper.core.incremental import Arrival, decide
from services.deduper.core.usable import Trust
from services.deduper.core.view import TornError
from shared.ports import Change

KEY = Identifier(BY_CODE[5], "maker/serial").key
VERSION = bytes(15) + b"1"


def decided(record_id: str, other_id: str) -> Sequence[Change]:
    """Decide on a record whose key has a carrier that is read as it was before it carried the key."""
    other = record_ref(other_id)
    link = pack_key(Trust.USABLE, (other,))
    assert link
    answers = {KEY[1:]: link, other: pack_node(Node(other, other_id, VERSION, (), other))}
    decision = decide([Arrival(record_id, VERSION, (KEY,))])
    try:
        ask = next(decision)
        while True:
            ask = decision.send({name: answers[name] for name in ask.names if name in answers})
    except StopIteration as stop:
        changes: Sequence[Change] = stop.value
        return changes


def test_a_carrier_that_was_read_before_it_carried_the_key() -> None:
    """In whichever order records are walked, it is noticed, or the carrier is expected as it was read: a conflict."""
    for number in range(64):
        here, there = f"a:{number}", f"b:{number}"
        try:
            changes = decided(here, there)
        except TornError:
            continue
        assert all({record_ref(here), record_ref(there)} <= change.expected.keys() for change in changes), number
