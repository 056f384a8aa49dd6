"""The embedded form: every port in one SQLite file, for one process."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.wiring.namespaces import in_namespace
from services.wiring.ports import Beside, Ports
from services.wiring.readers import groups_of
from shared.adapters.lock_files import FileSlots
from shared.adapters.sqlite import (
    Database,
    SqliteCursors,
    SqliteEventLog,
    SqliteHostStore,
    SqliteIdentityIndex,
    SqliteRoster,
)
from shared.adapters.sqlite.cleaning import SqliteCleaner
from shared.adapters.sqlite.lock import lock
from shared.adapters.sqlite.retention import retentions
from shared.adapters.sqlite.settings import SqliteSettings
from shared.adapters.sqlite.space import write_anew
from shared.errors import SettingError
from shared.ports import Clock, IdentityIndex
from shared.settings import SharedSettings, make_folder


def database(shared: SharedSettings) -> Path:
    """Return the file of a namespace."""
    return shared.data / (f"rollcall.{shared.namespace}.sqlite" if shared.namespace else "rollcall.sqlite")


@contextmanager
def opened(shared: SharedSettings, clock: Clock, *, read_only: bool) -> Iterator[Ports]:
    """Open the file; a reader may run beside the services.

    Raises:
        StoreLocked: another process writes to it.
        SettingError: its folder can't be made.

    """
    if not read_only:
        make_folder("ROLLCALL_DATA", shared.data)
    with Database(database(shared), read_only=read_only) as file:
        if not read_only:
            write_anew(file)  # before anybody waits for it
        log = SqliteEventLog(file, clock)
        kept = retentions(SqliteSettings.load(), groups_of())
        yield Ports(
            clock=clock,
            log=log,
            index=SqliteIdentityIndex(file),
            store=SqliteHostStore(file),
            cursors=SqliteCursors(file),
            roster=SqliteRoster(file),
            slots=slots(shared),
            alone=True,
            cleaner=SqliteCleaner(log, clock, kept),
        )


def slots(shared: SharedSettings) -> FileSlots:
    """Return the places that all processes on this folder share, whatever their namespace."""
    return FileSlots(shared.data / "turns")


def swap(shared: SharedSettings, namespace: str) -> None:
    """Have the present inventory and that of a namespace change places; at every moment there is a present one.

    Raises:
        StoreLocked: another process writes to one of them.
        SettingError: another process reads one of them.

    """
    present, other = database(shared), database(in_namespace(shared, namespace))
    spare = present.with_suffix(".spare")
    with lock(present), lock(other):
        for one in (present, other):
            if one.with_name(f"{one.name}-wal").exists():
                raise SettingError(f"{one}: expected nobody to have it open; end what reads it, and do this again")
        spare.unlink(missing_ok=True)
        spare.hardlink_to(present)
        other.replace(present)
        spare.replace(other)


@contextmanager
def beside(shared: SharedSettings, clock: Clock, present: IdentityIndex) -> Iterator[Beside]:
    """Open an empty inventory on a file that goes at the end."""
    path = shared.data / "rebuild.sqlite"
    for old in shared.data.glob("rebuild.sqlite*"):
        old.unlink()
    with Database(path) as file:

        async def adopt(dirty: Iterable[bytes]) -> None:
            if isinstance(present, SqliteIdentityIndex):
                present.adopt(path, dirty)

        yield Beside(SqliteIdentityIndex(file), SqliteHostStore(file), SqliteEventLog(file, clock), adopt)
    for old in shared.data.glob("rebuild.*"):
        old.unlink()
