"""Counts what the charts show, from the hosts in one pass. Pure.

Memory grows with the kinds of things (systems, combinations of vendors), never with the hosts.
"""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from services.visualizer.summary import Combination, Count, Freshness, Gap, Other, Ranking, Summary, System
from shared.contracts.host import HostOutline

SHOWN = 15  # bars of a chart: if there are more kinds, the last bar is all others
EXAMPLES = 10  # names that are kept of the hosts in a gap
UNKNOWN = "unknown"

Age = Literal["new", "active", "stale", "unknown"]
Vendors = tuple[str, ...]
K = TypeVar("K", str, Vendors, tuple[str, str])
T = TypeVar("T")


class Tally:
    """Counts hosts one by one; their order doesn't matter."""

    def __init__(self, reference_time: datetime | None, stale_days: int) -> None:
        self._reference, self._stale_days = reference_time, stale_days
        self._newest: datetime | None = None
        self._ahead = 0
        self._families: Counter[str] = Counter()
        self._systems: Counter[tuple[str, str]] = Counter()
        self._ages: Counter[Age] = Counter()
        self._combinations: Counter[Vendors] = Counter()
        self._examples: defaultdict[Vendors, list[tuple[bool, str]]] = defaultdict(list)

    def add(self, host: HostOutline) -> None:
        """Count a host."""
        self._families[host.os_family] += 1
        self._systems[system(host), host.os_family] += 1
        self._ages[age(host, self._reference, self._stale_days)] += 1
        self._combinations[host.vendors] += 1
        self._keep_example(host)
        if host.last_seen:
            self._newest = max(self._newest or host.last_seen, host.last_seen)
            self._ahead += self._reference is not None and host.last_seen > self._reference

    def summary(self) -> Summary:
        """Return the numbers of all hosts so far."""
        vendors: Counter[str] = Counter()
        for names, hosts in self._combinations.items():
            vendors.update(dict.fromkeys(names, hosts))
        return Summary(
            hosts=self._combinations.total(),
            reference_time=self._reference,
            stale_days=self._stale_days,
            newest=self._newest,
            ahead=self._ahead,
            families=_counts(self._families),
            systems=_ranking(self._systems, lambda one, hosts: System(name=one[0], hosts=hosts, family=one[1])),
            freshness=Freshness.model_validate(self._ages),
            vendors=_counts(vendors),
            everywhere=self._combinations[tuple(sorted(vendors))] if vendors else 0,
            overlap=_ranking(self._combinations, lambda names, hosts: Combination(vendors=names, hosts=hosts)),
            gaps=tuple(sorted(map(self._gap, vendors), key=lambda gap: (-gap.hosts, gap.vendor))),
        )

    def _keep_example(self, host: HostOutline) -> None:
        """Keep the first names of each combination of vendors; a bare id comes after all names."""
        kept = self._examples[host.vendors]
        name = (not host.hostname, host.hostname or host.id)
        if (len(kept) < EXAMPLES or name < kept[-1]) and name not in kept:
            insort(kept, name)
            del kept[EXAMPLES:]

    def _gap(self, vendor: str) -> Gap:
        without = [names for names in self._combinations if vendor not in names]
        examples = sorted({name for names in without for name in self._examples[names]})[:EXAMPLES]
        hosts = sum(self._combinations[names] for names in without)
        return Gap(vendor=vendor, hosts=hosts, examples=tuple(name for _, name in examples))


def summarize(hosts: Iterable[HostOutline], reference_time: datetime | None, stale_days: int) -> Summary:
    """Return the numbers of these hosts; without a reference time no age is known."""
    tally = Tally(reference_time, stale_days)
    for host in hosts:
        tally.add(host)
    return tally.summary()


def later(sign: datetime | None, host: HostOutline, now: datetime) -> datetime | None:
    """Return the later of `sign` and when the host was last seen; what is after `now` is a wrong clock's."""
    seen = host.last_seen
    return sign if seen is None or seen > now else max(sign or seen, seen)


def system(host: HostOutline) -> str:
    """Return the operating system as a chart names it: name and version."""
    if not host.os_name:
        return UNKNOWN if host.os_family == UNKNOWN else f"{host.os_family}, unnamed"
    return f"{host.os_name} {host.os_version}" if host.os_version else host.os_name


def age(host: HostOutline, reference_time: datetime | None, stale_days: int) -> Age:
    """Return the one class that a host is in, by the first of these that holds.

    unknown: nobody says when it was last seen. stale: last seen more than `stale_days` before the reference time;
    exactly so many is not stale. new: first seen within these days. active: any other. What is after the reference
    time counts as if it were at the reference time.
    """
    if host.last_seen is None or reference_time is None:
        return "unknown"
    limit = timedelta(days=stale_days)
    if reference_time - host.last_seen > limit:
        return "stale"
    return "new" if host.first_seen and reference_time - host.first_seen <= limit else "active"


def _ranking(counter: Counter[K], kind: Callable[[K, int], T]) -> Ranking[T]:
    ordered = _ordered(counter)
    shown = SHOWN if len(ordered) <= SHOWN else SHOWN - 1
    rest = ordered[shown:]
    other = Other(kinds=len(rest), hosts=sum(hosts for _, hosts in rest))
    return Ranking(top=tuple(kind(one, hosts) for one, hosts in ordered[:shown]), other=other)


def _counts(counter: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(name=name, hosts=hosts) for name, hosts in _ordered(counter))


def _ordered(counter: Counter[K]) -> list[tuple[K, int]]:
    """Return the most frequent first, and among equals the first by name."""
    return sorted(counter.items(), key=lambda one: (-one[1], one[0]))
