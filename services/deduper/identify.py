"""Drives decisions against the identity index: read, decide, commit, and again for what met a conflict."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from services.deduper.core.changes import Expected
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which records are gone (since when; 0: they aren't), and the entries of the index that says so."""

    gone: Mapping[str, int]
    expected: Mapping[bytes, bytes | None]


Judge = Callable[[], Awaitable[Judgement]]


async def nobody() -> Judgement:
    """Judge no record."""
    return Judgement({}, {})


async def identify(
    index: IdentityIndex,
    arrivals: Sequence[Arrival],
    verdicts: Sequence[Verdict] = (),
    cap: int = CAP,
    judge: Judge = nobody,
) -> dict[bytes, int]:
    """Bring versions and verdicts into the index; return the dirty hosts (root refs) with their revisions.

    `judge` is asked at each attempt which records are gone; a commit by what isn't true any more meets a conflict.

    Raises:
        Temporary: other workers were faster each time.
        IndexLost, RulesChanged: it isn't the index that we began with.

    """
    dirty: dict[bytes, int] = {}
    ours = rules_version(cap)
    for _ in range(ATTEMPTS):
        judgement = await judge()
        fence: Expected = {**judgement.expected, NAME: ours}  # an index that was lost or told more takes nothing
        try:
            changes = await _drive(index, decide(arrivals, verdicts, cap, judgement.gone, fence))
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
