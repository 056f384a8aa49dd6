"""When a source's hosts were listed never goes back: what our clock once had wrong heals at the next sync."""

from datetime import UTC, datetime, timedelta

import pytest

from services.fetcher.moments import Moments, latest_at
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors
from shared.contracts.sync import SyncCompleted
from tests.unit.fetcher.syncs import World
from tests.unit.fetcher.world import NOON, Api, run

TEN = [{"id": number} for number in range(10)]
WRONG = NOON + timedelta(days=3650)
STEP = timedelta(microseconds=1)


def set_clock(world: World, now: datetime) -> None:
    """Have the clock say something else from now on."""
    run(world.clock.sleep((now - world.clock.now()).total_seconds()))


def test_a_sync_after_one_from_the_future_is_listed_later() -> None:
    """Its pages and its start are later than all before; that a page was fetched now is said as it is."""
    world = World(Api({"qualys": TEN}), limit=0.2)
    set_clock(world, WRONG)
    world.sync()
    before = max(page.listed for page in world.pages())
    set_clock(world, NOON)
    world.api.hosts["qualys"] = TEN[1:]
    (report,) = world.sync()
    pages = [page for page in world.pages() if page.sync_id == report.sync_id]
    (retired,) = world.retired()

    assert (report.error, before) == (None, WRONG)
    assert {page.fetched_at for page in pages} == {NOON}
    assert before < retired.started_at < min(page.listed for page in pages)
    assert retired == SyncCompleted(vendor="qualys", started_at=retired.started_at, hosts=9)


def test_a_clock_that_goes_on_tells_the_time_alone() -> None:
    """No page has a second time, and the sync began when its id says."""
    world = World(Api({"qualys": TEN}), limit=0.2)
    world.sync()
    world.later()
    world.api.hosts["qualys"] = TEN[1:]
    world.sync()

    assert {page.listed_at for page in world.pages()} == {None}
    assert [one.started_at for one in world.retired()] == [NOON + timedelta(hours=1)]


@pytest.mark.parametrize(
    ("kept", "given"),
    [(None, NOON), ("", NOON), ("soon", NOON), ("2026-01-01T00:00:00", NOON), (NOON.isoformat(), NOON),
     (WRONG.isoformat(), WRONG + STEP), (datetime.max.replace(tzinfo=UTC).isoformat(),) * 2],
)  # fmt: skip
def test_the_next_time_is_after_the_latest(kept: str | None, given: datetime | str) -> None:
    """What can't be read is as nothing; at the end of time there is no later one."""

    async def scenario() -> tuple[datetime, str | None]:
        cursors = MemoryCursors()
        await cursors.save(latest_at("qualys"), kept)
        return await Moments(cursors, ManualClock(NOON)).next("qualys"), await cursors.load(latest_at("qualys"))

    moment, stored = run(scenario())

    assert (moment if isinstance(given, datetime) else moment.isoformat()) == given
    assert stored == moment.isoformat()
