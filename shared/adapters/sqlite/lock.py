"""One process writes to a file: who comes second is told."""

import fcntl
import os
from pathlib import Path
from typing import IO

from shared.errors import RollcallError, StoreLocked


def lock(path: Path) -> IO[str]:
    """Lock a file beside `path`; the lock goes with the process, however it ends, or when what is returned is closed.

    Raises:
        StoreLocked: another process has it.
        RollcallError: the folder can't be made or written to.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.with_suffix(".lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise RollcallError(
            f"{path}: expected a folder that can be written to: {error.strerror}; set ROLLCALL_DATA to one"
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        with file:
            file.seek(0)
            holder = file.read().strip() or "PID"
        raise StoreLocked(
            f"{path}: another process of Rollcall is writing to this file; stop it first (Ctrl-C where it runs, or "
            f"`kill {holder}`: it ends in order), or set ROLLCALL_DATA to another folder"
        ) from error
    except OSError as error:
        file.close()
        raise RollcallError(
            f"{path}: expected a file system with locks: {error.strerror}; set ROLLCALL_DATA to a folder on one"
        ) from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file
