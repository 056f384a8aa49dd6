"""How the syncs of each source go, in words: of the command line, a fetcher's health, the overview, the pipeline."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from services.fetcher.core import Cursor
from services.fetcher.watch import LEASE, Watched, lease_of, watched_at
from services.wiring import Ports
from services.wiring.syncs import Ending, SyncState, place_of, sync_states
from services.wiring.telling import EVERY, tell, telling_of_syncs
from shared.adapters.memory import MemoryCursors
from shared.errors import Temporary
from shared.runtime.pulse import Pulse
from tests.unit.visualizer.web.site import NOON, Stage

HOUR = timedelta(hours=1)
BEGUN, HEARD, OVERDUE = NOON - HOUR, NOON - timedelta(minutes=1), NOON - 2 * HOUR
BEFORE, AFTER = BEGUN - HOUR, BEGUN + timedelta(minutes=30)
COMPLETE = "complete at 2026-01-31 11:30 UTC, 1,234 hosts"
EXPECTED = "expected before 2026-01-31 10:00 UTC"
FAR = "7 pages and 70 hosts so far"


@dataclass(frozen=True)
class Case:
    """What is stored of a source: whether its lease is held, its place, when a sync was last complete and failed."""

    running: bool = False
    kept: bool = False
    complete: datetime | None = None
    failed: datetime | None = None
    overdue: datetime | None = None

    def put(self, stage: Stage, source: str = "qualys") -> None:
        """Store it."""
        asyncio.run(self._put(stage, source))

    async def _put(self, stage: Stage, source: str) -> None:
        cursors = stage.ports.cursors
        noted = Watched(first_at=NOON - 9 * HOUR, begun_at=BEGUN, beat_at=HEARD, pages=7, hosts=70)
        noted.overdue_at = self.overdue
        await cursors.save(watched_at(source), noted.model_dump_json())
        endings = {False: (self.complete, ""), True: (self.failed, "answered 503")}
        for failed, (at, reason) in endings.items():
            if at:
                ending = Ending(at=at, hosts=1234, reason=reason)
                await cursors.save(place_of(source, failed=failed), ending.model_dump_json())
        if self.kept:
            await cursors.save(source, Cursor(sync_id="s", at="x", sequence=8, hosts=80).model_dump_json())
        if self.running:
            assert await stage.ports.slots.take(lease_of(source, ""), 1, "a process", LEASE)


CASES = [
    (Case(running=True), f"runs since 2026-01-31 11:00 UTC, {FAR}"),
    (Case(running=True, failed=BEFORE), f"runs since 2026-01-31 11:00 UTC, {FAR}"),
    (Case(running=True, kept=True), "runs since 2026-01-31 11:00 UTC, 8 pages and 80 hosts so far"),
    (Case(), f"was cut off after 2026-01-31 11:59 UTC, {FAR}: the next sync goes on there"),
    (Case(complete=BEFORE), f"was cut off after 2026-01-31 11:59 UTC, {FAR}: the next sync goes on there"),
    (
        Case(kept=True, complete=BEFORE, failed=BEFORE),
        "was cut off after 2026-01-31 11:59 UTC, 8 pages and 80 hosts so far: the next sync goes on there",
    ),
    (Case(kept=True, failed=AFTER), "failed at 2026-01-31 11:30 UTC: answered 503"),
    (Case(failed=AFTER, complete=BEFORE), "failed at 2026-01-31 11:30 UTC: answered 503"),
    (Case(complete=AFTER, failed=BEFORE), COMPLETE),
    (Case(complete=AFTER, overdue=NOON + HOUR), COMPLETE),
    (
        Case(complete=AFTER, overdue=OVERDUE),
        f"{COMPLETE}; overdue: no complete sync since 2026-01-31 11:30 UTC, {EXPECTED}",
    ),
    (
        Case(running=True, overdue=OVERDUE),
        f"runs since 2026-01-31 11:00 UTC, {FAR}; overdue: no complete sync yet, {EXPECTED}",
    ),
]


def state_of(stage: Stage) -> SyncState:
    """Return how the source's syncs go."""
    (state,) = asyncio.run(sync_states(stage.ports, ["qualys", "tenable"]))
    return state


@pytest.mark.parametrize(("case", "words"), CASES)
def test_a_state_is_said_in_words(stage: Stage, case: Case, words: str) -> None:
    """One that runs, was cut off, failed or was complete; how far it came; whether the source is overdue besides."""
    case.put(stage)
    assert str(state_of(stage)) == words


def test_a_source_that_was_never_synced_says_so(stage: Stage) -> None:
    """From when it was configured on; a lease that ended with its process counts no more."""
    known = Watched(first_at=NOON, overdue_at=NOON + HOUR)
    asyncio.run(stage.ports.cursors.save(watched_at("qualys"), known.model_dump_json()))
    assert (state_of(stage).state, str(state_of(stage))) == ("never", "was never complete")
    asyncio.run(stage.clock.sleep(3601))
    assert str(state_of(stage)).endswith("; overdue: no complete sync yet, expected before 2026-01-31 13:00 UTC")


def test_a_lease_that_is_not_renewed_makes_it_cut_off(stage: Stage) -> None:
    """Its process died: half a minute later it is no longer told as running."""
    Case(running=True).put(stage)
    assert state_of(stage).state == "running"
    asyncio.run(stage.clock.sleep(LEASE + 1))
    assert state_of(stage).state == "cut off"


def test_what_an_older_version_left_is_told(stage: Stage) -> None:
    """It noted no beginning: a place that is kept is that of a sync that was cut off, unless one failed."""
    asyncio.run(stage.ports.cursors.save("qualys", Cursor(sync_id="s", at="x", sequence=8, hosts=80).model_dump_json()))
    assert str(state_of(stage)) == (
        "was cut off after an unknown time, 8 pages and 80 hosts so far: the next sync goes on there"
    )
    ending = Ending(at=AFTER, hosts=80, reason="answered 503")
    asyncio.run(stage.ports.cursors.save(place_of("qualys", failed=True), ending.model_dump_json()))
    assert state_of(stage).state == "failed"


def test_a_place_that_nobody_can_read_is_no_trouble(stage: Stage) -> None:
    """How far it was is what was heard of last."""
    Case(running=True).put(stage)
    asyncio.run(stage.ports.cursors.save("qualys", "no cursor"))
    assert (state_of(stage).pages, state_of(stage).hosts) == (7, 70)


def metric(name: str, source: str) -> float | None:
    """Return what Prometheus would be told."""
    return REGISTRY.get_sample_value(name, {"source": source})


def test_a_fetchers_health_names_the_sources_that_are_not_as_they_should_be(stage: Stage) -> None:
    """One that was complete and isn't overdue isn't named; the metrics have them all."""
    Case(complete=AFTER).put(stage, "crowdstrike")
    assert asyncio.run(tell(stage.ports)) == ""
    Case(complete=BEFORE, failed=AFTER, overdue=OVERDUE).put(stage)
    assert asyncio.run(tell(stage.ports)) == (
        "qualys failed at 2026-01-31 11:30 UTC: answered 503; overdue: no complete sync since 2026-01-31 10:00 UTC, "
        "expected before 2026-01-31 10:00 UTC"
    )
    assert [metric("rollcall_sync_overdue", name) for name in ("crowdstrike", "qualys")] == [0, 1]
    complete = [metric("rollcall_sync_complete_timestamp_seconds", name) for name in ("crowdstrike", "qualys")]
    assert complete == [AFTER.timestamp(), BEFORE.timestamp()]


class Away(MemoryCursors):
    """Cursors that can't be read."""

    async def load(self, vendor: str) -> str | None:
        """Fail."""
        raise Temporary(f"Redis can't be reached for {vendor}")


def test_a_fetcher_whose_store_is_away_says_so_and_stays_healthy(stage: Stage) -> None:
    """It looks again a little later, until it is stopped."""
    Case(complete=BEFORE, failed=AFTER).put(stage)
    pulse = Pulse("fetcher", stage.clock)

    async def look(ports: Ports) -> str:
        stop = asyncio.Event()
        telling = asyncio.create_task(telling_of_syncs(ports, pulse, stop))
        for _ in range(2):
            await stage.clock.sleep(EVERY)
        stop.set()
        await telling
        return pulse.trouble()

    away = asyncio.run(look(replace(stage.ports, cursors=Away())))
    assert away.startswith("how the syncs go can't be read: Redis can't be reached for ")
    assert asyncio.run(look(stage.ports)).startswith("qualys failed at 2026-01-31 11:30 UTC")


def test_the_pages_tell_a_sync_that_runs_from_one_that_was_cut_off(stage: Stage) -> None:
    """The pipeline says since when and how far; the overview, that a source is being fetched now."""
    Case(running=True, kept=True).put(stage)
    Case(complete=BEFORE).put(stage, "crowdstrike")
    pipeline, overview = stage.text("/pipeline"), stage.text("/")
    assert "running since 2026-01-31 11:00 UTC: 8 pages, 80 hosts" in pipeline
    assert "cut off after 2026-01-31 11:59 UTC: 7 pages, 70 hosts; the next sync goes on there" in pipeline
    assert "qualys is being fetched since 2026-01-31 11:00 UTC: 80 hosts so far" in overview
    assert "crowdstrike is being fetched" not in overview


def test_the_pages_name_an_overdue_source(stage: Stage) -> None:
    """With its last complete sync, or that there was none; a source that fails is told as failing, with why."""
    Case(complete=BEFORE, failed=AFTER, overdue=OVERDUE).put(stage)
    Case(running=True, overdue=OVERDUE).put(stage, "crowdstrike")
    Case(complete=AFTER, overdue=NOON + HOUR).put(stage, "tenable")
    overview, pipeline = stage.text("/"), stage.text("/pipeline")
    since = "qualys is overdue: no complete sync since 2026-01-31 10:00 UTC, expected before 2026-01-31 10:00 UTC"
    assert since in overview
    assert "crowdstrike is overdue: no complete sync yet, expected before 2026-01-31 10:00 UTC" in overview
    assert "tenable is overdue" not in overview
    assert pipeline.count(">overdue</span>") == 2
    assert (pipeline.count(">failing</span>"), "answered 503" in pipeline) == (1, True)
