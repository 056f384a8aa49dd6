"""CrowdStrike Falcon's pages, errors inside a 200, and where a sync goes on."""

import pytest

from services.fetcher.core import Login, Moves, Outspoken, Page, Vendor
from services.fetcher.politeness import Busy
from services.fetcher.refusals import TokenRefused
from services.fetcher.vendors._falcon_places import Place
from services.fetcher.vendors.crowdstrike import VENDOR as ASSESSMENT
from services.fetcher.vendors.falcon import MOST_LOST, VENDOR, FalconSettings
from shared.errors import RollcallError, SettingError, Temporary, VendorRefused
from tests.unit.fetcher.falcon_wire import FIRST, OURS, device, failed, place, read, said

ALONE = Place(client="us")  # without the hidden hosts' list


def test_it_is_another_api_of_the_same_vendor() -> None:
    """Records keep their ids, whichever was asked."""
    falcon: Vendor = VENDOR
    assert falcon.name == ASSESSMENT.name
    assert all(isinstance(falcon, one) for one in (Login, Moves, Outspoken))


def test_sort_and_filter_are_repeated_with_every_page() -> None:
    """The offset comes beside them; no request holds the secret or a token."""
    cursor = Place(client="us", with_hidden=True, since="2026-01-31T09:00:00Z", offset="x/y+z=").text
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
    assert place(page) == Place(
        client="us", with_hidden=True, offset="n-1", newest="2026-01-31T10:00:00Z", seen=4, listed=9, counted=9
    )


@pytest.mark.parametrize("following", ["", None])
def test_the_last_page_leaves_the_time_for_the_next_sync(following: str | None) -> None:
    """A little before the latest change: changes show later than they are dated."""
    page = read(said(device("10:00:00"), following=following), ALONE.text)

    assert (len(page.hosts), page.cursor, page.total) == (1, None, 9)
    since = "2026-01-31T09:55:00Z"
    assert Place.model_validate_json(page.again or "") == Place(client="us", begun=since, since=since)


@pytest.mark.parametrize("nothing", [[], None])
def test_an_empty_page_is_the_end(nothing: object) -> None:
    """Of nothing at all, after the last page, or where nothing changed; what is known of the time stays."""
    since = Place(client="us", begun="2026-01-31T09:00:00Z", since="2026-01-31T09:00:00Z")
    assert read(said(resources=nothing, following="more", total=0), ALONE.text) == Page([], None, total=0)
    page = read(said(resources=nothing), since.text)

    assert (page.cursor, page.total, Place.model_validate_json(page.again or "")) == (None, None, since)


def test_a_clock_that_is_ahead_hides_nothing() -> None:
    """A device dated after the vendor's own time doesn't move the next sync's beginning past that."""
    page = read(said(device("10:00:00"), device("23:00:00")), ALONE.text)

    assert Place.model_validate_json(page.again or "").since == "2026-01-31T11:55:00Z"


OLDER = Place(client="us", older=True).text


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (403, "access denied, authorization failed", VendorRefused),
        (401, "access denied, invalid bearer token", TokenRefused),
        (500, "Internal Server Error: Please provide trace-id", Temporary),
        (429, "API rate limit exceeded.", Busy),
    ],
)
def test_an_error_counts_whatever_the_status(status: int, code: int, message: str, kind: type[RollcallError]) -> None:
    """With no hosts or with some; a refusal names the scope and the settings."""
    error = failed(said(resources=None, errors=[{"code": code, "message": message}]), OLDER, status)

    assert (type(error), message in str(error)) == (kind, True)
    assert ("Hosts: Read" in str(error) and "FETCHER_FALCON_CLIENT_SECRET" in str(error)) == issubclass(
        kind, VendorRefused
    )
    assert type(failed(said(device("09:00:00"), errors=[{"code": code}]), OLDER, status)) is kind


@pytest.mark.parametrize("body", [b"<html>", b"{}", said(meta={}, errors=[{"code": 403, "message": "no"}])])
def test_a_missing_scope_is_said_in_words(body: bytes) -> None:
    """After the older pair was tried too: the secret is right, the right is missing. An allowlist may be the reason."""
    error = failed(body, OLDER, 403)
    assert type(error) is VendorRefused
    assert "FETCHER_FALCON_CLIENT_SECRET are right" in str(error)
    assert "Missing is the scope Hosts: Read of the API client" in str(error)

    hint = "IP allowlist"
    allowlist = said(resources=None, errors=[{"code": 403, "message": "access denied, authorization failed"}])
    assert (hint in str(error), hint in str(failed(allowlist, OLDER, 403))) == (False, True)


TYPES = [b'{"meta": {}, "resources": {}}', b'{"meta": {"pagination": {"next": {}}}, "resources": []}', b"[" * 100_000]


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"{}", b'{"meta": [], "resources": []}', *TYPES])
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
    page = read(problem, cut_off.text, status)

    assert page.hosts == ()
    assert place(page) == Place(client="us", since="2026-01-31T09:55:00Z", newest="2026-01-31T10:00:00Z")
    assert type(failed(problem, status=status)) is Temporary  # without an offset it is no offset's fault


def test_offsets_that_are_never_known_come_to_an_end() -> None:
    """A few are forgiven where nothing newer came between them; then the place is none, and a sync begins anew."""
    cursor = Place(client="us", with_hidden=True, offset="x", newest="2026-01-31T10:00:00Z").text
    problem = said(resources=None, errors=[{"code": 400, "message": "invalid offset"}])
    for _ in range(MOST_LOST + 2):
        found = place(read(problem, cursor))
        cursor = found.model_copy(update={"offset": "y"}).text

    with pytest.raises(ValueError, match=f"lost {MOST_LOST} offsets"):
        VENDOR.ask(OURS, cursor)


def test_the_place_of_another_client_is_none() -> None:
    """Its devices may be another tenant's, and what changed there says nothing here."""
    with pytest.raises(ValueError, match="another API client's"):
        VENDOR.ask(OURS, Place(client="them", with_hidden=True).text)


def test_a_list_that_gives_more_than_it_has_is_stopped() -> None:
    """An offset may be the same for each page, so it can't tell of a circle; the number of hosts can."""
    once = place(read(said(*[device("10:00:00")] * 9, following="n")))
    twice = place(read(said(*[device("10:00:00")] * 9, following="n"), once.text))
    assert (once.offset, once.seen, twice.seen) == ("n", 9, 18)

    with pytest.raises(Temporary, match="gave 27 hosts of 9"):
        read(said(*[device("10:00:00")] * 9, following="n"), twice.text)
