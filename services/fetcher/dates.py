"""A header's date: always GMT, whether or not it says so (RFC 9110, 5.6.7). Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from services.fetcher.core import Answer

LONGEST = 100  # characters of a date
YEARS = range(1970, 9000)  # the ends of time leave no room to reckon


def http_date(text: str) -> datetime | None:
    """Return the instant that a header's date names; None for what is no date."""
    try:
        moment = parsedate_to_datetime(text[:LONGEST])
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return instant if instant.year in YEARS else None


def said_at(answer: Answer) -> datetime | None:
    """Return the vendor's own time when it answered; None if it doesn't say."""
    return http_date(answer.headers.get("date", ""))
