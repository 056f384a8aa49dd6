"""What the web page takes over many hosts in one file: `python -m benchmarks.web`.

Each size is measured in a process of its own, through the whole application as a browser asks it, without a network.
Times are the processor's. The files are made once, and kept if a folder is named.
"""

import asyncio
import resource
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import Annotated, Any

import httpx
import typer

from benchmarks.asked import searches
from benchmarks.invented import build
from services.visualizer.samples import REFERENCE_TIME
from services.visualizer.settings import VisualizerSettings
from services.visualizer.web.app import application
from services.visualizer.web.site import Site
from services.wiring import Ports
from services.wiring.web import PortAnswers
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemorySlots
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex

SIZES = (10_000, 1_000_000)
_HEAD = f"{'':22}{'hosts':>10}{'times':>7}{'median':>10}{'p95':>10}{'most':>10}  {'':9}"


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement: milliseconds of the processor, or hosts a second; the last is the address that took the most."""

    name: str
    hosts: int
    times: int
    median: float
    p95: float
    most: float
    what: str

    def beside(self, smaller: "Line") -> str:
        """Return it in words, with how many times as much it is as over fewer hosts."""
        ratio = f"x{self.p95 / smaller.p95:.1f}" if smaller.hosts < self.hosts and smaller.p95 else ""
        numbers = "".join(f"{number:>10,.1f}" for number in (self.median, self.p95, self.most))
        return f"{self.name:22}{self.hosts:>10,}{self.times:>7}{numbers}  {ratio:9}{self.what}"


def main(
    hosts: Annotated[list[int] | None, typer.Option(min=1000, help="sizes; give it again for another")] = None,
    folder: Annotated[Path | None, typer.Option(help="keeps the files, so that they are made once")] = None,
) -> None:
    """Measure and print."""
    print(_HEAD, flush=True)
    smaller: dict[str, Line] = {}
    with tempfile.TemporaryDirectory() as passing:
        for size in sorted(hosts or SIZES):
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                for line in pool.submit(measure, folder or Path(passing), size).result():
                    print(line.beside(smaller.setdefault(line.name, line)), flush=True)


def measure(folder: Path, size: int) -> list[Line]:
    """Return what a size takes."""
    path = folder / f"{size}.sqlite"
    start = process_time()
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        build(part, size)
        part.replace(path)
    spent = process_time() - start
    made = Line("made, s", size, 1, spent, spent, spent, f"{path.stat().st_size / 2**20:,.0f} MiB")
    with Database(path, read_only=True) as file:
        ids = [one for (one,) in file.rows("SELECT id FROM hosts WHERE number % ? = 1", (size // 100,))]
        return [made, *asyncio.run(_measured(Visitor(file, folder), size, ids))]


async def _measured(visitor: "Visitor", size: int, ids: Sequence[str]) -> list[Line]:
    return [
        await visitor.times("overview, ms", size, ["/"] * 20),
        await visitor.times("searches, ms", size, searches(size)),
        await visitor.times("a host, ms", size, [f"/hosts/{one}" for one in ids]),
        await visitor.times("why it is one, ms", size, [f"/hosts/{one}/why" for one in ids]),
        *[line for kind in ("csv", "json") for line in await visitor.export(kind, size)],
    ]


class Visitor:
    """Asks the application, slowly enough not to be told that it asks too much."""

    def __init__(self, file: Database, folder: Path) -> None:
        self._clock = ManualClock(REFERENCE_TIME)
        store, log = SqliteHostStore(file), SqliteEventLog(file, self._clock)
        ports = Ports(
            self._clock,
            log,
            SqliteIdentityIndex(file),
            store,
            SqliteCursors(file),
            MemorySlots(self._clock),
            alone=True,
        )
        settings = VisualizerSettings.model_validate({"folder": folder, "reference_time": REFERENCE_TIME})
        self._app = application(Site(store, PortAnswers(ports), self._clock, settings), "127.0.0.1", None)

    async def times(self, name: str, hosts: int, addresses: Sequence[str]) -> Line:
        """Return what the answers to these took."""
        spent = [(await self._ask(one), one) for one in addresses]
        every = [one for one, _ in spent]
        most, where = max(spent)
        return Line(name, hosts, len(every), quantiles(every)[1], quantiles(every, n=20)[-1], most, where)

    async def export(self, kind: str, hosts: int) -> Iterator[Line]:
        """Return the rate of an export of all hosts, and how much the process grew by it."""
        before, start = _memory(), process_time()
        lines = await self._lines(f"/api/hosts.{kind}")
        rate, grown = lines / (process_time() - start), _memory() - before
        line = Line(f"{kind}, hosts/s", hosts, 1, rate, rate, rate, f"{lines:,} lines")
        return iter((line, replace(line, name=f"{kind}, MiB more", median=grown, p95=grown, most=grown, what="")))

    async def _ask(self, address: str) -> float:
        await self._clock.sleep(1)
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            start = process_time()
            answer = await browser.get(address)
            spent = process_time() - start
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: expected an answer; got {answer.status_code}: {answer.text[:200]}")
        return spent * 1000

    async def _lines(self, path: str) -> int:
        """Take all that comes and keep nothing of it; return how many lines that were."""
        lines = 0

        async def send(message: Any) -> None:  # Any: ASGI's
            nonlocal lines
            if message.get("status", 200) != 200:
                raise RuntimeError(f"{path}: expected an export; got {message}")
            lines += bytes(message.get("body", b"")).count(b"\n")

        async def receive() -> Any:  # Any: ASGI's
            await asyncio.Event().wait()

        headers = [(b"host", b"127.0.0.1")]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
        await self._app(scope, receive, send)
        return lines


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    typer.run(main)
