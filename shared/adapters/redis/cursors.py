"""Resume points in a hash."""

from shared.adapters.redis.faults import explained
from shared.adapters.redis.place import Place


class RedisCursors:
    """Implements `Cursors`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def load(self, vendor: str) -> str | None:
        """Return the stored cursor, or None."""
        with explained():
            found: bytes | None = await self._place.client.execute_command("HGET", self._place.cursors, vendor)
        return None if found is None else found.decode()

    async def save(self, vendor: str, cursor: str | None) -> None:
        """Replace the cursor; None forgets it."""
        name = self._place.cursors
        command = ("HDEL", name, vendor) if cursor is None else ("HSET", name, vendor, cursor)
        with explained():
            await self._place.client.execute_command(*command)
