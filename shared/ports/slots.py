"""What the fetchers of a customer need from the world to keep to a limit together."""

from typing import Protocol


class Slots(Protocol):
    """Places that processes share: of each name there are so many, and one is held by one holder at a time."""

    async def take(self, name: str, most: int, holder: str, seconds: float) -> bool:
        """Take one of the name's `most` places, or keep the one that is held; False if none is free.

        A holder that dies loses it after `seconds` at the latest. So does one that lives, unless its place can't be
        another's while it lives.
        """

    async def taken(self, name: str) -> int:
        """Return how many of the name's places are held now; takes none."""

    async def give_back(self, name: str, holder: str) -> None:
        """Give the holder's place to whoever comes next; nothing, if it holds none."""
