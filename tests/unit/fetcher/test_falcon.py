"""CrowdStrike Falcon's pages, its errors inside a 200, its token, and where a sync goes on."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import SecretStr

from services.fetcher.core import Answer, Login, Page, Vendor
from services.fetcher.vendors.crowdstrike import VENDOR as ASSESSMENT
from services.fetcher.vendors.falcon import MOST_LOST, VENDOR, FalconSettings, Place
from shared.errors import RollcallError, SettingError, Temporary, VendorRefused
from tests.unit.fetcher.world import SECRET

OURS = FalconSettings(client_id="us", client_secret=SecretStr(SECRET))
FIRST = VENDOR.first(OURS)
DATE = {"date": format_datetime(datetime(2026, 1, 31, 12, tzinfo=UTC), usegmt=True)}


def device(time: str) -> dict[str, str]:
    """Return a device that changed at a time of the day."""
    return {"device_id": f"d{time}", "modified_timestamp": f"2026-01-31T{time}Z"}


def said(*devices: Any, following: str | None = "", **changes: Any) -> bytes:
    """Return an answer."""
    meta = {"query_time": 0.1, "trace_id": "t", "pagination": {"total": 9, "limit": 2, "next": following}}
    return json.dumps({"meta": meta, "resources": list(devices), "errors": []} | changes).encode()


def read(body: bytes, cursor: str = FIRST, status: int = 200) -> Page:
    """Return what an answer says."""
    return VENDOR.read(cursor, Answer(status, DATE, body))


def place(page: Page) -> Place:
    """Return where a sync goes on."""
    return Place.model_validate_json(page.cursor or "")


def failed(body: bytes, cursor: str = FIRST, status: int = 200) -> RollcallError:
    """Return the error of an answer."""
    with pytest.raises(RollcallError) as caught:
        read(body, cursor, status)
    return caught.value


def test_it_is_another_api_of_the_same_vendor() -> None:
    """Records keep their ids, whichever was asked."""
    falcon: Vendor = VENDOR
    assert (falcon.name, isinstance(falcon, Login)) == (ASSESSMENT.name, True)


def test_sort_and_filter_are_repeated_with_every_page() -> None:
    """The offset comes beside them; no request holds the secret or a token."""
    cursor = Place(client="us", since="2026-01-31T09:00:00Z", offset="x/y+z=").model_dump_json()
    first, later = VENDOR.ask(OURS, FIRST), VENDOR.ask(OURS, cursor)

    assert (first.method, first.url) == ("GET", "https://api.crowdstrike.com/devices/combined/devices/v1")
    assert first.params == {"limit": "1000", "sort": "modified_timestamp.asc"}
    assert later.params == first.params | {
        "filter": "modified_timestamp:>='2026-01-31T09:00:00Z'", "offset": "x/y+z=",
    }  # fmt: skip
    assert (later.url, later.headers) == (first.url, {"accept": "application/json"})


@pytest.mark.parametrize(
    ("cloud", "base"),
    [
        ("us-2", "https://api.us-2.crowdstrike.com"),
        ("eu-1", "https://api.eu-1.crowdstrike.com"),
        ("us-gov-1", "https://api.laggar.gcw.crowdstrike.com"),
        ("http://127.0.0.1:8900/", "http://127.0.0.1:8900"),
    ],
)
def test_a_cloud_is_a_setting(cloud: str, base: str) -> None:
    """By its name, or any address; both endpoints are there."""
    ours = OURS.model_copy(update={"cloud": cloud})

    assert VENDOR.ask(ours, FIRST).url == f"{base}/devices/combined/devices/v1"
    assert VENDOR.login(ours).url == f"{base}/oauth2/token"


def test_another_cloud_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names those that there are."""
    monkeypatch.setenv("FETCHER_FALCON_CLOUD", "eu-7")
    with pytest.raises(SettingError, match=r"FETCHER_FALCON_CLOUD: .*expected one of us-1, us-2"):
        FalconSettings.load()


def test_a_page_says_where_the_next_begins() -> None:
    """And what the latest change is; devices come as they are, whatever they are."""
    page = read(said(device("09:00:00"), device("10:00:00"), 7, {"modified_timestamp": ["x"]}, following="n-1"))

    assert page.hosts == [device("09:00:00"), device("10:00:00"), 7, {"modified_timestamp": ["x"]}]
    assert place(page) == Place(client="us", offset="n-1", newest="2026-01-31T10:00:00Z")


@pytest.mark.parametrize("following", ["", None])
def test_the_last_page_leaves_the_time_for_the_next_sync(following: str | None) -> None:
    """A little before the latest change: changes show later than they are dated."""
    page = read(said(device("10:00:00"), following=following))

    assert (len(page.hosts), page.cursor) == (1, None)
    assert Place.model_validate_json(page.again or "").since == "2026-01-31T09:55:00Z"


@pytest.mark.parametrize("nothing", [[], None])
def test_an_empty_page_is_the_end(nothing: object) -> None:
    """Of nothing at all, after the last page, or where nothing changed; what is known of the time stays."""
    since = Place(client="us", since="2026-01-31T09:00:00Z")
    assert read(said(resources=nothing, following="more")) == Page([], None)
    page = read(said(resources=nothing), since.model_dump_json())

    assert (page.cursor, Place.model_validate_json(page.again or "")) == (None, since)


def test_a_clock_that_is_ahead_hides_nothing() -> None:
    """A device dated after the vendor's own time doesn't move the next sync's beginning past that."""
    page = read(said(device("10:00:00"), device("23:00:00")))

    assert Place.model_validate_json(page.again or "").since == "2026-01-31T11:55:00Z"


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (403, "access denied, authorization failed", VendorRefused),
        (401, "access denied, invalid bearer token", VendorRefused),
        (500, "Internal Server Error: Please provide trace-id", Temporary),
        (429, "API rate limit exceeded.", Temporary),
    ],
)
def test_an_error_counts_whatever_the_status(status: int, code: int, message: str, kind: type[RollcallError]) -> None:
    """With no hosts or with some; a refusal names the scope and the settings."""
    error = failed(said(resources=None, errors=[{"code": code, "message": message}]), status=status)

    assert (type(error), message in str(error)) == (kind, True)
    assert ("Hosts: Read" in str(error) and "FETCHER_FALCON_CLIENT_SECRET" in str(error)) == (kind is VendorRefused)
    assert type(failed(said(device("09:00:00"), errors=[{"code": code}]), status=status)) is kind


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"{}", b'{"meta": {}, "resources": {}}', b"[" * 100_000])
@pytest.mark.parametrize("status", [200, 500, 502])
def test_anything_else_is_an_outage(body: bytes, status: int) -> None:
    """Never the end: an outage that is taken for it loses hosts."""
    assert type(failed(body, status=status)) is Temporary
    assert type(failed(said(), status=500)) is Temporary


@pytest.mark.parametrize("status", [200, 400])
def test_a_place_that_is_known_no_more_is_found_by_the_time(status: int) -> None:
    """Offsets end after minutes: a sync that was cut off goes on after the last device that came."""
    cut_off = Place(client="us", since="2026-01-31T01:00:00Z", offset="old", newest="2026-01-31T10:00:00Z")
    problem = said(resources=None, errors=[{"code": 400, "message": "invalid offset"}])
    page = read(problem, cut_off.model_dump_json(), status)

    assert page.hosts == ()
    assert place(page) == Place(client="us", since="2026-01-31T09:55:00Z", newest="2026-01-31T10:00:00Z")
    assert type(failed(problem, status=status)) is Temporary  # without an offset it is no offset's fault


def test_offsets_that_are_never_known_come_to_an_end() -> None:
    """A few are forgiven where nothing newer came between them; then the place is none, and a sync begins anew."""
    cursor = Place(client="us", offset="x", newest="2026-01-31T10:00:00Z").model_dump_json()
    problem = said(resources=None, errors=[{"code": 400, "message": "invalid offset"}])
    for _ in range(MOST_LOST + 2):
        found = place(read(problem, cursor))
        cursor = found.model_copy(update={"offset": "y"}).model_dump_json()

    with pytest.raises(ValueError, match=f"knew none of {MOST_LOST} offsets"):
        VENDOR.ask(OURS, cursor)


def test_the_place_of_another_client_is_none() -> None:
    """Its devices may be another tenant's, and what changed there says nothing here."""
    with pytest.raises(ValueError, match="another API client's"):
        VENDOR.ask(OURS, Place(client="them").model_dump_json())


def test_credentials_go_into_a_form() -> None:
    """And into nothing that may be shown."""
    ask = VENDOR.login(OURS.model_copy(update={"client_secret": SecretStr("a b&c")}))

    assert (ask.method, ask.body) == ("POST", b"client_id=us&client_secret=a+b%26c")
    assert ask.headers == {"content-type": "application/x-www-form-urlencoded"}


def test_a_token_is_taken_from_a_201() -> None:
    """With the time it lives."""
    token = VENDOR.token(OURS, Answer(201, {}, b'{"access_token":"abc","expires_in":1799,"token_type":"bearer"}'))

    assert (token.value, token.seconds) == ("abc", 1799)
    assert "abc" not in repr(token)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, '{"errors":[{"code":403,"message":"Failed to issue access token - Not Authorized"}]}', VendorRefused),
        (400, '{"meta":{},"errors":[{"code":400,"message":"invalid client id"}]}', VendorRefused),
        (401, "", VendorRefused),
        (500, '{"meta":{},"errors":[{"code":400,"message":"Failed to generate access token"}]}', VendorRefused),
        (500, '{"meta":{},"errors":[{"code":500,"message":"Internal Server Error"}]}', Temporary),
        (502, "<html>", Temporary),
        (201, "{}", Temporary),
        (201, '{"access_token":"s3cret-token","expires_in":0}', Temporary),
        (201, '{"access_token":"s3cret token","expires_in":9}', Temporary),
    ],
)
def test_a_door_that_stays_shut_is_told_apart_from_an_outage(status: int, body: str, kind: type[RollcallError]) -> None:
    """One recording has a status 500 whose error says 400. No message shows a token."""
    with pytest.raises(kind, match="crowdstrike gives no token") as caught:
        VENDOR.token(OURS, Answer(status, {}, body.encode()))

    assert ("FETCHER_FALCON_CLIENT_ID" in str(caught.value)) == (status != 201)
    assert "s3cret" not in str(caught.value)


def test_a_tenant_of_another_cloud_is_told_where_it_is() -> None:
    """The answer names it; nothing is sent there before the setting says so."""
    answer = Answer(201, {"x-cs-region": "eu-1"}, b'{"access_token":"abc","expires_in":1799}')

    with pytest.raises(VendorRefused, match="set FETCHER_FALCON_CLOUD=eu-1"):
        VENDOR.token(OURS, answer)
    own = OURS.model_copy(update={"cloud": "http://127.0.0.1:8900"})
    assert VENDOR.token(own, answer).value == "abc"
