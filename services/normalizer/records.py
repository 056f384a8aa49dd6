"""What every vendor's `to_host` ends with: the version's clock, and the limits."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.normalizer.facts import without_placeholders
from services.normalizer.limits import MAX_LIST, MAX_SOFTWARE
from shared.contracts.record import CLOCK_AHEAD, EPOCH, HostRecord

NO_CLOCK = "no_clock"  # flag: the vendor gave no time at all
LISTS_CUT = "lists_cut"  # flag: a list was longer than we keep
INTERFACES_CUT = "interfaces_cut"  # flag: there were more interfaces or addresses than we keep
AHEAD = timedelta(days=1)  # a vendor's clock may be so far past the fetch before it is doubted

# Of these the merged host has the latest.
_LATEST = ("last_seen", "last_boot", "last_scan", "last_vulnerability_scan", "last_compliance_scan",
           "last_authenticated_scan")  # fmt: skip
_LISTS = dict.fromkeys(("names", "external_ips", "ports", "accounts", "tags", "groups", "volumes"), MAX_LIST)
_LISTS |= {"software": MAX_SOFTWARE}


def finish(clocks: Sequence[datetime | None], fetched_at: datetime, flags: Iterable[str], **fields: Any) -> HostRecord:
    """Return the record; `clocks` are its version's clock and what stands in for it, best first."""
    fields = without_placeholders(fields)
    observed_at = next((clock for clock in clocks if clock), None)
    raised = set(flags)
    if observed_at is None:
        raised.add(NO_CLOCK)
    if any(clock - fetched_at > AHEAD for clock in (observed_at, *map(fields.get, _LATEST)) if clock):
        raised.add(CLOCK_AHEAD)
    for name, limit in _LISTS.items():
        items = fields.get(name, ())
        if len(items) > limit:
            fields[name] = tuple(sorted(items, key=str))[:limit]
            raised.add(LISTS_CUT)
    return HostRecord(observed_at=observed_at or EPOCH, flags=tuple(raised), **fields)


def latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of those that are known."""
    return max(filter(None, moments), default=None)
