"""What the same hosts cost again and again: `python -m benchmarks.growth [--hosts 1000 --syncs 30]`.

All four services are in one process, as `python -m services` has them, and every sync asks both vendors for all hosts,
of which none changed. A row is the file, the process and the time after so many syncs; the time to start is that of the
processor of a process of its own, on a copy of the file, until nothing is left to do and the charts are drawn.
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.charts import PAGE
from benchmarks.tables import aligned
from services.fetcher.tenants import Tenants
from services.runs import process
from services.wiring import BUILD, Ports, loops_of, open_fetcher, open_ports
from shared.logs import logging_warnings
from shared.runtime.collecting import collect_rarely
from shared.runtime.local import Loop, drain
from shared.runtime.stopping import together
from shared.settings import SharedSettings
from simulator.demo import simulator

HEAD = ["syncs", "file, MB", "of the second's", "process, MiB", "last sync, s", "start, CPU s"]
ROWS = 6
MEGABYTE = 1_000_000
Row = tuple[int, float, float, float, float]  # syncs, megabytes, MiB of the process, seconds of a sync and of a start


def main(
    hosts: Annotated[int, typer.Option(min=1, help="machines, each of two vendors")] = 1_000,
    syncs: Annotated[int, typer.Option(min=2, help="of all hosts, one after another in one process")] = 30,
) -> None:
    """Measure and print."""
    with simulator(hosts, "--rate", "1000000000") as url, tempfile.TemporaryDirectory() as folder:
        rows = _alone(measured, url, syncs, folder)
    second = rows[1][1]
    printed = [
        [str(number), f"{size:.1f}", f"x{size / second:.2f}", f"{memory:.0f}", f"{took:.1f}", f"{start:.2f}"]
        for number, size, memory, took, start in rows
    ]
    print("\n".join(aligned([HEAD, *printed])))


def measured(url: str, syncs: int, folder: str) -> list[Row]:
    """Sync so often in this process; return what each row says."""
    os.chdir(folder)
    os.environ.update(_environment(url))
    shown = {1, 2, *range(syncs, 2, -max(1, syncs // ROWS))}
    collect_rarely()
    with logging_warnings():
        return asyncio.run(_measured(syncs, shown))


async def _measured(syncs: int, shown: set[int]) -> list[Row]:
    rows = []
    async with open_ports(SharedSettings.load()) as ports, open_fetcher(ports) as fetcher:
        loops, stop = loops_of(list(BUILD), ports), asyncio.Event()
        running = asyncio.ensure_future(together(*(loop.run(stop) for loop in loops)))
        for number in range(1, syncs + 1):
            began = time.perf_counter()
            await _sync(fetcher, loops, ports)
            took = time.perf_counter() - began
            if number in shown:
                rows.append((number, _size(), _memory(), took, _alone(started, str(_copied()))))
        stop.set()
        await running
    return rows


async def _sync(fetcher: Tenants, loops: Sequence[Loop], ports: Ports) -> None:
    """Sync all vendors, and wait until nothing is left to do."""
    for report in await fetcher.sync_all(by_hand=True):
        if report.error:
            raise report.error
    await drain(loops, asyncio.Event(), ports.clock)
    if ports.cleaner:
        await ports.cleaner.finish()


def started(folder: str) -> float:
    """Return how long the services take on a file until nothing is left to do."""
    os.chdir(folder)
    began = time.process_time()
    with logging_warnings():
        asyncio.run(_started())
    return time.process_time() - began


async def _started() -> None:
    async with open_ports(SharedSettings.load()) as ports:
        await process(list(BUILD), ports)


def _size() -> float:
    return sum(path.stat().st_size for path in Path("data").glob("rollcall.sqlite*")) / MEGABYTE


def _copied() -> Path:
    """Copy the file that is in use, as a crash would leave it, into a folder of its own."""
    folder = Path("started")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    for path in Path("data").glob("rollcall.sqlite*"):
        shutil.copy(path, folder / "data")
    return folder.resolve()


def _environment(url: str) -> dict[str, str]:
    names = {"USERNAME": "simulator", "PASSWORD": "simulator", "URL": url}
    return {
        "FETCHER_FULL_EVERY": "0",
        "VISUALIZER_EVERY": "86400",  # the charts are another benchmark's
        "FETCHER_FALCON_CLIENT_ID": "simulator",
        "FETCHER_FALCON_CLIENT_SECRET": "simulator",
        "FETCHER_FALCON_CLOUD": url,
        **{f"FETCHER_QUALYS_GAV_{name}": value for name, value in names.items()},
    }


def _memory() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20


def _alone(work: Callable[..., Any], *arguments: Any) -> Any:  # Any: what goes into a pool and comes out
    """Do the work in a new process, so that memory and imports are its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


if __name__ == "__main__":
    typer.run(main)
