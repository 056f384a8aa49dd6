"""The facts of a host that a query may ask for, in the form in which every store keeps them.

Nothing is ever null: an unknown text is empty, an unknown time comes before all times. So order and paging are plain.
"""

from collections.abc import Mapping
from datetime import datetime

from shared.contracts import sync
from shared.contracts.host import HostOutline
from shared.contracts.query import Condition, HostPage, HostQuery, Mark

Kept = str | int | tuple[str, ...]
Facts = Mapping[str, Kept]

NEVER = -(1 << 62)  # microseconds; the year 1 is long after it
LAST = "\U0010ffff"  # comes after whatever a text goes on with
LONGEST = 256  # characters of a text that is sorted by: a field may have megabytes


def facts_of(host: HostOutline) -> dict[str, Kept]:
    """Return a host's facts. Vendors, agents and spare records are those of now: what is listed no more isn't told."""
    listing = host.listing
    return {
        "name": (host.hostname or "")[:LONGEST],
        "family": host.os_family,
        "system": " ".join(filter(None, (host.os_name, host.os_version))).lower()[:LONGEST],
        "vendors": listing,
        "agents": host.agents,
        "containment": host.containment or "",
        "sensors": host.unlisted_sensors,
        "first_seen": micros(host.first_seen),
        "last_seen": micros(host.last_seen),
        "last_scan": micros(host.last_scan),
        "quiet_since": micros(host.quiet_since),
        "heard_at": micros(host.heard_at),
        "conflicts": host.conflicts,
        "spare_records": host.listed - len(listing),
        "gone": int(host.gone is not None),
    }


def micros(time: datetime | None) -> int:
    """Return a time as a whole number that orders as times do."""
    return NEVER if time is None else sync.micros(time)


def wanted_of(condition: Condition) -> Kept:
    """Return what a condition compares with, as it is kept."""
    return micros(condition.wanted) if isinstance(condition.wanted, datetime) else condition.wanted


def starts_of(query: HostQuery) -> tuple[str, str]:
    """Return what a term must be, or begin with: what was asked, or a tag of that name, if tags count."""
    text = query.text.strip().lower()
    return text, f"tag:{text}" if query.tags else text


def page_of(found: list[tuple[HostOutline, Mark]], query: HostQuery, total: int | None) -> HostPage:
    """Return the page, given one host more than it holds if there is one."""
    shown = found[: query.limit]
    is_more = len(found) > len(shown) and bool(shown)
    return HostPage(tuple(host for host, _ in shown), shown[-1][1] if is_more else None, total)
