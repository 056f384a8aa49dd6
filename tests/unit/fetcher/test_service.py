"""Syncs on the memory adapters: resumed after any page, one vendor beside another, nothing lost, nothing twice."""

import httpx
import pytest
import structlog

from services.fetcher.endless import MOST_ALIKE
from services.fetcher.packing import MAX_MESSAGE
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from shared.contracts.topics import RAW
from shared.errors import SettingError, Temporary, VendorRefused
from shared.runtime.dead_letters import VERSION
from tests.unit.fetcher.syncs import Crash, World
from tests.unit.fetcher.world import NOON, Api, client, run

FIVE = [{"id": number} for number in range(5)]
SYNC = "2026-01-31T12:00:00.000000+00:00"


def test_a_sync_is_every_page_in_order() -> None:
    """Numbered, under one sync, the last one marked; the report counts; no place is left."""
    world = World(Api({"qualys": FIVE}))
    (report,) = world.sync()

    assert report == SyncReport("qualys", SYNC, pages=3, hosts=5, unfit=0, resumed=False)
    assert [(page.sequence, len(page.hosts), page.last) for page in world.pages()] == [
        (0, 2, False), (1, 2, False), (2, 1, False), (3, 0, True),
    ]  # fmt: skip
    assert world.hosts() == FIVE
    assert {(page.sync_id, page.vendor, page.endpoint) for page in world.pages()} == {
        (SYNC, "qualys", "api.example.com/api/qualys/hosts/get")
    }
    assert (report.complete, world.place()) == (True, None)


def test_the_log_has_a_page_before_its_place_is_saved() -> None:
    """The other way round a crash between the two would lose it; the answer that only asks for less has no page."""
    world = World(Api({"qualys": FIVE[:3]}))
    world.sync()

    page, place, held = "append hosts.raw", "save qualys", "qualys:held"
    assert world.log.steps.done == [page, place, place, page, place, page, f"forget {held}", "forget qualys"]


@pytest.mark.parametrize("die_at", range(9))
def test_a_sync_goes_on_after_a_crash_at_any_write(die_at: int) -> None:
    """No host is missing; only the page whose place wasn't saved comes again, under the key it had."""
    world, undisturbed = World(Api({"qualys": FIVE})), World(Api({"qualys": FIVE}))
    undisturbed.sync()
    with pytest.raises(Crash):
        world.sync(die_at)
    place = world.place()
    world.later()
    (report,) = world.sync()
    pages = {page.key: page for page in world.pages() if page.sync_id == report.sync_id}

    assert (report.resumed, report.sync_id == SYNC) == (place is not None, place is not None)
    assert (report.pages, report.hosts) == (3, 5)
    assert list(pages) == [page.key.replace(SYNC, report.sync_id) for page in undisturbed.pages()]
    assert [host for page in pages.values() for host in page.hosts] == FIVE
    assert len(world.api.asked) <= len(undisturbed.api.asked) + 1


def test_two_crashes_are_as_good_as_one() -> None:
    """The sync's counts are of the whole."""
    world = World(Api({"qualys": FIVE}))
    for _ in range(2):
        with pytest.raises(Crash):
            world.sync(die_at=2)
    (report,) = world.sync()

    assert (report.hosts, report.resumed, world.hosts()) == (5, True, FIVE)


def test_a_failed_sync_keeps_its_place_and_marks_no_end() -> None:
    """The report says why; the next run goes on there; what was fetched is in the log."""
    world = World(Api({"qualys": FIVE}))

    def until_two(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500) if request.url.params["skip"] == "2" else world.api.answer(request)

    (failed,) = run(world.fetcher(answering=until_two).sync_all())
    assert (failed.complete, type(failed.error), failed.hosts, failed.pages) == (False, Temporary, 2, 1)
    assert (world.hosts(), [page.last for page in world.pages()]) == (FIVE[:2], [False])

    (report,) = world.sync()
    assert (report.resumed, report.hosts, world.hosts()) == (True, 5, FIVE)
    assert [skip for _, skip, _ in world.api.asked[:2]] == [0, 2]


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(httpx.Response(401), VendorRefused), (httpx.Response(500), Temporary), (httpx.ReadTimeout("late"), Temporary)],
    ids=repr,
)
def test_one_vendors_failure_doesnt_stop_the_other(trouble: httpx.Response | Exception, kind: type[Exception]) -> None:
    """Each has a report of its own."""
    api = Api({"qualys": FIVE, "crowdstrike": FIVE}, {"qualys": [trouble] * 2})
    failed, complete = World(api, "qualys", "crowdstrike").sync()

    assert (type(failed.error), failed.vendor, failed.hosts) == (kind, "qualys", 0)
    assert (complete.error, complete.vendor, complete.hosts) == (None, "crowdstrike", 5)


def test_a_page_that_repeats_hosts_is_kept_as_it_came() -> None:
    """Within a page and across pages: which versions count is the deduper's business."""
    hosts = [FIVE[0], FIVE[0], FIVE[0], FIVE[1], FIVE[0], FIVE[1], FIVE[0], FIVE[1]]
    world = World(Api({"qualys": hosts}))

    assert (world.sync()[0].hosts, world.hosts()) == (8, hosts)


def test_a_vendor_that_heeds_no_place_is_given_up() -> None:
    """The same page for ever is an outage, not an endless sync; its place leads nowhere, so it isn't kept."""
    world = World(Api())

    def same(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=FIVE[:2])

    (report,) = run(world.fetcher(answering=same).sync_all())

    assert f"a page came more than {MOST_ALIKE} times with the same hosts" in str(report.error)
    assert (report.pages < 4 * MOST_ALIKE, world.place()) == (True, None)


@pytest.mark.parametrize("nothing", ["[]", "null", ""])
def test_a_vendor_without_hosts_is_a_complete_sync(nothing: str) -> None:
    """Its end is marked: whoever waits for it must not wait for ever."""
    api = Api(trouble={"qualys": [httpx.Response(200, text=nothing)]})
    world = World(api)
    (report,) = world.sync()

    assert (report.complete, report.hosts, [page.last for page in world.pages()]) == (True, 0, [True])


def test_a_host_that_fits_no_message_is_a_dead_letter() -> None:
    """The rest of the page goes on; the letter says whose it is, by whom and when; the report counts it."""
    huge = {"id": 1, "text": "x" * MAX_MESSAGE}
    world = World(Api({"qualys": [huge, FIVE[2], FIVE[3], huge]}))
    (report,) = world.sync()
    first, second = world.messages(RAW.dead_letter)

    assert (world.hosts(), report.hosts, report.unfit) == ([FIVE[2], FIVE[3]], 4, 2)
    assert first.key == f"qualys/{SYNC}/0.unfit.0"
    assert second.key == f"qualys/{SYNC}/1.unfit.0"
    assert (first.value or b"").startswith(b'{"id": 1, "text": "xxx')
    assert first.headers.items() >= {
        ("service", "fetcher"), ("service-version", VERSION), ("time", NOON.isoformat()), ("error-class", "Unfit"),
    }  # fmt: skip


def test_a_letter_is_written_before_its_page_and_place() -> None:
    """A crash in between repeats it rather than losing it."""
    world = World(Api({"qualys": ["x" * MAX_MESSAGE, 1]}))
    world.sync()

    assert world.log.steps.done[:3] == ["append hosts.raw.dead-letter", "append hosts.raw", "save qualys"]


@pytest.mark.parametrize("stored", ["no JSON", "{}", '{"skip": 4, "limit": 2}'])
def test_a_place_that_cant_be_read_begins_anew(stored: str) -> None:
    """With a warning; an old form of the cursor costs a sync, not the service."""
    world = World(Api({"qualys": FIVE}))
    run(world.cursors.save("qualys", stored))
    with structlog.testing.capture_logs() as lines:
        (report,) = world.sync()

    assert (report.resumed, report.hosts, world.hosts()) == (False, 5, FIVE)
    assert [line["vendor"] for line in lines if line["event"] == "sync_begun_anew"] == ["qualys"]


def test_the_place_of_another_server_begins_anew() -> None:
    """Its first hosts would be skipped."""
    world = World(Api({"qualys": FIVE}))
    with pytest.raises(Crash):
        world.sync(die_at=2)
    (report,) = world.sync(url="https://other.example.com")

    assert (report.resumed, report.hosts) == (False, 5)


def test_progress_is_shown_page_by_page() -> None:
    """With the hosts of the whole sync, also of its part before a crash."""
    world = World(Api({"qualys": FIVE}))
    with pytest.raises(Crash):
        world.sync(die_at=2)
    world.sync()

    assert world.shown == [("qualys", count) for count in (2, 4, 4, 5, 5)]


def test_lines_of_a_sync_carry_vendor_and_sync() -> None:
    """From its start to its end."""
    world = World(Api({"qualys": FIVE}))
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        world.sync()

    assert [(line["event"], line["vendor"], line["sync_id"]) for line in lines] == [
        ("sync_started", "qualys", SYNC),
        ("sync_complete", "qualys", SYNC),
    ]


def test_no_vendor_is_a_wrong_setting() -> None:
    """The message names the variables."""
    world = World(Api())
    nobody = Fetcher(client(world.api.answer), world.log, world.cursors, world.clock, {})
    with pytest.raises(SettingError, match="set FETCHER_QUALYS_URL and FETCHER_QUALYS_TOKEN"):
        run(nobody.sync_all())
