"""Places as locked files in a folder, for the processes of one machine; a lock ends with its process."""

import fcntl
from pathlib import Path
from typing import IO
from urllib.parse import quote

from shared.errors import RollcallError


class FileSlots:
    """Implements `Slots`; a place is lost with the process and no sooner, so seconds don't matter."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when the first place is taken."""
        self._folder = folder
        self._held: dict[tuple[str, str], IO[bytes]] = {}

    async def take(self, name: str, most: int, holder: str, seconds: float) -> bool:  # noqa: ARG002 - the port's form
        """Take one of the name's `most` places, or keep the one that is held; False if none is free.

        Raises:
            RollcallError: the folder can't be written to, or its file system has no locks.

        """
        if (name, holder) in self._held:
            return True
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            found = next((file for number in range(most) if (file := self._locked(name, number))), None)
        except OSError as error:
            raise RollcallError(
                f"{self._folder}: expected a folder for locks: {error.strerror}; set ROLLCALL_DATA to another"
            ) from error
        if found:
            self._held[name, holder] = found
        return found is not None

    async def give_back(self, name: str, holder: str) -> None:
        """Give the holder's place to whoever comes next; nothing, if it holds none."""
        if file := self._held.pop((name, holder), None):
            file.close()

    def _locked(self, name: str, number: int) -> IO[bytes] | None:
        file = (self._folder / f"{quote(name, safe='')}.{number}").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        except OSError:
            file.close()
            raise
        return file
