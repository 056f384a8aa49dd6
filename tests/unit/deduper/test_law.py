"""The law: the inventory is a pure function of the set of events."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.incremental import Arrival
from services.deduper.core.rulings import Verdict
from services.deduper.identify import identify
from shared.adapters.memory import MemoryIdentityIndex
from tests.unit.deduper.worlds import CAP, Happening, all_names, happenings, lawful_index, run


def absorb(index: MemoryIdentityIndex, events: Sequence[Happening]) -> None:
    """Bring events into the index, records and rulings in batches of their own."""
    arrivals = [event for event in events if isinstance(event, Arrival)]
    verdicts = [event for event in events if isinstance(event, Verdict)]
    if arrivals:
        run(identify(index, arrivals, cap=CAP))
    if verdicts:
        run(identify(index, [], verdicts, cap=CAP))


def assert_lawful(index: MemoryIdentityIndex, events: Sequence[Happening]) -> None:
    """Compare every byte of the index with what the law says."""
    names = all_names(events)
    entries, crowds = lawful_index(events)

    assert run(index.get_many(names)) == entries
    assert {name: members for name, members in run(index.crowds(names)).items() if members} == crowds


@given(st.lists(st.lists(happenings, min_size=1, max_size=4), max_size=20))
def test_incremental_equals_batch_after_every_step(batches: list[list[Happening]]) -> None:
    """After each batch, the index holds byte for byte what the rule over all records gives."""
    index = MemoryIdentityIndex()
    seen: list[Happening] = []
    for batch in batches:
        absorb(index, batch)
        seen += batch
        assert_lawful(index, seen)


@given(st.lists(happenings, max_size=25), st.randoms(use_true_random=False))
def test_order_and_duplicates_dont_matter(events: list[Happening], chance: Random) -> None:
    """Any permutation, duplication and splitting of the events gives the same index."""
    index = MemoryIdentityIndex()
    shuffled = [*events, *chance.choices(events, k=len(events))] if events else []
    chance.shuffle(shuffled)
    while shuffled:
        size = chance.randint(1, len(shuffled))
        absorb(index, shuffled[:size])
        del shuffled[:size]
    assert_lawful(index, events)
