"""The file: its statements and transactions.

Write-ahead log with `synchronous=NORMAL`: a transaction survives the death of the process at any moment; a power cut
may lose the last ones but never tears one, and whatever is lost is fetched and processed again.
Calls are short and made directly, on the event loop's own thread; reading a whole table lets others run between pages.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Self

from shared.adapters.sqlite.faults import explain
from shared.adapters.sqlite.lock import lock
from shared.adapters.sqlite.schema import nothing_there, prepare
from shared.errors import RollcallError

Row = tuple[Any, ...]  # Any: SQLite types its values one by one

_UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
MANY = 8192  # names in one statement: a power of two, below SQLite's limit of 32,766 variables


class Database:
    """One open file. Use as a context manager.

    Its methods raise Temporary if the file can't be used now (disk full, busy), RollcallError if it never can (damaged,
    only to be read).
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, and make it if need be; a reader takes no lock and may run beside the service.

        Raises:
            StoreLocked: another process writes to it.
            RollcallError: there is nothing to read, the file is no database of ours, or its folder can't be made.

        """
        self.path = path
        if read_only and not path.exists():
            raise nothing_there(path)
        with ExitStack() as stack:
            if not read_only:
                stack.enter_context(lock(path))
            self._connection = stack.enter_context(_connection(path, read_only=read_only))
            self._opened = stack.pop_all()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file and give up the lock."""
        self._opened.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside, which must not await: others share the connection."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite ends some by itself: a full disk's
                self.run("ROLLBACK")
            raise

    def rows(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """Return the rows of a query."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            explain(self.path, error)

    def one(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the only row of a query, or None."""
        return next(iter(self.rows(statement, values)), None)

    def run(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            explain(self.path, error)

    def run_to_end(self, statement: str) -> None:
        """Run one that works in steps and gives no rows, outside of a transaction; `run` would do one step."""
        try:
            self._connection.executescript(statement)
        except sqlite3.Error as error:
            explain(self.path, error)

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        try:
            self._connection.executemany(statement, rows)
        except sqlite3.Error as error:
            explain(self.path, error)

    def select_in(self, statement: str, names: Iterable[Any], before: Sequence[Any] = ()) -> Iterator[Row]:
        """Give the rows of a query that ends in `IN`, for any number of names; `before` are its other values.

        The last name is repeated, which finds nothing twice, until their number is a power of two: so there are few
        different statements, and each is prepared once.
        """
        every = list(names)
        for start in range(0, len(every), MANY):
            part = every[start : start + MANY]
            part += part[-1:] * ((1 << (len(part) - 1).bit_length()) - len(part))
            yield from self.rows(f"{statement} ({','.join('?' * len(part))})", (*before, *part))

    async def pages(self, statement: str, size: int = 1000) -> AsyncIterator[Row]:
        """Give all rows of a query `… WHERE id > ? ORDER BY id LIMIT ?` whose first column is the id.

        Holds no cursor between pages, so that writes may go on meanwhile.
        """
        after = ""
        while rows := self.rows(statement, (after, size)):
            for row in rows:
                yield row
            after = rows[-1][0]
            await asyncio.sleep(0)


@contextmanager
def _connection(path: Path, *, read_only: bool) -> Iterator[sqlite3.Connection]:
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(closing(_prepared(path, "ro" if read_only else "rwc")))
        except sqlite3.Error as error:
            if not read_only or error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
                raise _unfit(path, error) from error
            connection = stack.enter_context(closing(_unchanging(path)))
        yield connection


def _unchanging(path: Path) -> sqlite3.Connection:
    """Open a file on a medium that takes no write: a reader of a log of writes needs a file beside it."""
    try:
        return _prepared(path, "ro&immutable=1")
    except sqlite3.Error as error:
        raise _unfit(path, error) from error


def _prepared(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        prepare(connection, path, read_only=mode != "rwc")
    except BaseException:
        connection.close()
        raise
    return connection


def _unfit(path: Path, error: sqlite3.Error) -> RollcallError:
    return RollcallError(f"{path}: can't be opened as the inventory's database: {error}")
