"""Places as members of a sorted set, by the time until which they are held: Redis's own time."""

from shared.adapters.redis.faults import explained
from shared.adapters.redis.place import Place

_TAKE = b"""
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
    return 0
end
redis.call('ZADD', KEYS[1], at + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 2)
return 1
"""

_TAKEN = b"""
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
return redis.call('ZCARD', KEYS[1]) - redis.call('ZCOUNT', KEYS[1], '-inf', at)
"""


class RedisSlots:
    """Implements `Slots`, for all machines that use this Redis, whatever their namespace: a vendor counts them all."""

    def __init__(self, place: Place) -> None:
        self._place = Place(place.client)

    async def take(self, name: str, most: int, holder: str, seconds: float) -> bool:
        """Take one of the name's `most` places, or keep the one that is held; False if none is free."""
        with explained():
            return bool(await self._do("EVAL", _TAKE, 1, self._place.slots(name), holder, most, int(seconds * 1000)))

    async def taken(self, name: str) -> int:
        """Return how many of the name's places are held now; takes none."""
        with explained():
            return await self._do("EVAL", _TAKEN, 1, self._place.slots(name))

    async def give_back(self, name: str, holder: str) -> None:
        """Give the holder's place to whoever comes next; nothing, if it holds none."""
        with explained():
            await self._do("ZREM", self._place.slots(name), holder)

    async def _do(self, *command: bytes | str | int) -> int:
        return int(await self._place.client.execute_command(*command))
