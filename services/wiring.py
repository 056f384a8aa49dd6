"""The one place that builds ports and services and puts them together.

Each service is imported only when it is built: a container holds only what its own service needs.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RULINGS
from shared.errors import SettingError
from shared.ports import Clock, Cursors, EventLog, HostStore, IdentityIndex
from shared.runtime.local import Job, Loop
from shared.runtime.settings import RuntimeSettings
from shared.settings import Settings, SharedSettings, make_folder

if TYPE_CHECKING:
    from services.fetcher.core import Vendor
    from services.fetcher.service import Fetcher

DATABASE = "rollcall.sqlite"
READERS = {  # topic → the group that reads it
    RAW.name: "normalizer",
    NORMALIZED.name: "deduper",
    RULINGS.name: "rulings",
    MERGED.name: "visualizer",
}


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
        SettingError: its folder can't be made.

    """
    clock = SystemClock()
    if not read_only:
        make_folder("ROLLCALL_DATA", shared.data)
    with Database(shared.data / DATABASE, read_only=read_only) as database:
        yield Ports(
            clock,
            SqliteEventLog(database, clock, shared.namespace),
            SqliteIdentityIndex(database),
            SqliteHostStore(database),
            SqliteCursors(database),
        )


Beside = tuple[IdentityIndex, HostStore, EventLog, Callable[[Iterable[bytes]], None]]


@contextmanager
def beside(ports: Ports, shared: SharedSettings) -> Iterator[Beside]:
    """Open an empty inventory beside the present one, and what puts its index in the present one's place."""
    path = shared.data / "rebuild.sqlite"
    for old in shared.data.glob("rebuild.sqlite*"):
        old.unlink()
    with Database(path) as database:
        index = SqliteIdentityIndex(database)

        def adopt(dirty: Iterable[bytes]) -> None:
            if not isinstance(ports.index, SqliteIdentityIndex):
                raise SettingError("rebuild --switch: expected the embedded store")
            ports.index.adopt(path, dirty)

        yield index, SqliteHostStore(database), SqliteEventLog(database, ports.clock), adopt
    for old in shared.data.glob("rebuild.*"):
        old.unlink()


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

    settings = VisualizerSettings.load()
    make_folder(settings.variable("folder"), settings.folder)
    drawing = Visualizer(ports.store, ports.clock, settings)
    return [Job(drawing, "visualizer", 500, finish=drawing.render)]


BUILD: dict[str, Callable[[Ports], list[Job]]] = {
    "normalizer": normalizer,
    "deduper": deduper,
    "visualizer": visualizer,
}


def loops_of(names: Sequence[str], ports: Ports) -> list[Loop]:
    """Build the loops of these services."""
    settings = RuntimeSettings.load()
    jobs = [job for name in names if name in BUILD for job in BUILD[name](ports)]
    return [Loop(job, ports.log, ports.clock, settings) for job in jobs]


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


async def unfinished_syncs(ports: Ports) -> list[str]:
    """Return the vendors whose sync was cut off; the next one goes on there."""
    from services.fetcher.vendors import discover

    return [name for name in discover() if await ports.cursors.load(name)]


async def lags(ports: Ports) -> dict[str, int]:
    """Return how many messages each reader hasn't acknowledged."""
    found: dict[str, int] = {}
    for topic, group in READERS.items():
        consumer = await ports.log.consumer(topic, group)
        found[group] = await consumer.lag()
        await consumer.close()
    return found
