"""How long to wait for a vendor: what it asks for, in each of its headers, or else longer each time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.fetcher.dates import http_date
from shared.errors import Temporary

LONGEST_ASKED = 3600.0  # seconds that a vendor may make us wait
BUSY = frozenset({409, 429, 503})  # statuses of a vendor that has enough for now; 409 is Qualys' (vendors.md 3b)
JITTER = 1.0  # seconds, at most, that a wait is longer than was asked: not all come back at once
SPREAD = 0.25  # share, at most, that one of ours is longer
FIRST = 1.0  # seconds of the first wait of ours
SHORTEST = 0.001  # seconds worth waiting
EARNED = 1 / 15  # of the budget that a page with hosts gives back: a minute of a quarter of an hour
_EPOCH = 1_000_000_000  # a number from here on is no wait of seconds but an instant, in seconds since 1970
_LATEST = 99_999_999_999.0  # of these instants: in the year 5138


class Busy(Temporary):
    """The vendor has enough for now: within FETCHER_PATIENCE it is waited for, as it asks or longer each time."""

    def __init__(self, message: str, delay: float = 0.0) -> None:
        """Take the seconds that the vendor asks for; 0 if it doesn't say."""
        super().__init__(message, delay)


@dataclass
class Patience:
    """How a vendor is waited for that has enough for now, over a whole sync.

    A page with hosts gives a part of the budget back: so a vendor that allows some requests a minute is fetched to the
    end, however long that takes, and one that gives a page now and then isn't waited for again and again.

    Attributes:
        budget: seconds of waiting; no wait begins once they are used up
        longest: seconds of a wait that the vendor doesn't ask for, at most
        refusals: how often it said so since the last page
        spent: seconds of the budget that are used
        waited: seconds that it was waited for in all

    """

    budget: float
    longest: float
    refusals: int = 0
    spent: float = 0.0
    waited: float = 0.0

    def arrived(self, hosts: int) -> None:
        """Note that a page came, with so many hosts."""
        self.refusals = 0
        if hosts:
            self.spent = max(min(self.spent, self.budget) - self.budget * EARNED, 0.0)

    def wait(self, asked: float, chance: float) -> float | None:
        """Return the seconds of the next wait; None once the budget is used up.

        What the vendor asks for, an hour at most, it gets whole, though the budget ends meanwhile. If it doesn't say,
        the waits double, and the last one ends with the budget. `chance`, from 0 to 1, makes them unlike others'.
        """
        left = self.budget - self.spent
        if left < SHORTEST:
            return None
        doubled = min(FIRST * 2.0 ** min(self.refusals, 30), self.longest) * (1 + SPREAD * chance)
        seconds = min(asked, LONGEST_ASKED) + JITTER * chance if asked > 0 else min(doubled, left)
        self.refusals += 1
        self.spent += seconds
        self.waited += seconds
        return seconds


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that an answer's headers ask for, the longest if there are several; 0 for none.

    An instant is one of the vendor's clock, so it is reckoned from the answer's own time: ours may be off.
    """
    names = ("retry-after", "x-ratelimit-retryafter", "x-ratelimit-towait-sec")
    theirs = http_date(headers.get("date", "")) or now
    return max(retry_after(headers.get(name, ""), theirs) for name in names)


def pause(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds before the next request: none, unless the vendor says that this was the last for now."""
    return asked_to_wait(headers, now) if headers.get("x-ratelimit-remaining", "").strip() == "0" else 0.0


def retry_after(text: str, now: datetime) -> float:
    """Return the seconds that Retry-After asks for (RFC 9110, 10.2.3): a number or a date; 0 if neither.

    CrowdStrike's number is an instant, in seconds since 1970.
    """
    said = text.strip()
    if said.isascii() and said.isdigit():
        seconds = min(float(said), _LATEST)
        instant = datetime.fromtimestamp(seconds, UTC) if seconds >= _EPOCH else now + timedelta(seconds=seconds)
    else:
        instant = http_date(said) or now
    return min(max((instant - now).total_seconds(), 0.0), LONGEST_ASKED)
