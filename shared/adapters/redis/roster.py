"""Which hosts were listed when: a sorted set a source, whose scores are the times."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice

from shared.adapters.redis.faults import explained
from shared.adapters.redis.place import Place
from shared.ports.roster import Tally

MANY = 1000  # hosts in one command


class RedisRoster:
    """Implements `Roster`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def mark(self, source: str, hosts: Collection[bytes], at: datetime) -> None:
        """Note that these hosts were listed."""
        rest = iter(hosts)
        while part := list(islice(rest, MANY)):
            members = [one for host in part for one in (at.timestamp(), host)]
            await self._do("ZADD", source, "GT", *members)

    async def tally(self, source: str, since: datetime) -> Tally:
        """Count the hosts that were listed then or later, and those that were listed before."""
        moment = repr(since.timestamp())
        seen = await self._do("ZCOUNT", source, moment, "+inf")
        return Tally(seen, await self._do("ZCOUNT", source, "-inf", f"({moment}"))

    async def forget(self, source: str, before: datetime) -> None:
        """Forget the hosts that were last listed before a moment."""
        await self._do("ZREMRANGEBYSCORE", source, "-inf", f"({before.timestamp()!r}")

    async def _do(self, command: str, source: str, *rest: str | float | bytes) -> int:
        key = f"{self._place.roster}:{source}"
        with explained():
            return int(await self._place.client.execute_command(command, key, *rest))
