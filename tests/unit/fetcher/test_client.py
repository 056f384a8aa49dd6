"""Asking a vendor: how often, how long after one another, and what is an outage, a refusal, an end."""

import asyncio
import traceback
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.boundary import Unreadable
from services.fetcher.core import Page
from services.fetcher.politeness import JITTER, LONGEST_ASKED, retry_after
from services.fetcher.settings import FetcherSettings
from services.fetcher.wire import connect
from shared.errors import RollcallError, SettingError, Temporary, VendorRefused
from tests.unit.fetcher.world import NOON, QUALYS, SECRET, Api, Careless, client, run, settings_of, waited

FIRST = '{"skip":0,"limit":2}'
Trouble = httpx.Response | Exception


def ask(*trouble: Trouble, **settings: float) -> tuple[Page | RollcallError, int, float]:
    """Ask for a page of a vendor that first answers so: page or error, how often it was asked, seconds of waiting."""
    api = Api({"qualys": [{"id": 1}, {"id": 2}, {"id": 3}]}, {"qualys": list(trouble)})

    async def work() -> tuple[Page | RollcallError, float]:
        begun, asking = asyncio.get_running_loop().time(), client(api.answer, **settings)
        try:
            said: Page | RollcallError = await asking.page(QUALYS, settings_of(), FIRST)
        except RollcallError as error:
            said = error
        return said, asyncio.get_running_loop().time() - begun + waited(asking)

    said, seconds = run(work())
    return said, len(api.asked), seconds


def failure(*trouble: Trouble, **settings: float) -> tuple[RollcallError, int]:
    """Return the error of asking, and how often it was asked."""
    said, times, _ = ask(*trouble, **settings)
    assert isinstance(said, RollcallError)
    return said, times


def test_a_page_is_asked_for_once() -> None:
    """Nothing is waited for."""
    said, times, _ = ask()

    assert (said, times) == (Page([{"id": 1}, {"id": 2}], '{"skip":2,"limit":2}'), 1)


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(500, text="Internal Server Error"),
        httpx.Response(502),
        httpx.Response(418),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, text='[{"id": 1}, {"id"'),
        httpx.Response(200, text='{"hosts": []}'),
        httpx.Response(200, text="[" * 100_000),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("gone"),
        httpx.ProxyError("no way"),
    ],
    ids=repr,
)
def test_an_outage_is_asked_again(trouble: Trouble) -> None:
    """As often as the settings allow, and no further once it answers; then its error is what is said."""
    said, times, _ = ask(trouble, trouble, attempts=3)
    assert (isinstance(said, Page), times) == (True, 3)

    error, times = failure(*[trouble] * 4, attempts=3)
    assert (type(error), times) == (Temporary, 3)
    assert str(error).startswith("qualys")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    """It names the settings to look at, and ends a process with exit code 2."""
    error, times = failure(httpx.Response(status))

    assert (type(error), times, error.exit_code) == (VendorRefused, 1, SettingError.exit_code)
    assert f"qualys answered {status}: check FETCHER_QUALYS_TOKEN" in str(error)
    assert str(error).endswith("FETCHER_QUALYS_URL")


def test_waits_grow_and_are_bounded() -> None:
    """Half a second, doubled each time, up to the longest; each up to a second longer by chance."""
    *_, seconds = ask(*[httpx.ReadTimeout("late")] * 4, attempts=5, longest_wait=3)

    assert 0.5 + 1 + 2 + 3 <= seconds < 0.5 + 1 + 2 + 3 + 3 * JITTER + 0.5  # the last wait is cut


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("asked", [1, 7, 1800])
def test_a_vendor_that_asks_to_wait_is_waited_for(status: int, asked: int) -> None:
    """At least so long, though it be longer than our own longest, and hardly longer."""
    said, times, seconds = ask(httpx.Response(status, headers={"Retry-After": str(asked)}), longest_wait=2)

    assert (isinstance(said, Page), times) == (True, 2)
    assert asked <= seconds < asked + JITTER + 0.5


def test_a_vendor_may_name_an_instant() -> None:
    """By our clock."""
    instant = format_datetime(NOON + timedelta(seconds=90), usegmt=True)
    *_, seconds = ask(httpx.Response(429, headers={"Retry-After": instant}))

    assert 90 <= seconds < 90 + JITTER + 0.5


def test_nobody_waits_longer_than_an_hour() -> None:
    """Whatever a vendor asks for."""
    *_, seconds = ask(httpx.Response(429, headers={"Retry-After": "9" * 400}))

    assert LONGEST_ASKED <= seconds < LONGEST_ASKED + JITTER + 0.5


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("3601", 3600),
        ("Sat, 31 Jan 2026 12:00:30 GMT", 30),
        ("Sat, 31 Jan 2026 13:00:30 +0100", 30),
        ("Saturday, 31-Jan-26 12:00:30 GMT", 30),
        ("Sat, 31 Jan 2026 11:59:00 GMT", 0),
        ("Sun, 31 Jan 2027 12:00:00 GMT", 3600),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("1.5", 0),
        ("²", 0),
        ("Sat, 31 Jan 2026 12:00:30 -0000", 30),
        ("Sat, 31 Jan 2026 12:00:30", 30),
        ("Sat, 99 Jan 99999999999 12:00:30 GMT", 0),
    ],
)
def test_what_retry_after_says(text: str, seconds: float) -> None:
    """Seconds or a date in any of HTTP's forms; nonsense and what is past is no wait."""
    assert retry_after(text, NOON) == seconds


@given(st.text() | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,9} [A-Z][a-z]{2} \d{1,12} \d+:\d\d:\d\d [-+]?\w{1,6}\Z"))
def test_any_retry_after_is_a_wait(text: str) -> None:
    """A vendor can't make the client fail, wait for ever or backwards."""
    assert 0 <= retry_after(text, NOON) <= LONGEST_ASKED


def test_a_failure_that_nobody_foresaw_is_the_vendors_alone() -> None:
    """It is asked for again as after an outage, and then told as what it is."""
    error, times = failure(ZeroDivisionError(), ZeroDivisionError(), attempts=2)

    assert (type(error), times) == (Unreadable, 2)


def test_a_url_that_is_none_is_a_refusal() -> None:
    """Exit code 2; nothing is retried."""
    error, times = failure(httpx.InvalidURL("no port"))

    assert (type(error), times) == (VendorRefused, 1)
    assert "is no URL" in str(error)


@pytest.mark.parametrize("kind", [Temporary, VendorRefused])
def test_an_answer_that_repeats_the_secret_is_shown_without_it(kind: type[RollcallError]) -> None:
    """Proxies and debug pages do."""
    vendor = Careless("https://api.example.com", SECRET, kind)

    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500, text=f"you sent {request.headers['token']}")

    with pytest.raises(kind, match=r"it said b'you sent \*\*\*'"):
        run(client(echo, attempts=1).page(vendor, settings_of(), ""))


@pytest.mark.parametrize("trouble", [httpx.Response(500, text=f"bad {SECRET}"), httpx.Response(200, text=SECRET)])
def test_no_message_holds_the_token(trouble: Trouble) -> None:
    """Neither that of an outage nor that of what is no JSON."""
    error, _ = failure(trouble, attempts=1)

    assert SECRET not in "".join(traceback.format_exception(error)[-1:])
    assert "***" in str(error)


def test_connections_are_verified_and_not_led_elsewhere() -> None:
    """A redirection could take the token to another server."""
    http = connect(FetcherSettings(timeout=7))

    assert (http.timeout, http.follow_redirects) == (httpx.Timeout(7), False)
    assert http.headers["accept-encoding"] == "gzip"
