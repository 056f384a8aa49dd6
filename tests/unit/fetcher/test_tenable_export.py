"""Tenable's export: begun, looked at, had in chunks in any order; gone, failed, cut off, adopted."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.core import Answer, Page
from services.fetcher.endless import Course, Repeats
from services.fetcher.vendors.tenable_export import (
    MOST_LOOKS,
    MOST_LOST,
    SOON,
    VENDOR,
    Place,
    TenableExportSettings,
    _gathered,
    _spread,
)
from shared.errors import Temporary
from tests.payloads.recorded import hosts
from tests.unit.fetcher.world import SECRET

OURS = TenableExportSettings(access_key=SecretStr("acc3ss"), secret_key=SecretStr(SECRET), chunk=100)
DATE = "Sat, 31 Jan 2026 12:00:00 GMT"
NOON = 1769860800
FIRST = VENDOR.first(OURS)


def read(place: str, said: Any, status: int = 200, date: str = DATE) -> Page:
    """Return what an answer says."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return VENDOR.read(place, Answer(status, {"date": date}, body))


def at(page: Page) -> Place:
    """Return the place at which a page goes on."""
    return Place.model_validate_json(page.cursor or "")


def place(**fields: Any) -> str:
    """Return the cursor of a place in an export."""
    return (
        Place.model_validate_json(FIRST).model_copy(update={"export": "e-1", "begun": NOON, **fields}).model_dump_json()
    )


@dataclass
class Exports:
    """The vendor's side: an export whose chunks come as `made` says, a list for each look at its status."""

    made: Sequence[Sequence[int]]
    looks: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, cursor: str) -> Page:
        """Ask for a place, and read the answer."""
        ask = VENDOR.ask(OURS, cursor)
        self.asked.append(ask.url.rpartition("/export")[2] or "/")
        return read(cursor, self._said(ask.url))

    def _said(self, url: str) -> Any:
        if found := re.search(r"/chunks/(\d+)$", url):
            assert any(int(found[1]) in some for some in self.made[: self.looks]), "a chunk that isn't there"
            return [{"id": f"asset-{found[1]}"}]
        if url.endswith("/status"):
            self.looks += 1
            here = sorted({chunk for some in self.made[: self.looks] for chunk in some})
            return {"status": "FINISHED" if self.looks >= len(self.made) else "PROCESSING", "chunks_available": here}
        return {"export_uuid": "e-1"}


def sync(exports: Exports) -> tuple[list[str], Page, list[float]]:
    """Fetch from the first place to the end: the ids that came, the last page, the waits."""
    found, waits, same, course = [], [], Repeats(), Course()
    cursor, page = FIRST, Page((), FIRST)
    while page.cursor is not None:
        cursor, page = page.cursor, exports.answer(page.cursor)
        same, course = same.after(page), course.after(cursor, page.cursor)
        found += [one["id"] for one in page.hosts]
        waits += [page.wait] if page.wait else []
    return found, page, waits


def test_an_export_is_asked_for_in_the_vendors_words() -> None:
    """All that is listed, in chunks; both keys in one header; the base is a setting."""
    ask = VENDOR.ask(OURS, FIRST)
    elsewhere = OURS.model_copy(update={"url": AnyHttpUrl("https://tenable.example.com/")})

    assert (ask.method, ask.url) == ("POST", "https://cloud.tenable.com/assets/export")
    assert json.loads(ask.body) == {"chunk_size": 100, "filters": {"is_deleted": False, "is_terminated": False}}
    assert ask.headers["x-apikeys"] == f"accessKey=acc3ss;secretKey={SECRET}"
    assert VENDOR.ask(elsewhere, place()).url == "https://tenable.example.com/assets/export/e-1/status"
    assert VENDOR.ask(OURS, place(here="4-5", done="4")).url.endswith("/assets/export/e-1/chunks/5")


def test_chunks_come_in_any_order_while_others_are_made() -> None:
    """Each once, as soon as it is there; between two looks in vain it is waited, longer each time."""
    exports = Exports([(), (3,), (), (), (), (1, 2), (4,)])
    found, last, waits = sync(exports)

    assert found == ["asset-3", "asset-1", "asset-2", "asset-4"]
    assert waits == [1.0, 1.0, 2.0, 4.0]
    assert exports.asked[0] == "/"
    assert len(exports.asked) == 1 + 7 + 4
    assert json.loads(last.again or "")["since"] == NOON - 15 * 60


def test_an_export_of_nothing_ends() -> None:
    """Without a chunk."""
    found, last, _ = sync(Exports([(), ()]))

    assert (found, list(last.hosts), last.again is None) == ([], [], False)


@given(st.permutations(range(1, 8)), st.lists(st.integers(0, 7), max_size=4))
def test_every_chunk_comes_once_in_whatever_order_they_are_made(order: Sequence[int], cuts: Sequence[int]) -> None:
    """And the last page is the last chunk, or a look that finds no more."""
    bounds = [0, *sorted(cuts), len(order)]
    made = [order[start:end] for start, end in pairwise(bounds)]
    found, _, _ = sync(Exports(made))

    assert sorted(found) == [f"asset-{number}" for number in range(1, 8)]


def test_the_next_sync_asks_for_changes_and_hears_of_what_is_gone() -> None:
    """Since the vendor's time before the export; what was deleted or terminated is told then, not in a full sync."""
    _, last, _ = sync(Exports([(1,)]))
    ask = VENDOR.ask(OURS, last.again or "")
    assets = hosts("tenable")
    full, changes = (read(place(here="1", since=since), assets).hosts for since in (0, 5))

    assert json.loads(ask.body)["filters"] == {"updated_at": NOON - 15 * 60}
    assert [asset["id"][-1] for asset in full] == ["1", "2", "3", "6", "7", "8"]
    assert changes == assets


@pytest.mark.parametrize(
    "said",
    [
        {"status": "ERROR", "chunks_available": [1]},
        {"status": "CANCELLED"},
        {"status": "FINISHED", "chunks_available": [1], "chunks_failed": [2]},
        {"status": "FINISHED", "chunks_available": [1], "chunks_cancelled": [2]},
    ],
)
def test_an_export_that_failed_is_begun_anew(said: Mapping[str, Any]) -> None:
    """After a while; half of the assets are never taken for all."""
    page = read(place(done="1", since=7), said)

    assert (list(page.hosts), page.wait) == ([], SOON)
    assert read(place(lost=2), said).wait == 64 * SOON
    assert at(page) == Place(account=at(page).account, since=7, lost=1)


@pytest.mark.parametrize("cursor", [place(), place(here="1-2", done="1")])
def test_an_export_that_is_gone_is_begun_anew(cursor: str) -> None:
    """It is kept for a day; a place in it may be older."""
    gone = Answer(404, {}, b'{"statusCode":404}')

    assert VENDOR.is_answer(cursor, gone)
    assert at(VENDOR.read(cursor, gone)) == Place(account=at(VENDOR.read(cursor, gone)).account, lost=1)
    assert not VENDOR.is_answer(FIRST, gone)  # there it is a wrong address


def test_exports_that_never_finish_end_the_sync() -> None:
    """The next sync begins anew."""
    for wrong in (place(looks=MOST_LOOKS + 1), place(export="", lost=MOST_LOST + 1)):
        with pytest.raises(ValueError, match=r"tenable finished none of \d+ exports"):
            VENDOR.ask(OURS, wrong)


def test_an_export_that_is_being_made_already_is_taken() -> None:
    """As after a crash between our request and the answer. Nobody knows when it began: the next sync asks as before."""
    conflict = Answer(409, {"date": DATE}, b'{"failure_reason": "duplicate", "active_job_id": "e-7"}')

    assert VENDOR.is_answer(FIRST, conflict)
    taken = at(VENDOR.read(FIRST, conflict))
    assert (taken.export, taken.begun) == ("e-7", 0)
    last = read(taken.model_dump_json(), {"status": "FINISHED", "chunks_available": []})
    assert (last.cursor, last.again) == (None, None)
    assert not VENDOR.is_answer(FIRST, Answer(409, {}, b'{"failure_reason": "busy"}'))
    assert not VENDOR.is_answer(place(), conflict)


def test_a_chunk_that_isnt_there_after_all_is_asked_for_again() -> None:
    """After another look; that doesn't go on for ever."""
    page = read(place(here="1-3", done="1", finished=True), {"statusCode": 400}, 400)

    assert (at(page).chunk, at(page).looks, at(page).finished, page.wait) == (None, 1, False, 1.0)
    assert at(read(page.cursor or "", {"status": "FINISHED", "chunks_available": [1, 2, 3]})).chunk == 2


@pytest.mark.parametrize("ours", [FIRST, place(), place(here="1")])
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b"null",
        b"[1",
        b"{}",
        b'"x"',
        b'{"export_uuid": "../x"}',
        b'{"status": "FINISHED", "chunks_available": [-1]}',
    ],
)
def test_an_answer_that_is_none_is_asked_for_again(ours: str, said: bytes) -> None:
    """Whatever comes in an answer's place."""
    with pytest.raises(Temporary, match=r"tenable (at|answered 200)"):
        read(ours, said)


@pytest.mark.parametrize("status", [400, 500, 502])
def test_a_status_of_trouble_is_asked_for_again(status: int) -> None:
    """Be the body whatever it is."""
    with pytest.raises(Temporary):
        read(place(), {"status": "FINISHED", "chunks_available": []}, status)
    with pytest.raises(Temporary):
        read(FIRST, {"export_uuid": "e-1"}, status)


def test_a_place_is_its_accounts() -> None:
    """Another access key may be another tenant's; the key itself is in no cursor."""
    other = OURS.model_copy(update={"access_key": SecretStr("other")})

    assert "acc3ss" not in FIRST
    with pytest.raises(ValueError, match="another account's"):
        VENDOR.ask(other, FIRST)


@given(st.sets(st.integers(0, 60)))
def test_chunks_are_kept_in_few_words(numbers: set[int]) -> None:
    """A cursor is stored after each page: of a million assets it says `1-999`."""
    assert _spread(_gathered(numbers)) == numbers
    assert _gathered({7, 1, 3, 2}) == "1-3,7"
