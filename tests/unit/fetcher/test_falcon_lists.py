"""Falcon's other lists: of hidden hosts, and of ids where whole devices aren't to be had."""

import json

import pytest

from services.fetcher.core import Page
from services.fetcher.vendors._falcon_places import Place
from services.fetcher.vendors.falcon import MOST_COUNTED, MOST_IDS, VENDOR
from shared.errors import Temporary
from tests.unit.fetcher.falcon_wire import FIRST, OURS, answer, device, failed, listed, place, read, said

SINCE = "2026-01-31T09:00:00Z"
COMBINED, HIDDEN = "/devices/combined/devices/v1", "/devices/combined/devices-hidden/v1"
SCROLL, HIDDEN_IDS = "/devices/queries/devices-scroll/v1", "/devices/queries/devices-hidden/v1"
DETAILS = "/devices/entities/devices/v2"
CLOSED = said(resources=None, errors=[{"code": 403, "message": "access denied, scope not permitted"}])
OLDER = Place(client="us", with_hidden=True, older=True)


def asked(page: Page) -> str:
    """Return the endpoint that is asked after a page."""
    return VENDOR.ask(OURS, page.cursor or "").url.removeprefix("https://api.crowdstrike.com")


def test_the_hidden_hosts_come_after_the_others() -> None:
    """All of them in a sync of all, those that changed in one of changes; the totals of both lists are added."""
    begun = Place(client="us", with_hidden=True, begun=SINCE, since="2026-01-31T09:30:00Z", lost=2)
    for first, since in ((Place(client="us", with_hidden=True), ""), (begun, SINCE)):
        visible = read(said(device("10:00:00"), total=3), first.text)
        hidden = read(said(device("07:00:00"), total=2), visible.cursor or "")

        assert (visible.hosts, asked(visible)) == ([device("10:00:00")], HIDDEN)
        assert (place(visible).since, place(visible).lost) == (since, 0)
        assert (hidden.hosts, hidden.cursor) == ([device("07:00:00")], None)
        assert hidden.total == (None if since else 5)


def test_the_next_sync_asks_for_what_changed_since_the_visible_list_ended() -> None:
    """The hidden list is asked later, so nothing that changed meanwhile is left out; both lists are asked again."""
    visible = read(said(device("10:00:00")))
    hidden = read(said(device("11:00:00")), visible.cursor or "")

    since = "2026-01-31T09:55:00Z"
    assert hidden.again == Place(client="us", with_hidden=True, begun=since, since=since).text


def test_hidden_hosts_may_be_left_out() -> None:
    """By the setting; a sync that was begun under the other isn't gone on with."""
    without = OURS.model_copy(update={"hidden": False})
    assert read(said(device("10:00:00")), VENDOR.first(without)).cursor is None

    with pytest.raises(ValueError, match="FETCHER_FALCON_HIDDEN"):
        VENDOR.ask(without, FIRST)
    assert "FETCHER_FALCON_HIDDEN=false" in str(failed(CLOSED, OLDER.model_copy(update={"hidden": True}).text, 403))


@pytest.mark.parametrize(("status", "body"), [(403, CLOSED), (404, b"<html>"), (200, CLOSED)])
def test_where_whole_devices_arent_to_be_had_ids_are_asked_for(status: int, body: bytes) -> None:
    """From where it was; the page says so for the log, and no other page does: the place remembers it."""
    page = read(body, Place(client="us", with_hidden=True, begun=SINCE, since=SINCE).text, status)

    assert (page.hosts, asked(page), place(page).since) == ((), SCROLL, SINCE)
    assert f"{COMBINED} is closed to us" in page.note
    assert place(read(listed("a", offset="t"), page.cursor or "")).older


def test_a_list_that_closes_in_the_middle_is_gone_on_with() -> None:
    """After the last device that came; a 404 there is a lost offset's."""
    cut_off = Place(client="us", with_hidden=True, since=SINCE, offset="x", newest="2026-01-31T10:00:00Z")
    page, lost = read(CLOSED, cut_off.text, 403), read(b"<html>", cut_off.text, 404)

    assert (asked(page), place(page).since, place(page).lost) == (SCROLL, "2026-01-31T09:55:00Z", 0)
    assert (asked(lost), lost.note) == (COMBINED, "")


def test_ids_and_then_their_details() -> None:
    """A scroll's token is the same for each page; its end is a page without ids."""
    first = read(listed("a", "b", offset="t", total=3), OLDER.text)
    ask = VENDOR.ask(OURS, first.cursor or "")
    assert (first.hosts, ask.method, asked(first), json.loads(ask.body)) == ((), "POST", DETAILS, {"ids": ["a", "b"]})

    hosts = read(answer(resources=[device("10:00:00", "a"), device("11:00:00", "b")]), first.cursor or "")
    again = VENDOR.ask(OURS, hosts.cursor or "")
    assert (len(hosts.hosts), asked(hosts), again.params["offset"], again.params["limit"]) == (2, SCROLL, "t", "500")

    last = read(listed("c", offset="t", total=3), hosts.cursor or "")
    hosts = read(answer(resources=[device("12:00:00", "c")]), last.cursor or "")
    assert (asked(hosts), asked(read(listed(total=0), hosts.cursor or ""))) == (SCROLL, HIDDEN_IDS)


def test_a_device_that_went_meanwhile_is_no_error() -> None:
    """Its id is answered with a 404 beside the other devices, or with no device at all; any other error counts."""
    cursor = Place(client="us", older=True, ids=["a", "b"], offset="t", seen=2).text
    gone = {"code": 404, "message": "Host not found", "id": "a"}

    assert len(read(answer(resources=[device("10:00:00", "b")], errors=[gone]), cursor).hosts) == 1
    assert read(answer(resources=[], errors=[gone]), cursor, 404).hosts == []
    assert type(failed(answer(resources=[], errors=[gone, {"code": 500}]), cursor)) is Temporary


@pytest.mark.parametrize("end", [listed(offset="", total=0), listed(offset="t", total=9)])
def test_a_scroll_that_ends_before_its_last_id_is_begun_again(end: bytes) -> None:
    """An answer was lost, and asking with the same token gave the next page. One that says no total is believed."""
    page = read(listed("a", offset="t", total=9), OLDER.text)
    after = read(answer(resources=[device("10:00:00", "a")]), page.cursor or "")
    over = place(read(end, after.cursor or ""))

    assert (over.offset, over.seen, over.newest, over.lost, over.hidden) == ("", 0, "", 1, False)
    unknown = place(after).model_copy(update={"listed": None}).text
    assert asked(read(end, unknown)) == HIDDEN_IDS
    assert asked(read(end, OLDER.text)) == HIDDEN_IDS


def test_hidden_ids_are_counted_through() -> None:
    """Their offset is a number, which has an end: before it, the list goes on by the time of the last change."""
    hidden = OLDER.model_copy(update={"hidden": True})
    page = read(listed("a", "b", offset=7, total=3), hidden.text)
    assert (place(page).offset, place(page).done) == ("2", False)

    end = read(listed("c", offset=7, total=3), hidden.model_copy(update={"seen": 2, "offset": "2", "listed": 3}).text)
    assert read(answer(resources=[]), end.cursor or "").cursor is None

    far = hidden.model_copy(
        update={"seen": MOST_COUNTED - MOST_IDS, "newest": "2026-01-31T08:00:00Z", "listed": 20_000}
    )
    page = read(listed("a", offset=1, total=20_000), far.text)
    after = place(read(answer(resources=[device("10:00:00", "a")]), page.cursor or ""))
    assert (after.since, after.offset, after.seen, after.lost) == ("2026-01-31T09:55:00Z", "", 0, 0)


def test_ids_that_are_none_are_an_outage() -> None:
    """A vendor may change a type."""
    assert "expected ids of devices, got {'device_id'" in str(failed(listed({"device_id": "a"}), OLDER.text))
