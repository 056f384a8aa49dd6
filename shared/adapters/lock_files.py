"""Places as locked files in a folder, for the processes of one machine; a lock ends with its process."""

import fcntl
import os
from glob import escape
from pathlib import Path
from urllib.parse import quote

from shared.errors import RollcallError


class FileSlots:
    """Implements `Slots`; a place is lost with the process and no sooner, so seconds don't matter."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when the first place is taken."""
        self._folder = folder
        self._held: dict[tuple[str, str], int] = {}  # descriptors of locked files

    async def take(self, name: str, most: int, holder: str, seconds: float) -> bool:  # noqa: ARG002 - the port's form
        """Take one of the name's `most` places, or keep the one that is held; False if none is free.

        Raises:
            RollcallError: the folder can't be written to, or its file system has no locks.

        """
        if (name, holder) in self._held:
            return True
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            tried = (self._locked(name, number) for number in range(most))
            found = next((file for file in tried if file is not None), None)
        except OSError as error:
            raise RollcallError(
                f"{self._folder}: expected a folder for locks: {error.strerror}; set ROLLCALL_DATA to another"
            ) from error
        if found is None:
            return False
        self._held[name, holder] = found
        return True

    async def taken(self, name: str) -> int:
        """Return how many of the name's places are held now; takes none, but for the moment of a look."""
        files = self._folder.glob(f"{escape(quote(name, safe=''))}.*")
        return sum(_is_locked(file) for file in files)

    async def give_back(self, name: str, holder: str) -> None:
        """Give the holder's place to whoever comes next; nothing, if it holds none."""
        file = self._held.pop((name, holder), None)
        if file is not None:
            os.close(file)

    def _locked(self, name: str, number: int) -> int | None:
        """Return the descriptor of a place's file, locked; None if another has it."""
        file = os.open(self._folder / f"{quote(name, safe='')}.{number}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException as error:
            os.close(file)
            if isinstance(error, BlockingIOError):
                return None
            raise
        return file


def _is_locked(path: Path) -> bool:
    """Tell whether a living process has locked a file; one that may not be read is told as free."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
