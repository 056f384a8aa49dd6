"""The embedded form: every port in one SQLite file, for one process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from services.wiring.ports import Ports
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex
from shared.errors import SettingError
from shared.ports import Clock, EventLog, HostStore, IdentityIndex
from shared.settings import SharedSettings, make_folder

DATABASE = "rollcall.sqlite"


@contextmanager
def opened(shared: SharedSettings, clock: Clock, *, read_only: bool) -> Iterator[Ports]:
    """Open the file; a reader may run beside the services.

    Raises:
        StoreLocked: another process writes to it.
        SettingError: its folder can't be made.

    """
    if not read_only:
        make_folder("ROLLCALL_DATA", shared.data)
    with Database(shared.data / DATABASE, read_only=read_only) as database:
        yield Ports(
            clock=clock,
            log=SqliteEventLog(database, clock, shared.namespace),
            index=SqliteIdentityIndex(database),
            store=SqliteHostStore(database),
            cursors=SqliteCursors(database),
            alone=True,
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
