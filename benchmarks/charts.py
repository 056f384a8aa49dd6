"""What the charts take over many hosts: `python -m benchmarks.charts`.

Each size is measured in a process of its own: the state is filled with so many hosts, some of them change, and all
charts are drawn. Times are the processor's, bytes those by which the process has grown.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import process_time
from typing import Annotated

import typer

from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import Net, Traits, traits
from services.visualizer.counting import Counting
from services.visualizer.sample_diagram import PROGRAMS, machines
from services.visualizer.samples import REFERENCE_TIME, SEED, STALE_DAYS
from services.visualizer.saving import drawn
from shared.adapters.clock import ManualClock
from shared.adapters.memory.log import MemoryEventLog
from shared.contracts.host import Host, MergedHost
from shared.contracts.topics import MERGED
from shared.ports import Delivery

SIZES = (10_000, 1_000_000)
KINDS, CHANGES, IN_A_NET = 2_000, 5_000, 200  # hosts that differ in more than place, hosts that change, of a subnet
_PAGE = 4_096  # bytes, as /proc counts memory


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement."""

    name: str
    hosts: int
    amount: float

    def beside(self, smaller: "Line") -> str:
        """Return it in words, with how many times as much it is as over fewer hosts."""
        ratio = f"x{self.amount / smaller.amount:.2f}" if smaller.hosts < self.hosts else ""
        return f"{self.name:44}{self.hosts:>10,}{self.amount:>12,.2f}  {ratio}"


def main(hosts: Annotated[list[int] | None, typer.Option(min=5000, help="sizes; again for another")] = None) -> None:
    """Measure and print."""
    smaller: dict[str, Line] = {}
    for size in sorted(hosts or SIZES):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            for line in pool.submit(measure, size).result():
                print(line.beside(smaller.setdefault(line.name, line)), flush=True)


def measure(size: int) -> list[Line]:
    """Return what a size takes."""
    kinds = list(machines(KINDS, SEED))
    counting = Counting(MemoryEventLog(ManualClock(REFERENCE_TIME)))
    before, start = _memory(), process_time()
    fill(counting.tally, [traits(one) for one in kinds], size)
    filled, grown = process_time() - start, _memory() - before
    changes = list(_changes(kinds, size))
    start = process_time()
    for one in changes:
        counting.take(one)
    changed = process_time() - start
    start = process_time()
    summary = summarize(counting.tally, REFERENCE_TIME, STALE_DAYS, PROGRAMS)
    summed = process_time() - start
    pictures = dict(drawn(summary))  # the first drawing reads the font
    start = process_time()
    pictures = dict(drawn(summary))
    return [
        Line("bytes of state a host", size, grown / size),
        Line("a host counted, us", size, filled / size * 1e6),
        Line("a message read and counted, us", size, changed / len(changes) * 1e6),
        Line("the numbers of all charts, ms", size, summed * 1e3),
        Line(f"all {len(pictures)} pictures drawn, s", size, process_time() - start),
    ]


def fill(tally: Tally, kinds: Sequence[Traits], size: int) -> None:
    """Count hosts of these kinds, in subnets of their own."""
    for number in range(size):
        one = kinds[number % len(kinds)]
        a, b = divmod(number // IN_A_NET, 256)
        tally.apply(f"{number:032}", number + 1, one._replace(net=Net(f"10.{a}.{b}.0/24", one.net.lacks)))


def _changes(kinds: Sequence[Host], size: int) -> Iterator[Delivery]:
    """Give messages of hosts here and there that are of another kind now."""
    for number in range(CHANGES):
        host = kinds[(7 * number) % len(kinds)].model_copy(update={"id": f"{number * (size // CHANGES):032}"})
        message = MERGED.message(MergedHost(revision=size + number, host=host), {"revision": f"{size + number}"})
        yield Delivery(message, MERGED.name, 0, number, REFERENCE_TIME)


def _memory() -> int:
    with open("/proc/self/statm") as file:  # noqa: PTH123 - no path of ours
        return int(file.read().split()[1]) * _PAGE


if __name__ == "__main__":
    typer.run(main)
