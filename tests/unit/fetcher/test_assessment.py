"""The assessment API's pages: two hosts at most, the last odd one, and an end that is an error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from services.fetcher.core import Answer, Page
from services.fetcher.vendors import discover
from services.fetcher.vendors._assessment import END, AssessmentSettings
from services.fetcher.vendors.crowdstrike import CrowdStrikeSettings
from services.fetcher.vendors.qualys import QualysSettings
from shared.errors import SettingError, Temporary
from tests.unit.fetcher.world import QUALYS, SECRET, Api, Careless, client, run, settings_of

PAIR, ONE = '{"skip":4,"limit":2}', '{"skip":4,"limit":1}'


def read(cursor: str, status: int, body: bytes) -> Page:
    """Return what an answer says."""
    return QUALYS.read(cursor, Answer(status, {}, body))


@pytest.mark.parametrize("name", ["qualys", "crowdstrike"])
def test_a_request_is_what_the_api_takes(name: str) -> None:
    """POST, skip and limit in the query, the token in its header, no body; a base may end with a slash."""
    asks = [discover()[name].ask(settings_of(name, f"http://localhost:8900{end}"), PAIR) for end in ("", "/")]

    assert asks[0] == asks[1]
    assert (asks[0].method, asks[0].url) == ("POST", f"http://localhost:8900/api/{name}/hosts/get")
    assert (asks[0].params, asks[0].body) == ({"skip": "4", "limit": "2"}, b"")
    assert asks[0].headers == {"token": SECRET, "accept": "application/json"}


@pytest.mark.parametrize("settings", [QualysSettings(url=None), Careless.settings(), settings_of("qualys", token="")])
def test_settings_without_url_or_token_ask_nothing(settings: AssessmentSettings) -> None:
    """The wiring sees to it that there are none; whoever doesn't is told."""
    with pytest.raises(ValueError, match="expected settings of qualys with a url and a token"):
        QUALYS.ask(settings, PAIR)


@pytest.mark.parametrize(
    ("cursor", "hosts", "following"),
    [
        (PAIR, [{"id": 5}, {"id": 6}], '{"skip":6,"limit":2}'),
        (PAIR, [{"id": 5}], '{"skip":5,"limit":2}'),
        (ONE, [{"id": 5}], '{"skip":5,"limit":1}'),
        (PAIR, [None, None], '{"skip":6,"limit":2}'),
        (PAIR, [1, 2, 3, 4, 5], '{"skip":9,"limit":2}'),
    ],
)
def test_a_page_says_where_the_next_begins(cursor: str, hosts: list[object], following: str) -> None:
    """By how many hosts came, not by how many were asked for; nulls count."""
    assert read(cursor, 200, json.dumps(hosts).encode()) == Page(hosts, following)


def test_at_the_end_the_last_odd_host_is_asked_for_alone() -> None:
    """A pair that reaches past the end is an error though its first host is there; a single one is the end."""
    assert read(PAIR, 500, END) == Page((), ONE)
    assert read(ONE, 500, END) == Page((), None)
    assert read(ONE, 500, b" " + END + b"\r\n") == Page((), None)


@pytest.mark.parametrize("body", [b"[]", b"null", b"", b" \n", b"[ ]"])
def test_no_hosts_are_the_end(body: bytes) -> None:
    """Servers that answer past the end with an empty page, a null or nothing."""
    assert read(PAIR, 200, body) == Page((), None)


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b""), (500, b"Internal Server Error"), (500, END + b"!"), (500, END[:-1]), (500, b"[]"),
     (400, END), (200, END), (502, END), (204, b""), (302, b"[]"),
     (500, b'{"error": [{"code": "too_big", "maximum": 2}]}')],
)  # fmt: skip
def test_anything_else_is_an_outage(status: int, body: bytes) -> None:
    """The end is one status with one text: whatever resembles it doesn't end a list early."""
    with pytest.raises(Temporary, match=r'^qualys (answered|at) .*\{"skip":4,"limit":2\}'):
        read(PAIR, status, body)


@pytest.mark.parametrize("body", [b"{}", b'"text"', b"7", b"true", b"{", b"\xff\xfe\xff", b"[" * 100_000], ids=ascii)
def test_what_is_no_array_is_an_outage(body: bytes) -> None:
    """The message says what was expected, where, and shows the beginning of what came."""
    with pytest.raises(Temporary, match=r'^qualys at \{"skip":4,"limit":2\}: expected a JSON array of hosts') as caught:
        read(PAIR, 200, body)

    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("cursor", ["", "4", "{", '{"skip": -2}', '{"limit": 3}', '{"skip": null}'])
def test_what_is_no_place_is_an_error(cursor: str) -> None:
    """For whoever goes on with a stored one."""
    for use in (lambda: QUALYS.ask(settings_of(), cursor), lambda: read(cursor, 200, b"[]")):
        with pytest.raises(ValueError, match="Place"):
            use()


@given(st.integers(0, 15))
def test_every_host_comes_once_in_order(count: int) -> None:
    """However many there are, odd or even; no request asks for more than the API gives."""
    hosts = [{"id": number} for number in range(count)]
    api = Api({"qualys": hosts})

    async def work() -> list[object]:
        asking, found, cursor = client(api.answer), list[object](), QUALYS.first(settings_of())
        while True:
            page = await asking.page(QUALYS, settings_of(), cursor)
            found += page.hosts
            if page.cursor is None:
                return found
            cursor = page.cursor

    assert run(work()) == hosts
    assert max(limit for _, _, limit in api.asked) == 2
    assert len(api.asked) <= count // 2 + 4


@pytest.mark.parametrize(("said", "token"), [("  t0ken \n", "t0ken"), ("t-0/k+e=n", "t-0/k+e=n")])
def test_a_token_is_taken_without_the_spaces_around_it(said: str, token: str) -> None:
    """They come with copying."""
    assert QualysSettings(token=SecretStr(said)).token == SecretStr(token)


@pytest.mark.parametrize("said", ["", "  "])
def test_an_empty_token_is_none(said: str) -> None:
    """A line of the sample that was left empty."""
    assert QualysSettings(token=SecretStr(said)).token is None


@pytest.mark.parametrize("said", ["…", "töken", "to ken", "to\nken", "token\x7f"])
def test_a_token_that_no_header_holds_is_a_wrong_setting(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told at start, by the variable's name, and not shown."""
    monkeypatch.setenv("FETCHER_CROWDSTRIKE_TOKEN", said)
    expected = r"FETCHER_CROWDSTRIKE_TOKEN: .* expected a (token of ASCII|secret without line ends)"
    with pytest.raises(SettingError, match=expected) as caught:
        CrowdStrikeSettings.load()

    assert str(caught.value).endswith("got a secret")
