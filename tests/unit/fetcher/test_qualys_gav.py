"""Qualys' GAV: a token that is text, places that are ids, an end that is a flag or no content."""

import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.core import Answer, Login, Page, Vendor
from services.fetcher.packing import MAX_MESSAGE, measure
from services.fetcher.turns import Counted
from services.fetcher.vendors.qualys import VENDOR as ASSESSMENT
from services.fetcher.vendors.qualys_gav import LIFE, MANY, VENDOR, Place, QualysGavSettings
from shared.adapters.clock import ManualClock
from shared.errors import RollcallError, Temporary, VendorRefused
from tests.unit.fetcher.world import SECRET, client, run

OURS = QualysGavSettings(url=AnyHttpUrl("https://gateway.example.com"), username="us", password=SecretStr(SECRET))
COUNTED = VENDOR.first(OURS)
FIRST = Place(username="us", counted=True).model_dump_json()
ASSETS = [{"assetId": 7}, {"assetId": 9}]
GOOD = {"responseCode": "SUCCESS", "hasMore": 0, "count": 2, "lastSeenAssetId": 9, "assetListData": {"asset": ASSETS}}


def said(**changes: Any) -> bytes:
    """Return an answer."""
    return json.dumps(GOOD | changes).encode()


def read(body: bytes, cursor: str = FIRST, status: int = 200) -> Page:
    """Return what an answer says."""
    return VENDOR.read(cursor, Answer(status, {}, body))


def test_it_is_another_api_of_the_same_vendor() -> None:
    """Records keep their ids, whichever was asked; it has a token, and open requests are counted."""
    vendor: Vendor = VENDOR
    assert vendor.name == ASSESSMENT.name
    assert isinstance(VENDOR, Login)
    assert isinstance(VENDOR, Counted)
    assert VENDOR.turns(OURS) == ("FETCHER_QUALYS_GAV_ gateway.example.com/rest/2.0/search/am/asset", 2)


def test_a_request_names_the_last_id() -> None:
    """In its query, with a page's length."""
    ask = VENDOR.ask(OURS, Place(username="us", after=9).model_dump_json())

    assert (ask.method, ask.url) == ("POST", "https://gateway.example.com/rest/2.0/search/am/asset")
    assert ask.params == {"pageSize": "100", "lastSeenAssetId": "9"}
    assert VENDOR.ask(OURS, FIRST).params["lastSeenAssetId"] == "0"
    assert VENDOR.ask(OURS, COUNTED).url == "https://gateway.example.com/rest/2.0/count/am/asset"


def test_a_page_says_where_the_next_begins() -> None:
    """After its last id, as long as there are more; each sync is one of all assets."""
    more, last = read(said(hasMore=1)), read(said())

    assert (more.hosts, more.cursor) == (ASSETS, Place(username="us", after=9, counted=True).model_dump_json())
    assert (last.hosts, last.cursor, last.again) == (ASSETS, None, None)


@pytest.mark.parametrize(
    ("status", "body"), [(204, b""), (200, said(assetListData=None)), (200, said(assetListData={}))]
)
def test_nothing_is_the_end(status: int, body: bytes) -> None:
    """No content, or a list that isn't there."""
    page = read(body, status=status)
    assert (list(page.hosts), page.cursor) == ([], None)


@pytest.mark.parametrize(
    "changes", [{"lastSeenAssetId": 9}, {"lastSeenAssetId": None}, {"assetListData": {"asset": []}}]
)
def test_a_place_that_does_not_move_is_an_outage(changes: dict[str, Any]) -> None:
    """Neither the end nor a page that comes again for ever."""
    with pytest.raises(Temporary, match="expected assets and a greater lastSeenAssetId"):
        read(said(hasMore=1, **changes), Place(username="us", after=9).model_dump_json())


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 200), (b"<html>", 200), (said()[:-5], 200), (b"[]", 200), (said(responseCode="FAILED"), 200), (said(), 500),
     (said(assetListData={"asset": 7}), 200)],
)  # fmt: skip
def test_what_is_no_page_is_an_outage(body: bytes, status: int) -> None:
    """Half an answer, another one, an error inside a 200."""
    with pytest.raises(Temporary, match=r"qualys (at|answered \d+)"):
        read(body, status=status)


class Gateway:
    """Gives tokens and a page; knows only its latest token."""

    def __init__(self, refusal: httpx.Response) -> None:
        self.tokens, self.refusal = 0, refusal
        self.sent: list[str] = []
        self.ended = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request."""
        if request.url.path == "/auth":
            assert parse_qs(request.content.decode()) == {"username": ["us"], "password": [SECRET], "token": ["true"]}
            self.tokens += 1
            self.ended = False
            return httpx.Response(201, text=f"a.b.{self.tokens}\n")
        self.sent.append(request.headers["authorization"])
        return self.refusal if self.ended else httpx.Response(200, content=said())


def ask(gateway: Gateway, *pauses: float) -> None:
    """Ask for a page after each pause, and end the token before the last."""

    async def work() -> None:
        asking = client(gateway.answer)
        clock = asking._clock
        assert isinstance(clock, ManualClock)
        for pause in pauses:
            await clock.sleep(pause)
            await asking.page(VENDOR, OURS, FIRST)
        gateway.ended = True
        await asking.page(VENDOR, OURS, FIRST)

    run(work())


@pytest.mark.parametrize(
    "refusal", [httpx.Response(401), httpx.Response(200, content=said(responseCode="INVALID_CREDENTIALS"))]
)
def test_a_token_is_renewed_before_its_end_and_when_it_is_refused(refusal: httpx.Response) -> None:
    """It lives four hours; one that ended early, by the status or by the answer's body, costs one more request."""
    gateway = Gateway(refusal)
    ask(gateway, 0, LIFE - 121, 2)

    assert gateway.sent == [f"Bearer a.b.{number}" for number in (1, 1, 2, 2, 3)]


@pytest.mark.parametrize(("status", "kind"), [(401, VendorRefused), (400, VendorRefused), (500, Temporary)])
def test_a_refused_login_names_the_settings(status: int, kind: type[RollcallError]) -> None:
    """And what the account needs; an outage at the door is one."""
    with pytest.raises(kind, match=r"FETCHER_QUALYS_GAV_PASSWORD.*it needs an account with access to GAV or CSAM"):
        VENDOR.token(OURS, Answer(status, {}, b"Authentication failed."))


@pytest.mark.parametrize("body", [b"", b" ", b"two words", b"\xff", "tök".encode()])
def test_what_is_no_token_is_none(body: bytes) -> None:
    """The message doesn't show it."""
    with pytest.raises(
        Temporary, match=r"^qualys gives no token: expected it as text of ASCII letters, digits and signs$"
    ):
        VENDOR.token(OURS, Answer(201, {}, body))


def test_another_accounts_place_is_none_of_ours() -> None:
    """It may see other assets."""
    with pytest.raises(ValueError, match="another account's"):
        VENDOR.ask(OURS, Place(username="them").model_dump_json())


@pytest.mark.parametrize("lacks", ["url", "username", "password"])
def test_settings_that_lack_something_ask_for_nothing(lacks: str) -> None:
    """The message names the group."""
    with pytest.raises(ValueError, match=r"FETCHER_QUALYS_GAV_\* with a url"):
        VENDOR.first(OURS.model_copy(update={lacks: None}))


def test_all_assets_are_counted_first() -> None:
    """The vendor's number goes with the sync, and the assets come after it."""
    page = read(json.dumps({"responseCode": "SUCCESS", "count": 96}).encode(), COUNTED)
    assert (list(page.hosts), page.cursor, page.total) == ([], FIRST, 96)


@pytest.mark.parametrize(
    ("status", "body"),
    [(204, b""), (400, b""), (401, b""), (403, b"no"), (404, b"<html>"), (200, said(responseCode="FAILED"))],
)
def test_assets_that_cant_be_counted_come_all_the_same(status: int, body: bytes) -> None:
    """A refusal to count is none to list: whether it is one of the credentials is seen at the list."""
    assert VENDOR.is_answer(COUNTED, Answer(status, {}, body)) is (status >= 400)
    page = read(body, COUNTED, status)
    assert (page.cursor, page.total) == (FIRST, None)


@pytest.mark.parametrize(("status", "body"), [(500, said()), (200, b"{"), (502, b"Bad Gateway")])
def test_an_outage_is_no_answer_to_how_many_there_are(status: int, body: bytes) -> None:
    """It is asked again."""
    with pytest.raises(Temporary):
        read(body, COUNTED, status)


@pytest.mark.parametrize(("many", "light"), [(MANY, False), (MANY + 1, True), (3000, True)])
def test_an_asset_with_very_many_programs_fits_a_message(many: int, light: bool) -> None:  # noqa: FBT001 - a parameter
    """Their names, makers and versions are kept; what the vendor's catalogue says of each is left out."""
    kept = {
        "discoveredName": "openssl-libs",
        "discoveredVersion": "1.0.2k",
        "fullName": "OpenSSL",
        "publisher": "OpenSSL",
    }
    program = kept | {"lifecycle": {"stage": "x" * 2000}}
    asset = {"assetId": 7, "softwareListData": {"software": [program] * many}, "assetName": "a"}
    (host,) = read(said(assetListData={"asset": [asset]})).hosts

    assert host == asset | {"softwareListData": {"software": [kept if light else program] * many}}
    assert measure(host, MAX_MESSAGE)[1] > 0  # none for a host that fits no message


@pytest.mark.parametrize("odd", [None, 7, [], {}, {"software": 7}, {"software": [None, 7] * MANY}])
def test_odd_programs_are_kept_as_they_are(odd: object) -> None:
    """It is the normalizer's to refuse them."""
    asset = {"assetId": 7, "softwareListData": odd}
    assert read(said(assetListData={"asset": [asset, 7]})).hosts == [asset, 7]
