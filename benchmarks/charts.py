"""What the charts cost as the hosts become more: `python -m benchmarks.charts [--hosts 10000 --hosts 1000000]`.

Each size is measured in a process of its own. Hosts are invented once and come again under other ids, in other subnets
and with other times. Times are those of a processor; bytes are what the process grew by for the state alone.
"""

import gc
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from services.visualizer.core.summing import summarize
from services.visualizer.core.traits import traits
from services.visualizer.counting import Counting
from services.visualizer.sample_diagram import machines
from services.visualizer.samples import REFERENCE_TIME, SEED, STALE_DAYS
from services.visualizer.saving import save
from shared.adapters.clock import ManualClock
from shared.adapters.memory.log import MemoryEventLog
from shared.contracts.host import Host, MergedHost, Sourced
from shared.contracts.parts import Interface
from shared.contracts.topics import MERGED
from shared.ports import Delivery

SIZES = (10_000, 1_000_000)
FIRST = 2_000  # hosts that are invented; then they come again
A_SUBNET = 100  # hosts
TRIED = 2_000  # messages whose cost is measured
PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Line:
    """What a size costs: bytes of state a host, microseconds a message, seconds to sum up and to draw all charts."""

    hosts: int
    state: float
    changed: float
    repeated: float
    summed: float
    drawn: float


def main(
    hosts: Annotated[list[int] | None, typer.Option(min=1, help="sizes; give it again for another")] = None,
) -> None:
    """Measure and print, last of all how the largest size compares with the smallest."""
    lines = [measured(size) for size in sorted(hosts or SIZES)]
    names = ("hosts", "state, B a host", "new version, µs", "repeated, µs", "sum up, s", "draw all, s")
    print("".join(f"{name:>17}" for name in names))
    for line in lines:
        print("".join(f"{value:>17,.{0 if name == 'hosts' else 3}f}" for name, value in asdict(line).items()))
    if len(lines) > 1:
        first, last = (asdict(one) for one in (lines[0], lines[-1]))
        print("".join(f"{f'x{last[name] / first[name]:,.2f}':>17}" for name in first))


def measured(size: int) -> Line:
    """Measure a size in a new process, so that memory is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(line, size).result()


def line(size: int) -> Line:
    """Measure a size."""
    first = list(machines(FIRST, SEED))
    counting = Counting(MemoryEventLog(ManualClock(REFERENCE_TIME)))
    tally, before = counting.tally, _memory()
    for host in _hosts(first, size):
        tally.apply(host.id, 1, traits(host))
    state = (_memory() - before) / size
    newer = [_delivery(host, 2) for host in _hosts(first[::-1], min(size, TRIED))]
    changed, repeated = (_seconds(lambda: _take(counting, newer)) / len(newer) * 1e6 for _ in range(2))
    summary = summarize(tally, REFERENCE_TIME, STALE_DAYS)
    summed = _seconds(lambda: summarize(tally, REFERENCE_TIME, STALE_DAYS))
    with tempfile.TemporaryDirectory() as folder:
        save(summary, Path(folder), None)  # what is made once
        drawn = _seconds(lambda: save(summary, Path(folder), date(2026, 1, 31), 1))
    return Line(size, state, changed, repeated, summed, drawn)


def _hosts(first: Sequence[Host], size: int) -> Iterator[Host]:
    """Give so many hosts; each has its own id, and its subnet and times are of few."""
    for number in range(size):
        one = first[number % len(first)]
        later = timedelta(hours=number // len(first))
        net = number // A_SUBNET
        interface = Interface(name="eth0", ips=(f"{10 + net // 65_536}.{net // 256 % 256}.{net % 256}.9",))
        changes: dict[str, object] = {
            "id": f"host-{number}",
            "interfaces": (Sourced(value=interface, sources=()),),
            "last_seen": one.last_seen and one.last_seen - later,
            "first_seen": one.first_seen and one.first_seen - later,
        }
        yield one.model_copy(update=changes)


def _delivery(host: Host, revision: int) -> Delivery:
    message = MERGED.message(MergedHost(revision=revision, host=host), {"revision": str(revision)})
    return Delivery(message, MERGED.name, 0, 0, REFERENCE_TIME)


def _take(counting: Counting, messages: Sequence[Delivery]) -> None:
    for one in messages:
        counting.take(one)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _memory() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    typer.run(main)
