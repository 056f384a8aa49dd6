"""Opens the ports that are on Redis."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError

from shared.adapters.clock import SystemClock
from shared.adapters.redis.cursors import RedisCursors
from shared.adapters.redis.diagnosis import has_tls, wrong_protocol
from shared.adapters.redis.faults import explained
from shared.adapters.redis.generations import Shadow, beside
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.place import Place
from shared.adapters.redis.roster import RedisRoster
from shared.adapters.redis.settings import RedisSettings
from shared.adapters.redis.slots import RedisSlots
from shared.adapters.tls import trusting
from shared.adapters.waiting import wait_for
from shared.errors import SettingError, Temporary
from shared.ports import Clock


@dataclass(frozen=True, slots=True)
class RedisPorts:
    """What is kept in Redis."""

    index: RedisIdentityIndex
    cursors: RedisCursors
    roster: RedisRoster
    slots: RedisSlots
    place: Place

    def beside(self) -> AbstractAsyncContextManager[Shadow]:
        """Open an empty index beside the live one."""
        return beside(self.place)


@asynccontextmanager
async def open_redis(
    settings: RedisSettings, namespace: str = "", clock: Clock | None = None
) -> AsyncIterator[RedisPorts]:
    """Connect, as soon as Redis answers; the ports are a namespace's.

    Raises:
        SettingError: the address is no address, or Redis refuses user, password or certificate, or would drop keys
            when full.
        Unreachable: it didn't answer within REDIS_PATIENCE.

    """
    client = _client(settings)
    try:
        await wait_for("REDIS", lambda: _connect(client, settings), clock or SystemClock(), settings.patience)
        place = Place(client, namespace)
        parts = (RedisIdentityIndex(place), RedisCursors(place), RedisRoster(place), RedisSlots(place))
        yield RedisPorts(*parts, place)
    finally:
        await client.aclose()


def _client(settings: RedisSettings) -> Redis | RedisCluster:
    if settings.url is None:
        raise SettingError("REDIS_URL: expected an address like redis://host:6379/0; got nothing")
    kind = RedisCluster if settings.cluster else Redis
    try:
        return kind.from_url(
            settings.url.get_secret_value(),
            socket_timeout=settings.timeout,
            socket_connect_timeout=settings.timeout,
            retry=Retry(NoBackoff(), 0),  # the service's loop waits and tries again: it can say so
            **_certificates(settings),
        )
    except ValueError:
        raise SettingError("REDIS_URL: expected an address like redis://host:6379/0; got something else") from None


def _certificates(settings: RedisSettings) -> dict[str, Any]:  # Any: keywords of the library
    """Return what the library is told of certificates.

    Raises:
        SettingError: a file isn't what it should be, or the address has no TLS.

    """
    if settings.ca_file is settings.cert_file is settings.key_file is None:
        return {}
    trusting("REDIS", settings.ca_file, settings.cert_file, settings.key_file)  # the library names no variable
    if settings.url and not has_tls(settings.url.get_secret_value()):
        raise SettingError("REDIS_URL: expected an address like rediss://host:6379/0, as there are certificates")
    named = {"ssl_ca_certs": settings.ca_file, "ssl_certfile": settings.cert_file, "ssl_keyfile": settings.key_file}
    return {name: str(path) for name, path in named.items() if path}


async def _connect(client: Redis | RedisCluster, settings: RedisSettings) -> None:
    """Check the server; of one that can't be used, see whether one of us speaks TLS and the other doesn't."""
    try:
        await _check(client)
    except Temporary as error:
        if settings.url and (wrong := await wrong_protocol(settings.url.get_secret_value())):
            raise wrong from error
        raise


async def _check(client: Redis | RedisCluster) -> None:
    """Refuse a Redis that throws keys away when it is full: without them, hosts would be joined or split wrongly."""
    with explained():
        await client.execute_command("PING")
        try:
            memory = await client.info("memory")
        except NoPermissionError:
            return  # a user that may use keys only; operations.md says what the policy must be
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy.startswith("allkeys"):
        raise SettingError(f"REDIS_URL: expected a Redis with `maxmemory-policy noeviction`; got {policy}")
