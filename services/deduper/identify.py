"""Drives decisions against the identity index: read, decide, commit, and again for what met a conflict."""

from collections.abc import Sequence

from services.deduper.core.incremental import Arrival, Ask, Reading, T, decide
from services.deduper.core.rules import rules_version
from services.deduper.core.rulings import Verdict
from services.deduper.core.usable import CAP
from services.deduper.core.view import TornError
from services.deduper.rules import NAME, check_rules
from shared.errors import Temporary
from shared.ports import IdentityIndex
from shared.runtime.metrics import CONFLICTS

ATTEMPTS = 50  # conflicts in a row of one batch; each means that another worker went forward


async def identify(
    index: IdentityIndex, arrivals: Sequence[Arrival], verdicts: Sequence[Verdict] = (), cap: int = CAP
) -> dict[bytes, int]:
    """Bring versions and verdicts into the index; return the dirty hosts (root refs) with their revisions.

    Raises:
        Temporary: other workers were faster each time.
        IndexLost, RulesChanged: it isn't the index that we began with.

    """
    dirty: dict[bytes, int] = {}
    fence = {NAME: rules_version(cap)}  # an index that was lost or switched meanwhile takes nothing
    for _ in range(ATTEMPTS):
        try:
            changes = await _drive(index, decide(arrivals, verdicts, cap, fence))
        except TornError:
            CONFLICTS.inc()
            continue
        revisions = await index.commit(changes) if changes else []
        for change, revision in zip(changes, revisions, strict=True):
            if revision is not None:
                dirty.update((host, revision) for host in change.dirty)
        if None not in revisions:
            return dirty
        CONFLICTS.inc(revisions.count(None))
        await check_rules(index, cap)
    raise Temporary(f"{ATTEMPTS} conflicts in a row in the identity index")


async def _drive(index: IdentityIndex, decision: Reading[T]) -> T:
    try:
        ask: Ask = next(decision)
        while True:
            match ask.what:
                case "values":
                    ask = decision.send(await index.get_many(ask.names))
                case "sizes":
                    ask = decision.send(await index.crowd_sizes(ask.names))
                case "members":
                    ask = decision.send(await index.crowds(ask.names))
    except StopIteration as stop:
        result: T = stop.value
        return result
