"""The one place that builds ports and services and puts them together.

Each service is imported only when it is built: a container holds only what its own service needs.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from services.dead_letters import waiting
from services.outcome import exit_code, failures, fetched, processed
from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RULINGS
from shared.errors import SettingError
from shared.logs import logging_to
from shared.ports import Clock, Cursors, EventLog, HostStore, IdentityIndex
from shared.runtime.local import Job, Loop
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import failures_explained, stop_on_signals, together, unless_stopped
from shared.settings import Settings, SharedSettings

if TYPE_CHECKING:
    from services.fetcher.core import Vendor
    from services.fetcher.service import Fetcher, SyncReport

DATABASE = "rollcall.sqlite"
READERS = {RAW: "normalizer", NORMALIZED: "deduper", RULINGS: "rulings", MERGED: "visualizer"}  # topic → group


@dataclass(frozen=True, slots=True)
class Ports:
    """What services need from the world."""

    clock: Clock
    log: EventLog
    index: IdentityIndex
    store: HostStore
    cursors: Cursors


@contextmanager
def open_ports(shared: SharedSettings, *, read_only: bool = False) -> Iterator[Ports]:
    """Open the embedded store; a reader may run beside the services.

    Raises:
        StoreLocked: another process writes to it.

    """
    clock = SystemClock()
    with Database(shared.data / DATABASE, read_only=read_only) as database:
        yield Ports(
            clock,
            SqliteEventLog(database, clock, shared.namespace),
            SqliteIdentityIndex(database),
            SqliteHostStore(database),
            SqliteCursors(database),
        )


def normalizer(ports: Ports) -> list[Job]:
    """Build the normalizer; a page may have 900 kB, so few are held at once."""
    from services.normalizer.service import Normalizer

    return [Job(Normalizer(ports.log), "normalizer", 50)]


def deduper(ports: Ports) -> list[Job]:
    """Build the deduper."""
    from services.deduper.service import Deduper, Rulings

    return [
        Job(Deduper(ports.index, ports.store, ports.log), "deduper", 500),
        Job(Rulings(ports.index, ports.store, ports.log), "deduper", 100),
    ]


def visualizer(ports: Ports) -> list[Job]:
    """Build the visualizer."""
    from services.visualizer.service import Visualizer
    from services.visualizer.settings import VisualizerSettings

    drawing = Visualizer(ports.store, ports.clock, VisualizerSettings.load())
    return [Job(drawing, "visualizer", 500, finish=drawing.render)]


BUILD: dict[str, Callable[[Ports], list[Job]]] = {
    "normalizer": normalizer,
    "deduper": deduper,
    "visualizer": visualizer,
}


@asynccontextmanager
async def open_fetcher(ports: Ports) -> AsyncIterator["Fetcher"]:
    """Build the fetcher with all vendors that are configured, its connections, and bars on a terminal.

    Raises:
        SettingError: a vendor has only some of its settings.

    """
    from services.fetcher.client import Client, connect
    from services.fetcher.service import Fetcher
    from services.fetcher.settings import FetcherSettings
    from services.progress import bars

    settings, vendors = FetcherSettings.load(), configured_vendors()
    async with connect(settings) as http:
        with bars() as progress:
            client = Client(http, ports.clock, settings)
            yield Fetcher(client, ports.log, ports.cursors, ports.clock, vendors, progress)


def configured_vendors() -> "dict[Vendor, Settings]":
    """Return the vendors whose settings are all there; one with none isn't fetched."""
    from services.fetcher.vendors import discover

    found = {vendor: vendor.settings.load() for vendor in discover().values()}
    return {vendor: settings for vendor, settings in found.items() if _is_complete(settings)}


def _is_complete(settings: Settings) -> bool:
    optional = [name for name, field in type(settings).model_fields.items() if field.default is None]
    missing = [settings.variable(name) for name in optional if getattr(settings, name) is None]
    if missing and len(missing) < len(optional):
        raise SettingError(f"{', '.join(missing)}: expected a value, as the vendor's other settings are set; got none")
    return not missing


def run_service(name: str) -> None:
    """Run one service until a signal; end the process."""
    run(name, lambda ports, stop: serve([name], ports, stop))


def run_all(*, to_the_end: bool) -> None:
    """Run all four services in this process, until nothing is left to do or until a signal; end the process."""
    run("rollcall", run_once if to_the_end else lambda ports, stop: serve(["fetcher", *BUILD], ports, stop))


async def serve(names: Sequence[str], ports: Ports, stop: asyncio.Event) -> int:
    """Run these services until `stop`; return the exit code."""
    works = [loop.run(stop) for loop in _loops(names, ports)]
    if "fetcher" not in names:
        await together(*works)
        return 0
    from services.runs import keep_fetching

    async with open_fetcher(ports) as fetcher:
        await together(keep_fetching(fetcher, stop, now=await _is_due(ports)), *works)
    return 0


async def fetch_once(ports: Ports, stop: asyncio.Event) -> int:
    """Fetch every vendor into the log, process nothing; return the exit code."""
    async with open_fetcher(ports) as fetcher:
        reports = await unless_stopped(stop, fetcher.sync_all()) or []
    return _conclude(reports, fetched(reports))


async def run_once(ports: Ports, stop: asyncio.Event) -> int:
    """Fetch every vendor, process until nothing is left, draw, say what came of it; return the exit code."""
    from services.runs import once
    from services.visualizer.settings import VisualizerSettings

    charts = VisualizerSettings.load().folder
    async with open_fetcher(ports) as fetcher:
        reports = await once(fetcher, _loops(list(BUILD), ports), stop, ports.clock)
    hosts, letters = (await ports.store.counts()).hosts, await waiting(ports.log)
    return _conclude(reports, fetched(reports) + processed(hosts, charts, sum(letters.values())))


def run(service: str, work: Callable[[Ports, asyncio.Event], Awaitable[int]]) -> None:
    """Do `work` on the embedded store, until it ends or hears a signal; end the process with its exit code."""
    with failures_explained():
        shared = SharedSettings.load()
        with logging_to(shared, SystemClock(), service, _console(service)), open_ports(shared) as ports:
            sys.exit(asyncio.run(_until_signal(work, ports)))


def _conclude(reports: "Sequence[SyncReport]", said: str) -> int:
    sys.stdout.write(said if reports else "stopped; the next run goes on where this one ended\n")
    sys.stderr.write(failures(reports))
    return exit_code(reports)


def _console(service: str) -> TextIO:
    if service in BUILD:
        return sys.stderr
    from services.progress import beside_bars

    return beside_bars()


async def _until_signal(work: Callable[[Ports, asyncio.Event], Awaitable[int]], ports: Ports) -> int:
    stop = asyncio.Event()
    with stop_on_signals(stop):
        return await work(ports, stop)


def _loops(names: Sequence[str], ports: Ports) -> list[Loop]:
    settings = RuntimeSettings.load()
    jobs = [job for name in names if name in BUILD for job in BUILD[name](ports)]
    return [Loop(job, ports.log, ports.clock, settings) for job in jobs]


async def _is_due(ports: Ports) -> bool:
    """Whether a sync was cut off, or none was ever begun: then it isn't left until the next scheduled time."""
    cursors = [await ports.cursors.load(vendor.name) for vendor in configured_vendors()]
    pages = await ports.log.consumer(RAW.name, "fetcher")
    fetched = await pages.lag()
    await pages.close()
    return not fetched or any(cursors)
