"""Vendors that are asked for a token first: it is renewed before its end and after a 401, and never shown."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs

import httpx
import pytest

from services.fetcher.client import SLOWER
from services.fetcher.core import Answer, Ask, Login, Page, Token
from services.fetcher.vendors._assessment import AssessmentSettings
from shared.adapters.clock import ManualClock
from shared.errors import RollcallError, Temporary, VendorRefused
from shared.settings import Settings
from tests.unit.fetcher.world import NOON, SECRET, client, run, settings_of, waited

LIFE = 1799
HERE = "https://api.example.com"


class Door:
    """A vendor with a token of half an hour."""

    name = "door"
    needs = "the scope Hosts: Read"
    settings: type[Settings] = AssessmentSettings

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - a vendor's form
        """Return a place."""
        return ""

    def ask(self, settings: Settings, cursor: str) -> Ask:  # noqa: ARG002 - a vendor's form
        """Return a request without the token."""
        return Ask("GET", f"{HERE}/hosts")

    def read(self, cursor: str, answer: Answer) -> Page:  # noqa: ARG002 - a vendor's form
        """Return an empty page, or what was wrong."""
        if answer.status != 200:
            raise Temporary(f"it said {answer.body!r}")
        return Page((), None)

    def login(self, settings: Settings) -> Ask:  # noqa: ARG002 - a vendor's form
        """Return the request for a token."""
        return Ask("POST", f"{HERE}/token", body=f"secret={SECRET}".encode())

    def token(self, settings: Settings, answer: Answer) -> Token:  # noqa: ARG002 - a vendor's form
        """Return the token."""
        if answer.status != 201:
            raise VendorRefused(f"no token: {answer.body!r}")
        value, _, seconds = answer.body.decode().partition(" ")
        return Token(value, float(seconds))


@dataclass
class Doorkeeper:
    """Gives tokens t-1, t-2, …; what answers a request for hosts is chosen by its number."""

    trouble: dict[int, httpx.Response] = field(default_factory=dict)
    at_the_door: list[httpx.Response] = field(default_factory=list)
    tokens: int = 0
    seconds: float = LIFE
    sent: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request."""
        if request.url.path == "/token":
            assert parse_qs(request.content.decode()) == {"secret": [SECRET]}
            if self.at_the_door:
                return self.at_the_door.pop(0)
            self.tokens += 1
            return httpx.Response(201, text=f"t-{self.tokens} {self.seconds}")
        self.sent.append(request.headers["authorization"])
        return self.trouble.get(len(self.sent), httpx.Response(200))


def ask(keeper: Doorkeeper, *pauses: float, **settings: float) -> RollcallError | None:
    """Ask for a page, and again after each pause; return the error that ended it."""

    async def work() -> None:
        asking = client(keeper.answer, **settings)
        clock = asking._clock
        assert isinstance(clock, ManualClock)
        for pause in (0, *pauses):
            await clock.sleep(pause)
            await asking.page(Door(), settings_of(), "")

    try:
        run(work())
    except RollcallError as error:
        return error
    return None


def test_a_token_is_asked_for_once() -> None:
    """And sent with each request; a vendor that needs none isn't asked for one."""
    keeper = Doorkeeper()

    assert ask(keeper, 1, 1, LIFE - 150) is None
    assert (keeper.tokens, keeper.sent) == (1, ["Bearer t-1"] * 4)
    assert isinstance(Door(), Login)


def test_a_token_is_renewed_before_its_end() -> None:
    """By the time that passed since it was asked for: whatever the time is at the vendor's."""
    keeper = Doorkeeper()

    assert ask(keeper, LIFE - 119, LIFE - 119) is None
    assert keeper.sent == ["Bearer t-1", "Bearer t-2", "Bearer t-3"]


def test_a_token_that_ends_while_the_vendor_is_waited_for_is_renewed() -> None:
    """It is looked at when the vendor may be asked, not before."""
    wait = {"x-ratelimit-remaining": "0", "retry-after": "130"}
    keeper = Doorkeeper({2: httpx.Response(200, headers=wait)})

    assert ask(keeper, LIFE - 130, 0) is None
    assert keeper.sent == ["Bearer t-1", "Bearer t-1", "Bearer t-2"]


def test_a_token_that_is_refused_is_renewed_once() -> None:
    """It may have been revoked; a second refusal is one of our credentials."""
    keeper = Doorkeeper({2: httpx.Response(401)})
    assert ask(keeper, 1) is None
    assert keeper.sent == ["Bearer t-1", "Bearer t-1", "Bearer t-2"]

    keeper = Doorkeeper({1: httpx.Response(401), 2: httpx.Response(401)})
    error = ask(keeper)
    assert (type(error), keeper.sent) == (VendorRefused, ["Bearer t-1", "Bearer t-2"])
    assert str(error).endswith("it needs the scope Hosts: Read")


def test_a_token_that_was_good_is_renewed_once_after_a_403_too() -> None:
    """Some gateways say so of one that ended; a 403 to a token that is new is one of our rights."""
    keeper = Doorkeeper({2: httpx.Response(403)})
    assert ask(keeper, 1) is None
    assert keeper.sent == ["Bearer t-1", "Bearer t-1", "Bearer t-2"]

    keeper = Doorkeeper({2: httpx.Response(403), 3: httpx.Response(403)})
    assert type(ask(keeper, 1)) is VendorRefused
    assert keeper.sent == ["Bearer t-1", "Bearer t-1", "Bearer t-2"]

    keeper = Doorkeeper({1: httpx.Response(403)})
    assert type(ask(keeper)) is VendorRefused
    assert keeper.sent == ["Bearer t-1"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_token_may_take_its_time(status: int) -> None:
    """A busy door is waited for as a busy vendor is."""
    keeper = Doorkeeper(at_the_door=[httpx.Response(status, headers={"retry-after": "2"})])

    assert ask(keeper) is None
    assert keeper.tokens == 1


def test_a_refused_login_is_told_without_the_secret() -> None:
    """Nothing is asked with no token."""
    keeper = Doorkeeper(at_the_door=[httpx.Response(403, text=f"no {SECRET}")])
    error = ask(keeper)

    assert (type(error), str(error), keeper.sent) == (VendorRefused, "no token: b'no ***'", [])


def test_no_message_holds_the_token() -> None:
    """An answer may repeat it, whether it is the first or the one after a 401."""
    keeper = Doorkeeper({1: httpx.Response(500, text="you sent t-1")})
    assert str(ask(keeper, attempts=1)) == "it said b'you sent ***'"

    keeper = Doorkeeper({1: httpx.Response(401), 2: httpx.Response(403, text="t-2 is not enough")})
    assert '403: "*** is not enough"' in str(ask(keeper))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("at_the_door", [False, True])
def test_nobody_is_led_elsewhere(status: int, at_the_door: bool) -> None:  # noqa: FBT001 - a parameter
    """Neither with the token nor with what it is given for; the message says where to, without the query."""
    away = httpx.Response(status, headers={"location": "https://elsewhere.example.net/x?t=1"})
    keeper = Doorkeeper(at_the_door=[away]) if at_the_door else Doorkeeper({1: away})
    error = ask(keeper)

    assert (type(error), len(keeper.sent)) == (VendorRefused, 0 if at_the_door else 1)
    assert f"answered {status}: it sends us to elsewhere.example.net/x. No redirect is followed" in str(error)
    assert "FETCHER_QUALYS_URL should say so" in str(error)


def test_a_vendor_is_not_asked_more_often_than_set() -> None:
    """So many in a minute, those for tokens too, by an even distance; 0 is no distance."""

    def took(per_minute: float) -> timedelta:
        keeper = Doorkeeper()
        asking = client(keeper.answer, per_minute=per_minute)

        async def work() -> None:
            for _ in range(5):
                await asking.page(Door(), settings_of(), "")

        run(work())
        return asking._clock.now() - NOON

    assert (took(0), took(30)) == (timedelta(), timedelta(seconds=2 * 5 * SLOWER))


@pytest.mark.parametrize(("left", "waits"), [("0", 40), ("1", 0)])
def test_after_the_last_request_that_is_allowed_nobody_asks(left: str, waits: int) -> None:
    """A vendor that says so, and until when, isn't made to refuse the next."""
    said = {"X-RateLimit-Remaining": left, "X-RateLimit-ToWait-Sec": "40"}
    asking = client(Doorkeeper({1: httpx.Response(200, headers=said)}).answer)

    async def work() -> None:
        for _ in range(2):
            await asking.page(Door(), settings_of(), "")

    run(work())
    assert asking._clock.now() - NOON == timedelta(seconds=waits)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Retry-After", "7"),
        ("Retry-After", str(int(NOON.timestamp()) + 7)),
        ("X-RateLimit-RetryAfter", str(int(NOON.timestamp()) + 7)),
        ("X-RateLimit-ToWait-Sec", "7"),
    ],
)
@pytest.mark.parametrize("status", [409, 429, 503])
def test_each_vendors_header_is_heeded(header: str, text: str, status: int) -> None:
    """Seconds, or the instant in seconds since 1970."""
    asking = client(Doorkeeper({1: httpx.Response(status, headers={header: text})}).answer)

    run(asking.page(Door(), settings_of(), ""))
    assert 7 <= waited(asking) < 8.5


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=400)])
@pytest.mark.parametrize("kind", ["Retry-After", "X-RateLimit-RetryAfter"])
def test_an_instant_is_one_of_the_vendors_clock(kind: str, off: timedelta) -> None:
    """Whichever of the two clocks is off, the wait is as long as the vendor means."""
    theirs = NOON + off
    headers = {"Date": format_datetime(theirs, usegmt=True), kind: str(int(theirs.timestamp()) + 7)}
    asking = client(Doorkeeper({1: httpx.Response(429, headers=headers)}).answer)

    run(asking.page(Door(), settings_of(), ""))
    assert 7 <= waited(asking) < 8.5
