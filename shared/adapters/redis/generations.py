"""An index beside the live one, for a rebuild.

A field of the namespace's hash says which generation is live. To switch is to write that field; whoever decided by the
old one meets a conflict, since commits compare contents.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from shared.adapters.redis.faults import explained
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.place import Place


class Shadow:
    """An empty generation, and what puts it in the live one's place."""

    def __init__(self, place: Place, generation: str) -> None:
        self.index = RedisIdentityIndex(place, generation)
        self._place, self._mine, self.loser = place, generation, generation

    async def adopt(self, dirty: Iterable[bytes]) -> None:
        """Go on with this generation, with these hosts in the outbox.

        Revisions are the namespace's, so whatever is written next is newer than all before. What workers commit to the
        old generation until then isn't in this one: identify all stored records once more afterwards.
        """
        await self.index.mark(dirty)
        with explained():
            old = await self._place.client.execute_command("HGET", self._place.index, "live")
            await self._place.client.execute_command("HSET", self._place.index, "live", self._mine)
        self.loser = old.decode() if old else "0"


@asynccontextmanager
async def beside(place: Place) -> AsyncIterator[Shadow]:
    """Open an empty index beside the live one; at the end the one that isn't live is cleared away."""
    with explained():
        number = await place.client.execute_command("HINCRBY", place.index, "generations", 1)
    shadow = Shadow(place, str(number))
    try:
        yield shadow
    finally:
        await _drop(place, shadow.loser)


async def _drop(place: Place, generation: str) -> None:
    key = f"{place.index}:{generation}"
    with explained():
        async for one in place.client.scan_iter(match=f"{key}:*", count=1000):
            await place.client.unlink(one)
        await place.client.unlink(key)
