"""What a vendor asks us to wait, in each of the headers that vendors use for it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from services.fetcher.dates import http_date

LONGEST_ASKED = 3600.0  # seconds that a vendor may make us wait
BUSY = frozenset({409, 429, 503})  # statuses of a vendor that has enough for now; 409 is Qualys' (vendors.md 3b)
_EPOCH = 1_000_000_000  # a number from here on is no wait of seconds but an instant, in seconds since 1970
_LATEST = 99_999_999_999.0  # of these instants: in the year 5138


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
