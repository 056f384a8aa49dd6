"""Places in a dictionary."""

from collections import defaultdict
from datetime import datetime, timedelta

from shared.ports import Clock


class MemorySlots:
    """Implements `Slots`, for one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: defaultdict[str, dict[str, datetime]] = defaultdict(dict)

    async def take(self, name: str, most: int, holder: str, seconds: float) -> bool:
        """Take one of the name's `most` places, or keep the one that is held; False if none is free."""
        now = self._clock.now()
        held = self._until[name] = {one: until for one, until in self._until[name].items() if until > now}
        if holder not in held and len(held) >= most:
            return False
        held[holder] = now + timedelta(seconds=seconds)
        return True

    async def taken(self, name: str) -> int:
        """Return how many of the name's places are held now; takes none."""
        now = self._clock.now()
        return sum(until > now for until in self._until.get(name, {}).values())

    async def give_back(self, name: str, holder: str) -> None:
        """Give the holder's place to whoever comes next; nothing, if it holds none."""
        self._until[name].pop(holder, None)
