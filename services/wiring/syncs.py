"""How each source's syncs go and how the latest ended: noted by who fetches, read by whoever shows the pipeline."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import structlog
from pydantic import BaseModel

from services.wiring.ports import Ports
from shared.errors import RollcallError
from shared.runtime.metrics import CIRCUIT, FETCHED, HELD, SYNCS
from shared.settings import SharedSettings

if TYPE_CHECKING:
    from services.fetcher.reports import SyncReport
    from services.fetcher.watch import Watched

_log = structlog.get_logger()


class Ending(BaseModel):
    """How a sync ended: when, how many hosts it brought, and why it failed, if it did."""

    at: datetime
    hosts: int
    reason: str = ""


def noting(ports: Ports) -> "Callable[[SyncReport], Coroutine[Any, Any, None]]":
    """Return what keeps the end of a sync; the sync is what it is, also if that can't be noted."""

    async def note(report: "SyncReport") -> None:
        ending = Ending(at=ports.clock.now(), hosts=report.hosts, reason=str(report.error or ""))
        try:
            await ports.cursors.save(place_of(report.vendor, failed=not report.complete), ending.model_dump_json())
        except RollcallError as error:
            _log.warning("sync_not_noted", vendor=report.vendor, reason=str(error))
        await _tell(ports, report.vendor)

    return note


async def tell_from_the_start(ports: Ports, sources: Sequence[str]) -> None:
    """Have Prometheus know each source from the beginning: a counter that is born with an event doesn't show it."""
    for source in sources:
        FETCHED.labels(source)
        for outcome in ("complete", "failed"):
            SYNCS.labels(source, outcome)
        await _tell(ports, source)


async def _tell(ports: Ports, source: str) -> None:
    """Tell whether a sync is held and whether the source is left alone; nothing, if the store is away."""
    from services.fetcher.census import held_at
    from services.fetcher.circuit import Circuit, circuit_at

    with suppress(RollcallError):
        stored = await ports.cursors.load(circuit_at(source))
        CIRCUIT.labels(source).set(bool(stored and Circuit.model_validate_json(stored).until))
        HELD.labels(source).set(bool(await ports.cursors.load(held_at(source))))


async def endings(ports: Ports, sources: Sequence[str]) -> dict[str, tuple[Ending | None, Ending | None]]:
    """Return each source's last complete sync and the last that failed; none for who was never asked."""
    found = await _endings(ports, sources)
    return {source: (complete, failed) for source, (complete, failed) in found.items() if complete or failed}


async def _endings(ports: Ports, sources: Sequence[str]) -> dict[str, list[Ending | None]]:
    return {source: [await _ending(ports, source, failed=failed) for failed in (False, True)] for source in sources}


async def _ending(ports: Ports, source: str, *, failed: bool) -> Ending | None:
    text = await ports.cursors.load(place_of(source, failed=failed))
    return Ending.model_validate_json(text) if text else None


def place_of(source: str, *, failed: bool) -> str:
    """Return the name under which it is kept beside the cursors; no tenant has a colon in its name."""
    return f"{source}:{'failed' if failed else 'complete'}"


@dataclass(frozen=True, slots=True)
class SyncState:
    """How a source's syncs go.

    Attributes:
        source: a vendor's tenant
        state: `cut off` is of a sync whose process died or was stopped; the next one goes on there, as after `failed`
        begun_at: when the sync began that runs or was cut off
        heard_at: when that was last heard of
        pages: pages of it by then
        hosts: hosts of it
        complete: the last complete sync
        failed: the last failed one
        overdue_since: since when there should have been a complete one

    """

    source: str
    state: Literal["running", "cut off", "failed", "complete", "never"]
    begun_at: datetime | None = None
    heard_at: datetime | None = None
    pages: int = 0
    hosts: int = 0
    complete: Ending | None = None
    failed: Ending | None = None
    overdue_since: datetime | None = None

    def __str__(self) -> str:
        """Say it in words."""
        return "; ".join(filter(None, (self._in_words(), self._overdue())))

    def _in_words(self) -> str:
        far = f"{self.pages:,} pages and {self.hosts:,} hosts so far"
        match self.state:
            case "running":
                return f"runs since {_minute(self.begun_at)}, {far}"
            case "cut off":
                return f"was cut off after {_minute(self.heard_at)}, {far}: the next sync goes on there"
            case "failed" if self.failed:
                return f"failed at {_minute(self.failed.at)}: {self.failed.reason}"
            case "complete" if self.complete:
                return f"complete at {_minute(self.complete.at)}, {self.complete.hosts:,} hosts"
            case _:
                return "was never complete"

    def _overdue(self) -> str:
        if self.overdue_since is None:
            return ""
        last = f"since {_minute(self.complete.at)}" if self.complete else "yet"
        return f"overdue: no complete sync {last}, expected before {_minute(self.overdue_since)}"


async def now_running(ports: Ports, source: str) -> bool:
    """Tell whether a process syncs a source now."""
    from services.fetcher.watch import lease_of

    return await ports.slots.taken(lease_of(source, SharedSettings.load().namespace)) > 0


async def sync_states(ports: Ports, sources: Sequence[str]) -> list[SyncState]:
    """Return how the syncs go of those sources that were ever to be fetched."""
    from services.fetcher.watch import watched

    states = []
    for source, (complete, failed) in (await _endings(ports, sources)).items():
        found = await watched(ports.cursors, source)
        place = await ports.cursors.load(source)
        if found or complete or failed or place:
            is_running = await now_running(ports, source)
            state = _state(found, complete, failed, is_running=is_running, is_kept=place is not None)
            overdue = found.overdue_at if found else None
            if overdue and overdue > ports.clock.now():
                overdue = None
            times = (found.begun_at, found.beat_at) if found else (None, None)
            states.append(SyncState(source, state, *times, *_far(found, place), complete, failed, overdue))
    return states


def _far(found: "Watched | None", place: str | None) -> tuple[int, int]:
    """Return pages and hosts of a sync: those of the place that is kept, which is newer than what was heard of last."""
    from services.fetcher.core import Cursor

    with suppress(ValueError):
        if place is not None:
            cursor = Cursor.model_validate_json(place)
            return cursor.sequence, cursor.hosts
    return (found.pages, found.hosts) if found else (0, 0)


def _state(
    found: "Watched | None", complete: Ending | None, failed: Ending | None, *, is_running: bool, is_kept: bool
) -> Literal["running", "cut off", "failed", "complete", "never"]:
    """Return the state of a source: a sync that began after the last end and doesn't run was cut off.

    So was one of an older version, which noted no beginning, if its place is kept and none failed.
    """
    if is_running:
        return "running"
    begun = found.begun_at if found else None
    ends = [ending.at for ending in (complete, failed) if ending]
    if (begun and all(end < begun for end in ends)) or (is_kept and failed is None):
        return "cut off"
    if failed and (complete is None or failed.at > complete.at):
        return "failed"
    return "complete" if complete else "never"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "an unknown time"
