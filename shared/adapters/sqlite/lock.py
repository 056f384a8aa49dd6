"""One process writes to a file: who comes second is told.

Two files are locked. The one beside it says who holds it, but anybody may delete it: the next process would make
another and lock that. So the database itself is locked, too. SQLite's own locks are of another sort (POSIX), and are
lost when the process closes any descriptor of the file: ours stays open until the connection is closed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from shared.errors import RollcallError, StoreLocked

_held: set[tuple[int, int]] = set()  # device and inode of the databases that this process holds


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Lock a database until the end of the block; a lock goes with its process, however that ends.

    Raises:
        StoreLocked: another process has it, or this one.
        RollcallError: the folder can't be made or written to.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise RollcallError(
            f"{path}: expected a folder that can be written to: {error.strerror}; set ROLLCALL_DATA to one"
        ) from error
    with beside:
        if _identity(path) in _held or not _locked(beside, path):
            raise _taken(path, beside)
        with _database(path, beside):
            beside.truncate(0)
            beside.write(f"{os.getpid()}\n")
            beside.flush()
            yield


@contextmanager
def _database(path: Path, beside: IO[str]) -> Iterator[None]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise RollcallError(f"{path}: expected a file that can be written to: {error.strerror}") from error
    with file:
        if not _locked(file, path):
            raise _taken(path, beside)
        identity = _identity(path)
        _held.add(identity)
        try:
            yield
        finally:
            _held.discard(identity)


def _locked(file: IO[str] | IO[bytes], path: Path) -> bool:
    """Lock a file; return whether nobody else has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise RollcallError(
            f"{path}: expected a file system with locks: {error.strerror}; set ROLLCALL_DATA to a folder on one"
        ) from error
    return True


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_dev, status.st_ino


def _taken(path: Path, beside: IO[str]) -> StoreLocked:
    beside.seek(0)
    holder = beside.read().strip() or "PID"
    return StoreLocked(
        f"{path}: another process of Rollcall is writing to this file; stop it first (Ctrl-C where it runs, or "
        f"`kill {holder}`: it ends in order), or set ROLLCALL_DATA to another folder"
    )
