"""What SQLite's errors mean to Rollcall."""

import sqlite3
from pathlib import Path
from typing import NoReturn

from shared.errors import RollcallError, Temporary

_PASSING = {  # they end when someone makes room, or lets go of the file
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}


def explain(path: Path, error: sqlite3.Error) -> NoReturn:
    """Raise what `error` means; a fault of our own statements is raised as it is.

    Raises:
        Temporary: the disk is full or fails, or the file is busy.
        RollcallError: the file is damaged, or may only be read.

    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF  # the rest is detail
    if code in _PASSING:
        raise Temporary(f"{path}: {error}") from error
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        raise RollcallError(
            f"{path}: the file is damaged: {error}; put a copy in its place, or move it away and fetch again"
        ) from error
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        raise RollcallError(f"{path}: {error}; it can only be read") from error
    raise error
