"""What the charts show, counted from the hosts in one pass. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from shared.contracts.event import Utc, Value
from shared.contracts.host import HostOutline

EXAMPLES = 10  # names of hosts that are given for each gap
UNKNOWN = "unknown"

Freshness = Literal["new", "active", "stale", "unknown"]
FRESHNESS: tuple[Freshness, ...] = ("new", "active", "stale", "unknown")


class Count(Value):
    """How many hosts there are of something."""

    name: str
    hosts: int


class Gap(Value):
    """Hosts that a vendor doesn't know, with the names of some."""

    vendor: str
    hosts: int
    examples: tuple[str, ...]


class Summary(Value):
    """The numbers on the charts."""

    hosts: int
    reference: Utc | None
    stale_days: int
    families: tuple[Count, ...]
    systems: tuple[Count, ...]
    freshness: tuple[Count, ...]
    vendors: tuple[Count, ...]
    overlap: tuple[Count, ...]
    gaps: tuple[Gap, ...]


class Tally:
    """Counts hosts one by one; its size grows with the kinds of things, not with the hosts."""

    def __init__(self) -> None:
        self.hosts = 0
        self.families: Counter[str] = Counter()
        self.systems: Counter[str] = Counter()
        self.overlap: Counter[tuple[str, ...]] = Counter()
        self.days: Counter[tuple[datetime | None, datetime | None]] = Counter()
        self.examples: dict[tuple[str, ...], list[str]] = {}

    def add(self, host: HostOutline) -> None:
        """Count a host."""
        self.hosts += 1
        self.families[host.os_family] += 1
        self.systems[system(host)] += 1
        self.overlap[host.vendors] += 1
        self.days[host.first_seen, host.last_seen] += 1
        names = self.examples.setdefault(host.vendors, [])
        if len(names) < EXAMPLES:
            names.append(host.hostname or host.id)


def system(host: HostOutline) -> str:
    """Return the operating system as it is written on a chart."""
    if host.os_name is None:
        return UNKNOWN if host.os_family == UNKNOWN else f"{host.os_family}, unspecified"
    return f"{host.os_name} {host.os_version}" if host.os_version else host.os_name


def freshness(first: datetime | None, last: datetime | None, reference: datetime, stale_days: int) -> Freshness:
    """Return one class for each host: stale if last seen more than `stale_days` ago, else new if first seen since."""
    if last is None:
        return "unknown"
    if reference - last > timedelta(days=stale_days):
        return "stale"
    return "new" if first is not None and reference - first <= timedelta(days=stale_days) else "active"


def summarize(hosts: Iterable[HostOutline], reference: datetime | None, stale_days: int) -> Summary:
    """Return the numbers; a reference of None is the newest sign of life among the hosts. In any order the same."""
    tally = Tally()
    for host in sorted(hosts, key=lambda one: one.id):
        tally.add(host)
    return conclude(tally, reference, stale_days)


def conclude(tally: Tally, reference: datetime | None, stale_days: int) -> Summary:
    """Return the numbers of all that was counted; for the same examples, count hosts in order of their ids."""
    at = reference or max((last for _, last in tally.days if last), default=None)
    ages: Counter[str] = Counter(dict.fromkeys(FRESHNESS, 0))
    for (first, last), hosts in tally.days.items():
        ages[freshness(first, last, at, stale_days) if at else UNKNOWN] += hosts
    vendors: Counter[str] = Counter()
    for names, hosts in tally.overlap.items():
        vendors.update(dict.fromkeys(names, hosts))
    return Summary(
        hosts=tally.hosts,
        reference=at,
        stale_days=stale_days,
        families=_counts(tally.families),
        systems=_counts(tally.systems),
        freshness=tuple(Count(name=name, hosts=ages[name]) for name in FRESHNESS),
        vendors=_counts(vendors),
        overlap=_counts(Counter({" + ".join(names) or UNKNOWN: hosts for names, hosts in tally.overlap.items()})),
        gaps=tuple(_gap(vendor, tally) for vendor in sorted(vendors)),
    )


def _gap(vendor: str, tally: Tally) -> Gap:
    without = [names for names in tally.overlap if vendor not in names]
    examples = sorted(name for names in without for name in tally.examples[names])[:EXAMPLES]
    return Gap(vendor=vendor, hosts=sum(tally.overlap[names] for names in without), examples=tuple(examples))


def _counts(counter: Counter[str]) -> tuple[Count, ...]:
    ordered = sorted(counter.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Count(name=name, hosts=hosts) for name, hosts in ordered)
