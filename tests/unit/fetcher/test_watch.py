"""Who syncs a source, since when and how far: told while it runs, after a crash, and beside another process."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import httpx
import structlog

from services.fetcher.reports import SyncReport
from services.fetcher.schedule import overdue_at
from services.fetcher.service import Fetcher
from services.fetcher.watch import BEAT, LEASE, SyncedElsewhere, Watch, Watched, lease_of, watched
from shared.adapters.memory import MemorySlots
from tests.unit.fetcher.syncs import World
from tests.unit.fetcher.world import CROWDSTRIKE, NOON, QUALYS, Api, Body, client, run, settings_of

DAILY = partial(overdue_at, "02:00", "UTC")
SECOND = timedelta(seconds=1)


class LoopClock:
    """A clock that goes with the loop's time, which goes ahead by itself."""

    def now(self) -> datetime:
        """Return the instant of the loop's time."""
        return NOON + timedelta(seconds=asyncio.get_running_loop().time() - self._begun())

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def _begun(self) -> float:
        loop = asyncio.get_running_loop()
        if getattr(self, "_of", None) is not loop:
            self._of, self._at = loop, loop.time()
        return self._at


class Place:
    """What processes that sync one source share, and a process of it."""

    def __init__(self) -> None:
        self.world, self.clock = World(Api({"qualys": [{"id": 1}, {"id": 2}, {"id": 3}]})), LoopClock()
        self.slots = MemorySlots(self.clock)

    def watch(self, overdue: Callable[[datetime], datetime | None] = DAILY) -> Watch:
        """Return the watch of a process."""
        return Watch(self.world.cursors, self.slots, self.clock, overdue)

    def fetcher(self, answering: Callable[[httpx.Request], httpx.Response] | None = None) -> Fetcher:
        """Return the fetcher of a process."""
        asking = client(answering or self.world.api.answer, attempts=1)
        vendors = {QUALYS: settings_of()}
        return Fetcher(asking, self.world.log, self.world.cursors, self.clock, vendors, watch=self.watch())

    async def known(self) -> Watched:
        """Return what is stored."""
        found = await watched(self.world.cursors, "qualys")
        assert found is not None
        return found

    async def is_held(self) -> bool:
        """Tell whether a process syncs it."""
        return await self.slots.taken(lease_of("qualys", "")) > 0


def test_a_complete_sync_leaves_when_the_next_is_overdue() -> None:
    """And how far it came; nobody holds the source any more."""
    place = Place()

    async def work() -> tuple[Watched, bool]:
        await place.fetcher().sync_all()
        return await place.known(), await place.is_held()

    found, is_held = run(work())
    assert (found.pages, found.hosts, is_held) == (2, 3, False)
    assert found.complete_at is not None
    assert NOON <= found.complete_at < NOON + SECOND
    assert found.overdue_at == datetime(2026, 2, 2, 2, tzinfo=NOON.tzinfo)


def test_a_failed_sync_doesnt_put_it_off() -> None:
    """A source that never was complete is overdue from when it was first known on."""
    place = Place()

    async def work() -> Watched:
        await place.watch().know("qualys")
        await asyncio.sleep(40 * 3600)
        await place.fetcher(lambda _: httpx.Response(500)).sync_all()
        return await place.known()

    found = run(work())
    assert (found.complete_at, found.overdue_at) == (None, datetime(2026, 2, 2, 2, tzinfo=NOON.tzinfo))
    assert found.begun_at is not None
    assert found.begun_at > NOON + timedelta(hours=39)


def test_another_schedule_counts_at_once() -> None:
    """From the last complete sync on."""
    place = Place()

    async def work() -> tuple[datetime | None, datetime | None]:
        await place.fetcher().sync_all()
        hourly = await place.watch(partial(overdue_at, "0 * * * *", "UTC")).know("qualys")
        return hourly.overdue_at, (await place.known()).overdue_at

    assert run(work()) == (NOON + timedelta(hours=2), NOON + timedelta(hours=2))


def test_a_sync_that_runs_is_heard_of_again_and_again() -> None:
    """Though it waits for its vendor for hours: its lease doesn't end, and what is stored says how far it is."""
    place = Place()

    async def work() -> tuple[Watched, bool]:
        async with place.watch().over("qualys") as going:
            going.pages, going.hosts = 7, 70
            await asyncio.sleep(7200)
            return await place.known(), await place.is_held()

    found, is_held = run(work())
    assert (found.pages, found.hosts, is_held) == (7, 70, True)
    assert found.begun_at is not None
    assert found.beat_at is not None
    assert found.beat_at - found.begun_at >= timedelta(seconds=7200 - 2 * BEAT)


def test_a_sync_that_begins_has_no_pages_of_the_one_before() -> None:
    """From its first moment on, before it is heard of again."""
    place = Place()

    async def work() -> tuple[Watched, Watched]:
        await place.fetcher().sync_all()
        before = await place.known()
        async with place.watch().over("qualys"):
            return before, await place.known()

    before, begun = run(work())
    assert (before.pages, before.hosts) == (2, 3)
    assert (begun.pages, begun.hosts) == (0, 0)


def test_two_processes_never_sync_one_source_at_once() -> None:
    """The second hears since when and how far the first is, soon; what it would have fetched it leaves to that."""
    place = Place()

    async def work() -> tuple[list[SyncReport], float]:
        async with place.watch().over("qualys") as going:
            going.hosts = 70
            begun = asyncio.get_running_loop().time()
            return await place.fetcher().sync_all(), asyncio.get_running_loop().time() - begun

    (report,), seconds = run(work())
    assert (type(report.error), place.world.hosts()) == (SyncedElsewhere, [])
    assert str(report.error) == ("another process syncs it since 2026-01-31 12:00 UTC, 0 pages and 70 hosts so far")
    assert seconds <= BEAT + 1


def test_the_lease_of_a_process_that_died_is_waited_for() -> None:
    """However shortly before it was heard of: the next process goes on in its place."""
    place = Place()

    async def work() -> tuple[list[SyncReport], float]:
        await place.watch().know("qualys")
        assert await place.slots.take(lease_of("qualys", ""), 1, "one that died", LEASE)
        begun = asyncio.get_running_loop().time()
        return await place.fetcher().sync_all(), asyncio.get_running_loop().time() - begun

    (report,), seconds = run(work())
    assert report.complete
    assert LEASE <= seconds <= LEASE + 1


def test_namespaces_have_leases_of_their_own() -> None:
    """Each has its own cursors."""
    assert len({lease_of("qualys", name) for name in ("", "green", "-x")}) == 3


def test_a_source_that_hangs_delays_no_other() -> None:
    """The other is synced again and again meanwhile; the one that hangs isn't begun twice, and the log says so."""
    hanging = asyncio.Event()
    world = World(Api({"crowdstrike": [{"device_id": "a"}]}), "qualys", "crowdstrike")

    class Stuck(httpx.AsyncBaseTransport):
        """Answers for one vendor alone."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            """Answer, or never."""
            if "qualys" in str(request.url):
                await hanging.wait()
            answer = world.api.answer(request)
            return httpx.Response(answer.status_code, stream=Body(answer.content))

    async def work() -> list[SyncReport | None]:
        fetcher = world.fetcher()
        fetcher._client._http = httpx.AsyncClient(transport=Stuck())
        stuck = asyncio.create_task(fetcher.sync(QUALYS))
        await asyncio.sleep(0)
        reports = [await fetcher.sync(CROWDSTRIKE) for _ in range(3)]
        reports.append(await fetcher.sync(QUALYS))
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)
        return reports

    with structlog.testing.capture_logs() as lines:
        *others, again = asyncio.run(work())
    assert [report.complete for report in others if report] == [True] * 3
    assert again is None
    assert [line["source"] for line in lines if line["event"] == "sync_already_running"] == ["qualys"]
