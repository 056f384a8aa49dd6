"""The file: its tables, its lock, its transactions.

Write-ahead log with `synchronous=NORMAL`: a transaction survives the death of the process at any moment; a power cut
may lose the last ones but never tears one, and whatever is lost is fetched and processed again.
Calls are short and made directly, on the event loop's own thread.
"""

import fcntl
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from shared.errors import RollcallError, StoreLocked, Temporary

Row = tuple[Any, ...]  # Any: SQLite types its values one by one

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (topic TEXT, place INTEGER, key TEXT, value BLOB, headers TEXT, time REAL,
    PRIMARY KEY (topic, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS topics (topic TEXT PRIMARY KEY, next INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (topic TEXT, name TEXT, place INTEGER, PRIMARY KEY (topic, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (name BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS crowds (name BLOB, member BLOB, PRIMARY KEY (name, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS crowd_sizes (name BLOB PRIMARY KEY, size INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (host BLOB PRIMARY KEY, revision INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outbox_by_revision ON outbox (revision);
CREATE TABLE IF NOT EXISTS revision (only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER);
INSERT OR IGNORE INTO revision VALUES (1, 0);
CREATE TABLE IF NOT EXISTS records (id TEXT PRIMARY KEY, version TEXT, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rulings (pair TEXT PRIMARY KEY, sequence BLOB, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hosts (id TEXT PRIMARY KEY, revision INTEGER, value BLOB, outline TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS terms (term TEXT, host TEXT, PRIMARY KEY (term, host)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS terms_by_host ON terms (host);
CREATE TABLE IF NOT EXISTS cursors (vendor TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
MANY = 500  # names in one statement, below SQLite's limit of variables


class Database:
    """One open file. Use as a context manager."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, and make it if need be; a reader takes no lock and may run beside the service.

        Raises:
            StoreLocked: another process writes to it.
            RollcallError: there is nothing to read, or the file is no database of ours.

        """
        self.path = path
        if read_only and not path.exists():
            raise RollcallError(f"{path}: no inventory there yet; run `python -m services --once` first")
        self._lock = None if read_only else _lock(path)
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}", uri=True, isolation_level=None
            )
            if not read_only:
                self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)
        except sqlite3.Error as error:
            self._unlock()
            raise RollcallError(f"{path}: can't be opened as the inventory's database: {error}") from error

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file and give up the lock."""
        self._connection.close()
        self._unlock()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside.

        Raises:
            Temporary: the file can't be written now (disk full, busy); nothing was changed.

        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise Temporary(f"{self.path}: {error}") from error
        except BaseException:
            self._roll_back()
            raise

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a query."""
        return self._connection.execute(statement, values).fetchall()

    def one(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        row: Row | None = self._connection.execute(statement, values).fetchone()
        return row

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        self._connection.executemany(statement, rows)

    def select_in(self, statement: str, names: Iterable[Any]) -> Iterator[Row]:
        """Give the rows of a query that ends in `IN`, for any number of names."""
        every = list(names)
        for start in range(0, len(every), MANY):
            part = every[start : start + MANY]
            yield from self._connection.execute(f"{statement} ({','.join('?' * len(part))})", part)

    def pages(self, statement: str, size: int = 1000) -> Iterator[Row]:
        """Give all rows of a query `… WHERE id > ? ORDER BY id LIMIT ?` whose first column is the id.

        Holds no cursor between pages, so that writes may go on meanwhile.
        """
        after = ""
        while rows := self.rows(statement, (after, size)):
            yield from rows
            after = rows[-1][0]

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _lock(path: Path) -> Any:  # Any: an open file, whose type has no public name
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_suffix(".lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StoreLocked(
            f"{path}: another process of Rollcall is writing to this file; stop it first, "
            "or set ROLLCALL_DATA to another folder"
        ) from error
    return file
