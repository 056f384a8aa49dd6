"""A host is gone only after a whole sync that is believed didn't see it, and not if those are too many."""

from datetime import datetime, timedelta

import httpx
import pytest

from services.fetcher.census import WouldRetire, doubt
from services.fetcher.core import Cursor, Page
from services.fetcher.packing import MAX_MESSAGE
from shared.contracts.sync import SyncCompleted
from shared.ports.roster import Tally
from tests.unit.fetcher.syncs import Crash, World
from tests.unit.fetcher.world import NOON, QUALYS, Api, run

TEN = [{"id": number} for number in range(10)]
LATER = NOON + timedelta(hours=1)


def synced(hosts: object = TEN, limit: float = 0.2) -> World:
    """Return a world after its first sync, an hour later."""
    assert isinstance(hosts, list)
    world = World(Api({"qualys": hosts}), limit=limit)
    (report,) = world.sync()
    assert (report.error, world.retired()) == (None, [])
    world.later()
    return world


def completed(hosts: int, at: datetime = LATER) -> SyncCompleted:
    """Return what is published of a sync."""
    return SyncCompleted(vendor="qualys", started_at=at, hosts=hosts)


def test_a_whole_sync_tells_that_hosts_are_gone() -> None:
    """Once: its start and how many hosts it saw, each counted once. The next that sees as many tells nothing."""
    world = synced()
    world.api.hosts["qualys"] = [*TEN[1:], TEN[1], TEN[2]]
    for _ in range(3):
        (report,) = world.sync()
        world.later()

    assert (report.error, report.hosts, world.retired()) == (None, 11, [completed(9)])


@pytest.mark.parametrize("die_at", range(20))
def test_a_crash_at_any_write_retires_the_same(die_at: int) -> None:
    """Those that a whole sync didn't see, be it cut off or not; the last telling counts at most what the first did."""
    world = synced()
    world.api.hosts["qualys"] = TEN[1:]
    try:
        world.sync(die_at)
    except Crash:
        world.later()
    world.sync()

    assert {one.key for one in world.retired()} <= {completed(9).key, completed(9, LATER + timedelta(hours=1)).key}
    assert {one.hosts for one in world.retired()} == {9}


@pytest.mark.parametrize("trouble", [httpx.Response(500), httpx.Response(401), httpx.Response(200, text="{}")])
def test_a_failed_sync_retires_nobody(trouble: httpx.Response) -> None:
    """Whatever it didn't see; nor does one that goes on where it failed and sees them."""
    world = synced()

    def broken(request: httpx.Request) -> httpx.Response:
        return trouble if request.url.params["skip"] == "4" else world.api.answer(request)

    (report,) = run(world.fetcher(answering=broken).sync_all())
    assert (report.complete, world.retired()) == (False, [])

    (report,) = world.sync()
    assert (report.resumed, report.hosts, world.retired()) == (True, 10, [])


def test_a_sync_that_would_retire_too_many_stops_and_asks() -> None:
    """Nothing is published, the report says how to go on, and how many it is about; the next good sync forgets it."""
    world = synced()
    world.api.hosts["qualys"] = TEN[:7]
    (report,) = world.sync()

    assert isinstance(report.error, WouldRetire)
    assert "didn't see 3 of the 10 hosts" in str(report.error)
    assert "--accept-retiring" in str(report.error)
    assert (world.retired(), report.held, world.place()) == ([], True, None)

    world.api.hosts["qualys"] = TEN
    world.later()
    assert world.sync()[0].complete
    assert (world.retired(), run(world.cursors.load("qualys:held"))) == ([], None)


def test_an_operator_lets_a_sync_go_on() -> None:
    """Without a page of it fetched again: it is the sync that waited that counts; one by hand isn't held itself."""
    world = synced()
    world.api.hosts["qualys"] = TEN[:7]
    world.sync()
    world.later()
    (report,) = world.sync(accept=True)
    assert (report.complete, world.retired()) == (True, [completed(7)])

    world.api.hosts["qualys"] = TEN[:1]
    world.later()
    (report,) = world.sync(accept=True)
    assert (report.complete, world.retired()[1:]) == (True, [completed(1, LATER + timedelta(hours=2))])


def test_a_vendor_that_lists_nobody_is_not_believed_at_once() -> None:
    """An empty answer to a good question is what a lost right looks like."""
    world = synced()
    world.api.hosts["qualys"] = []
    (report,) = world.sync()

    assert (type(report.error), world.retired()) == (WouldRetire, [])


def test_hosts_that_nobody_can_tell_apart_retire_nobody() -> None:
    """Without an id a host may be any of those that are missing; so may one that no message can hold."""
    for odd in ({"name": "web"}, {"id": None}, "no object", {"id": 12, "text": "x" * MAX_MESSAGE}):
        world = synced()
        world.api.hosts["qualys"] = [*TEN[1:], odd]
        (report,) = world.sync()
        assert (report.complete, world.retired()) == (True, [])


def test_a_vendor_that_drops_hosts_between_pages_isnt_believed() -> None:
    """Its own smallest count is what a sync has to reach; hosts that come twice count once."""
    start = Cursor(sync_id=NOON.isoformat(), at="")
    cursor = start.after(Page(TEN, "x", total=12), 0).after(Page(TEN, None, total=11), 0).after(Page((), None), 0)

    assert (cursor.total, cursor.hosts) == (11, 20)
    assert doubt(cursor, Tally(10, 1)) == "the vendor says that it has 11 hosts, and gave 10"
    assert doubt(cursor, Tally(11, 1)) == ""
    assert doubt(start.after(Page(TEN, None), 0), Tally(1, 9)) == ""


def test_tenants_of_one_vendor_dont_retire_each_others_hosts() -> None:
    """Each has cursors, pages and a roster of its own."""
    world = synced()
    (report,) = world.sync(tenant="emea")
    world.later()
    world.api.hosts["qualys"] = TEN[1:]
    world.sync(tenant="emea")

    assert (report.vendor, world.pages()[-1].source) == ("qualys/emea", "qualys/emea")
    assert [one.source for one in world.retired()] == ["qualys/emea"]
    assert run(world.roster.tally("qualys", NOON)) == Tally(10, 0)
    assert QUALYS.name == "qualys"
