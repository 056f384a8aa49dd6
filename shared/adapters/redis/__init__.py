"""The ports on Redis (6.2 and later) or Valkey: the identity index and the cursors of many machines."""

from shared.adapters.redis.cursors import RedisCursors
from shared.adapters.redis.generations import Shadow, beside
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.opening import RedisPorts, open_redis
from shared.adapters.redis.place import Place
from shared.adapters.redis.settings import RedisSettings

__all__ = [
    "Place",
    "RedisCursors",
    "RedisIdentityIndex",
    "RedisPorts",
    "RedisSettings",
    "Shadow",
    "beside",
    "open_redis",
]
