"""Why the hosts of a trial are as they are: each of several records, and each two that look alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from services.deduper.core.explain import Why, WhyNot, traces
from services.deduper.inquiry import Inquiry
from services.wiring import Ports
from shared.contracts.host import Host
from shared.contracts.record import HostRecord

MAX_PAIRS = 100  # pairs of hosts that are explained
MAX_ALIKE = 50  # hosts with one value in common that are looked at two by two; more of them share a generic one

Pair = tuple[Host, Host]


def alike_pairs(hosts: Sequence[Host], records: Iterable[HostRecord]) -> tuple[list[Pair], int]:
    """Return the pairs of hosts that have most in common, and how many others have something in common."""
    host_of = {record.id: number for number, host in enumerate(hosts) for record in host.records}
    holders: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for record in records:
        for trace in traces(record):
            holders[trace].add(host_of[record.id])
    in_common: defaultdict[tuple[int, int], int] = defaultdict(int)
    for numbers in holders.values():
        if 1 < len(numbers) <= MAX_ALIKE:
            for pair in combinations(sorted(numbers), 2):
                in_common[pair] += 1
    ordered = sorted(in_common, key=lambda pair: (-in_common[pair], pair))
    return [(hosts[left], hosts[right]) for left, right in ordered[:MAX_PAIRS]], max(0, len(ordered) - MAX_PAIRS)


async def why_hosts(ports: Ports, hosts: Iterable[Host]) -> tuple[Why, ...]:
    """Return why each host of several records is one."""
    inquiry = Inquiry(ports.index, ports.store)
    return tuple([await inquiry.why_one(host) for host in hosts if len(host.records) > 1])


async def why_pairs(ports: Ports, pairs: Iterable[Pair]) -> tuple[WhyNot, ...]:
    """Return why the hosts of each pair are two."""
    inquiry = Inquiry(ports.index, ports.store)
    return tuple([await inquiry.why_two(*pair) for pair in pairs])
