"""Every adapter of every port: a new technology is one line in each list."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

from shared.adapters.clock import ManualClock
from shared.adapters.lock_files import FileSlots
from shared.adapters.memory import (
    MemoryCursors,
    MemoryEventLog,
    MemoryHostStore,
    MemoryIdentityIndex,
    MemoryRoster,
    MemorySlots,
)
from shared.adapters.sqlite import (
    Database,
    SqliteCursors,
    SqliteEventLog,
    SqliteHostStore,
    SqliteIdentityIndex,
    SqliteRoster,
)
from shared.ports import Cursors, EventLog, HostStore, IdentityIndex
from shared.ports.roster import Roster
from shared.ports.slots import Slots
from shared.ports.software import SoftwareStore

T = TypeVar("T")
New = Callable[[], AbstractContextManager[T]]
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
several = settings(  # each example opens adapters of its own, most of them files
    max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class Place:
    """Where an adapter keeps what it holds."""

    clock: ManualClock
    file: Callable[[], Database]


@contextmanager
def new_place(clock: ManualClock) -> Iterator[Place]:
    """Give an empty place, and clear it away."""
    with TemporaryDirectory() as folder, ExitStack() as opened:
        yield Place(clock, lambda: opened.enter_context(Database(Path(folder, "rollcall.sqlite"))))


LOGS: dict[str, Callable[[Place], EventLog]] = {
    "memory": lambda place: MemoryEventLog(place.clock),
    "memory-3-partitions": lambda place: MemoryEventLog(place.clock, partitions=3),
    "sqlite": lambda place: SqliteEventLog(place.file(), place.clock),
}
INDEXES: dict[str, Callable[[Place], IdentityIndex]] = {
    "memory": lambda _: MemoryIdentityIndex(),
    "sqlite": lambda place: SqliteIdentityIndex(place.file()),
}
STORES: dict[str, Callable[[Place], HostStore]] = {
    "memory": lambda _: MemoryHostStore(),
    "sqlite": lambda place: SqliteHostStore(place.file()),
}
CURSORS: dict[str, Callable[[Place], Cursors]] = {
    "memory": lambda _: MemoryCursors(),
    "sqlite": lambda place: SqliteCursors(place.file()),
}
SLOTS: dict[str, Callable[[Place], Slots]] = {
    "memory": lambda place: MemorySlots(place.clock),
    "lock-files": lambda place: FileSlots(place.file().path.parent / "turns"),
}


ROSTERS: dict[str, Callable[[Place], Roster]] = {
    "memory": lambda _: MemoryRoster(),
    "sqlite": lambda place: SqliteRoster(place.file()),
}


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock(NOON)


@pytest.fixture
def place(clock: ManualClock) -> Iterator[Place]:
    """An empty place."""
    with new_place(clock) as empty:
        yield empty


@pytest.fixture(params=LOGS)
def log(request: pytest.FixtureRequest, place: Place) -> EventLog:
    """Each event log."""
    return LOGS[request.param](place)


@pytest.fixture(params=INDEXES)
def new_index(request: pytest.FixtureRequest, clock: ManualClock) -> New[IdentityIndex]:
    """What opens an empty identity index, of each kind: a property needs one for each example."""
    return lambda: _opened(INDEXES[request.param], clock)


@pytest.fixture
def index(new_index: New[IdentityIndex]) -> Iterator[IdentityIndex]:
    """Each identity index."""
    with new_index() as empty:
        yield empty


@pytest.fixture(params=STORES)
def new_store(request: pytest.FixtureRequest, clock: ManualClock) -> New[HostStore]:
    """What opens an empty host store, of each kind."""
    return lambda: _opened(STORES[request.param], clock)


@pytest.fixture
def store(new_store: New[HostStore]) -> Iterator[HostStore]:
    """Each host store."""
    with new_store() as empty:
        yield empty


@pytest.fixture(params=STORES)
def new_software(request: pytest.FixtureRequest, clock: ManualClock) -> New[SoftwareStore]:
    """What opens an empty store of software, of each kind."""
    return lambda: _opened(lambda place: STORES[request.param](place).software, clock)


@pytest.fixture
def software(new_software: New[SoftwareStore]) -> Iterator[SoftwareStore]:
    """Each store of software."""
    with new_software() as empty:
        yield empty


@pytest.fixture(params=CURSORS)
def cursors(request: pytest.FixtureRequest, place: Place) -> Cursors:
    """Each store of cursors."""
    return CURSORS[request.param](place)


@pytest.fixture(params=SLOTS)
def slots(request: pytest.FixtureRequest, place: Place) -> Slots:
    """Each keeper of places."""
    return SLOTS[request.param](place)


@pytest.fixture(params=ROSTERS)
def roster(request: pytest.FixtureRequest, place: Place) -> Roster:
    """Each roster."""
    return ROSTERS[request.param](place)


@contextmanager
def _opened(make: Callable[[Place], T], clock: ManualClock) -> Iterator[T]:
    with new_place(clock) as place:
        yield make(place)
