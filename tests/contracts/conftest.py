"""Every adapter of every port: a new technology is one line in each list."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex
from shared.ports import Cursors, EventLog, HostStore, IdentityIndex

ADAPTERS = ("memory", "sqlite")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock(NOON)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite file."""
    with ExitStack() as stack:
        yield stack.enter_context(Database(tmp_path / "rollcall.sqlite"))


@pytest.fixture(params=ADAPTERS)
def log(request: pytest.FixtureRequest, clock: ManualClock, database: Database) -> EventLog:
    """Each event log."""
    adapters: dict[str, EventLog] = {"memory": MemoryEventLog(clock), "sqlite": SqliteEventLog(database, clock)}
    return adapters[request.param]


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, database: Database) -> IdentityIndex:
    """Each identity index."""
    adapters: dict[str, IdentityIndex] = {"memory": MemoryIdentityIndex(), "sqlite": SqliteIdentityIndex(database)}
    return adapters[request.param]


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, database: Database) -> HostStore:
    """Each host store."""
    adapters: dict[str, HostStore] = {"memory": MemoryHostStore(), "sqlite": SqliteHostStore(database)}
    return adapters[request.param]


@pytest.fixture(params=ADAPTERS)
def cursors(request: pytest.FixtureRequest, database: Database) -> Cursors:
    """Each store of cursors."""
    adapters: dict[str, Cursors] = {"memory": MemoryCursors(), "sqlite": SqliteCursors(database)}
    return adapters[request.param]
