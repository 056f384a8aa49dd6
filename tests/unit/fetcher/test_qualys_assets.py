"""Qualys' Asset Management API: places that are ids, errors inside a 200, and where the next sync begins."""

import json
from base64 import b64decode
from typing import Any

import httpx
import pytest
from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.core import Answer, Endless, Page, Vendor
from services.fetcher.vendors.qualys import VENDOR as ASSESSMENT
from services.fetcher.vendors.qualys_assets import VENDOR, Place, QualysAssetsSettings
from shared.errors import RollcallError, Temporary, VendorRefused
from tests.unit.fetcher.world import SECRET, client, run

OURS = QualysAssetsSettings(url=AnyHttpUrl("https://qualysapi.example.com"), username="us", password=SecretStr(SECRET))
COUNTED = VENDOR.first(OURS)
FIRST = Place(username="us", counted=True).model_dump_json()
DATE = {"date": "Sat, 31 Jan 2026 12:00:00 GMT"}
BEGUN = "2026-01-31T11:45:00Z"
ASSETS = [{"HostAsset": {"id": 7}}, {"HostAsset": {"id": 9}}]


def said(**changes: Any) -> bytes:
    """Return an answer."""
    return json.dumps({"ServiceResponse": {"responseCode": "SUCCESS"} | changes}).encode()


def read(body: bytes, cursor: str = FIRST, status: int = 200, **headers: str) -> Page:
    """Return what an answer says."""
    return VENDOR.read(cursor, Answer(status, headers or DATE, body))


def failed(body: bytes, cursor: str = FIRST, status: int = 200) -> RollcallError:
    """Return the error of an answer."""
    with pytest.raises(RollcallError) as caught:
        read(body, cursor, status)
    return caught.value


def test_it_is_another_api_of_the_same_vendor() -> None:
    """Records keep their ids, whichever was asked."""
    vendor: Vendor = VENDOR
    assert vendor.name == ASSESSMENT.name


def test_a_request_names_the_last_id_and_the_time() -> None:
    """In JSON, with the account's name and password in the one header for them."""
    cursor = Place(username="us", after=9, since="2026-01-30T09:00:00Z").model_dump_json()
    ask, first = VENDOR.ask(OURS, cursor), VENDOR.ask(OURS, FIRST)

    assert (ask.method, ask.url) == ("POST", "https://qualysapi.example.com/qps/rest/2.0/search/am/hostasset")
    assert json.loads(ask.body) == {
        "ServiceRequest": {
            "preferences": {"limitResults": 100},
            "filters": {
                "Criteria": [
                    {"field": "id", "operator": "GREATER", "value": "9"},
                    {"field": "updated", "operator": "GREATER", "value": "2026-01-30T09:00:00Z"},
                ]
            },
        }
    }
    assert len(json.loads(first.body)["ServiceRequest"]["filters"]["Criteria"]) == 1
    assert b64decode(ask.headers["authorization"].removeprefix("Basic ")).decode() == f"us:{SECRET}"
    assert (ask.headers["content-type"], ask.headers["accept"]) == ("application/json",) * 2


@pytest.mark.parametrize("more", ["true", True])
def test_a_page_says_where_the_next_begins(more: object) -> None:
    """After its last id; it remembers when the sync began, by the vendor's clock."""
    page = read(said(count=2, hasMoreRecords=more, lastId=9, data=ASSETS))

    assert page.hosts == ASSETS
    assert Place.model_validate_json(page.cursor or "") == Place(username="us", after=9, begun=BEGUN, counted=True)


@pytest.mark.parametrize("more", ["false", False, None])
def test_the_last_page_leaves_the_time_of_the_first(more: object) -> None:
    """What changes during a sync is asked for again by the next one: ids don't tell it."""
    cursor = Place(username="us", after=5, begun="2026-01-31T08:00:00Z").model_dump_json()
    page = read(said(count=2, data=ASSETS, **({} if more is None else {"hasMoreRecords": more})), cursor)

    assert (page.hosts, page.cursor) == (ASSETS, None)
    assert Place.model_validate_json(page.again or "") == Place(username="us", since="2026-01-31T08:00:00Z")


def test_nothing_is_the_end() -> None:
    """There is neither data nor a word about more."""
    page = read(said(count=0))

    assert (page.hosts, page.cursor) == ([], None)
    assert Place.model_validate_json(page.again or "").since == BEGUN


@pytest.mark.parametrize("date", ["", "soon"])
def test_without_the_vendors_time_all_assets_are_asked_for_again(date: str) -> None:
    """Our clock may be off, so it doesn't count."""
    assert read(said(count=0), date=date).again is None


@pytest.mark.parametrize(
    "changes", [{"data": ASSETS}, {"data": ASSETS, "lastId": 5}, {"data": ASSETS, "lastId": 4}, {"lastId": 9}]
)
def test_more_without_a_further_place_is_an_outage(changes: dict[str, Any]) -> None:
    """A vendor that repeats a page for ever, or says that there is more and gives nothing."""
    cursor = Place(username="us", after=5).model_dump_json()

    assert type(failed(said(hasMoreRecords="true", **changes), cursor)) is Endless


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    ("code", "kind"),
    [("INVALID_REQUEST", Temporary), ("OTHER_ERROR", Temporary), ("UNAUTHORIZED", VendorRefused)],
)
def test_an_error_counts_whatever_the_status(status: int, code: str, kind: type[RollcallError]) -> None:
    """Its words and what to do about it are told; a refusal names the settings."""
    details = {"errorMessage": "Not good.", "errorResolution": "Do better."}
    error = failed(said(responseCode=code, responseErrorDetails=details), status=status)

    assert type(error) is kind
    assert str(error).startswith(f'qualys answered {status}: "Not good. Do better. (code {code})"')
    assert ("FETCHER_QUALYS_ASSETS_PASSWORD" in str(error)) == (kind is VendorRefused)


@pytest.mark.parametrize("body", [b"", b"[]", b"<ServiceResponse/>", b"{}", b'{"ServiceResponse": {}}', b"[" * 100_000])
def test_anything_else_is_an_outage(body: bytes) -> None:
    """Never the end: an outage that is taken for it loses hosts."""
    assert type(failed(body)) is Temporary
    assert type(failed(said(count=0), status=500)) is Temporary


def test_the_place_of_another_account_is_none() -> None:
    """It may see other assets."""
    with pytest.raises(ValueError, match="another account's"):
        VENDOR.ask(OURS, Place(username="them").model_dump_json())


def test_no_message_holds_the_password_in_any_form() -> None:
    """Neither plain nor as the header has it."""

    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500, text=f"you sent {request.headers['authorization']}, which is {SECRET}")

    with pytest.raises(Temporary) as caught:
        run(client(echo, attempts=1).page(VENDOR, OURS, FIRST))
    assert "you sent Basic ***, which is ***" in str(caught.value)


def test_all_assets_are_counted_first() -> None:
    """By the same criterion; the vendor's number goes with the sync, and the assets come after it."""
    ask = VENDOR.ask(OURS, COUNTED)
    page = read(said(count=96), COUNTED)

    assert ask.url == "https://qualysapi.example.com/qps/rest/2.0/count/am/hostasset"
    assert ask.body == VENDOR.ask(OURS, FIRST).body
    assert (list(page.hosts), page.cursor, page.total) == ([], FIRST, 96)


def test_changes_are_not_counted() -> None:
    """Their number says nothing of how many there are."""
    cursor = Place(username="us", since=BEGUN).model_dump_json()
    assert VENDOR.ask(OURS, cursor).url.endswith("/search/am/hostasset")
    assert not VENDOR.is_answer(cursor, Answer(403, {}, b""))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b""),
        (401, b""),
        (403, b"no"),
        (404, b"<html>"),
        (200, said(responseCode="INVALID_REQUEST")),
        (200, said()),
    ],
)
def test_assets_that_cant_be_counted_come_all_the_same(status: int, body: bytes) -> None:
    """A refusal to count is none to list: whether it is one of the credentials is seen at the list."""
    assert VENDOR.is_answer(COUNTED, Answer(status, {}, body)) is (status != 200)
    page = read(body, COUNTED, status)
    assert (page.cursor, page.total) == (FIRST, None)


@pytest.mark.parametrize(("status", "body"), [(500, said(count=7)), (200, b"{"), (502, b"Bad Gateway")])
def test_an_outage_is_no_answer_to_how_many_there_are(status: int, body: bytes) -> None:
    """It is asked again."""
    assert isinstance(failed(body, COUNTED, status), Temporary)
