"""What a vendor asks us to wait, in each of the headers that vendors use for it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_ASKED = 3600.0  # seconds that a vendor may make us wait
BUSY = frozenset({409, 429, 503})  # statuses of a vendor that has enough for now; 409 is Qualys' (vendors.md 3b)
_EPOCH = 1_000_000_000  # a number from here on is no wait of seconds but an instant, in seconds since 1970


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that an answer's headers ask for, the longest if there are several; 0 for none.

    An instant is one of the vendor's clock, so it is reckoned from the answer's own time: ours may be off.
    """
    names = ("retry-after", "x-ratelimit-retryafter", "x-ratelimit-towait-sec")
    theirs = _time_of(headers.get("date", "")) or now
    return max(retry_after(headers.get(name, ""), theirs) for name in names)


def pause(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds before the next request: none, unless the vendor says that this was the last for now."""
    return asked_to_wait(headers, now) if headers.get("x-ratelimit-remaining", "").strip() == "0" else 0.0


def retry_after(text: str, now: datetime) -> float:
    """Return the seconds that Retry-After asks for (RFC 9110, 10.2.3): a number or a date; 0 if neither.

    CrowdStrike's number is an instant, in seconds since 1970.
    """
    try:
        if not text.strip().isdigit():
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        elif (seconds := float(text)) >= _EPOCH:
            seconds = (datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds) - now).total_seconds()
    except OverflowError:
        return LONGEST_ASKED if text.strip().isdigit() else 0.0
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_ASKED)


def _time_of(date: str) -> datetime | None:
    """Return the time that a header `Date` says; None for what is none."""
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else None
