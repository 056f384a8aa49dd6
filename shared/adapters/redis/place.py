"""Where in Redis a namespace keeps what it holds."""

from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster


@dataclass(frozen=True, slots=True)
class Place:
    """A connection and a namespace. The braces are Redis Cluster's: keys with one tag are on one node."""

    client: Redis | RedisCluster
    namespace: str = ""

    @property
    def tag(self) -> str:
        """Return what all keys begin with."""
        return "{" + ".".join(part for part in ("rollcall", self.namespace) if part) + "}"

    @property
    def index(self) -> str:
        """Return the key of the index's hash; its other keys begin with it."""
        return f"{self.tag}:index"

    @property
    def cursors(self) -> str:
        """Return the key of the cursors."""
        return f"{self.tag}:cursors"

    def slots(self, name: str) -> str:
        """Return the key of the places of a name."""
        return f"{self.tag}:slots:{name}"
