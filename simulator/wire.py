"""How vendors write things: times, wide numbers, lists of wrapped objects."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

Json = dict[str, Any]  # Any: JSON
WIDE = 1 << 31  # from here on a number is wrapped
_SUMMER = timezone(timedelta(hours=2))


def seconds(moment: datetime) -> str:
    """Return `2026-01-31T12:00:00Z`."""
    return f"{moment.isoformat()[:19]}Z"


def millis(moment: datetime) -> str:
    """Return `2026-01-31T12:00:00.000Z`."""
    return f"{moment.isoformat()[:19]}.000Z"


def nanos(moment: datetime, fraction: int) -> str:
    """Return `2026-01-31T12:00:00.874047241Z`; trailing zeros of the fraction are left out."""
    return f"{moment.isoformat()[:19]}.{fraction % 10**9:09}".rstrip("0") + "Z"


def with_offset(moment: datetime) -> str:
    """Return the same instant in a zone two hours ahead of UTC: `2026-01-31T14:00:00+02:00`."""
    return moment.astimezone(_SUMMER).isoformat(timespec="seconds")


def date(moment: datetime) -> Json:
    """Return a time as MongoDB exports it."""
    return {"$date": millis(moment)}


def wide(number: int) -> int | Json:
    """Return a number as MongoDB exports it: wrapped from 2^31 up."""
    return number if number < WIDE else {"$numberLong": str(number)}


def listed(kind: str, items: Iterable[Json]) -> Json:
    """Return a Qualys list: each item is wrapped in an object whose one key is its type."""
    return {"list": [{kind: item} for item in items]}
