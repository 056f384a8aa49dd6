"""The identity index, the cursors and the places on a real Redis keep the promises that all adapters keep."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar, cast

import pytest
from pydantic import SecretStr
from redis import Redis

from shared.adapters.redis.connect import RedisPorts, open_redis
from shared.adapters.redis.cursors import RedisCursors
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.roster import RedisRoster
from shared.adapters.redis.settings import RedisSettings
from shared.adapters.redis.slots import RedisSlots
from shared.ports import Cursors, IdentityIndex
from shared.ports.roster import Roster
from shared.ports.slots import Slots
from tests.contracts.conftest import New
from tests.contracts.test_cursors import *  # noqa: F403 - its tests run here again
from tests.contracts.test_identity_index import *  # noqa: F403
from tests.contracts.test_index_crowds import *  # noqa: F403
from tests.contracts.test_roster import *  # noqa: F403
from tests.contracts.test_slots import *  # noqa: F403
from tests.stack.reopened import Reopened
from tests.stack.servers import new_namespace, server

T = TypeVar("T")
pytestmark = pytest.mark.stack


def settings() -> RedisSettings:
    """Return the settings of the stack's Redis."""
    return RedisSettings(url=SecretStr(server("redis")))


@contextmanager
def part(kind: type[T], of: Callable[[RedisPorts], T]) -> Iterator[Reopened]:
    """Give a part of an empty namespace."""
    namespace = new_namespace()

    @asynccontextmanager
    async def opened() -> AsyncIterator[T]:
        async with open_redis(settings(), namespace) as ports:
            yield of(ports)

    yield Reopened(kind, opened)


@contextmanager
def empty_index() -> Iterator[IdentityIndex]:
    """Give an empty identity index."""
    with part(RedisIdentityIndex, lambda ports: ports.index) as empty:
        yield cast("IdentityIndex", empty)


@pytest.fixture
def new_index() -> New[IdentityIndex]:
    """What opens an empty identity index."""
    return empty_index


@pytest.fixture
def index() -> Iterator[IdentityIndex]:
    """An empty identity index."""
    with empty_index() as empty:
        yield empty


@pytest.fixture
def cursors() -> Iterator[Cursors]:
    """An empty store of cursors."""
    with part(RedisCursors, lambda ports: ports.cursors) as empty:
        yield cast("Cursors", empty)


@pytest.fixture
def roster() -> Iterator[Roster]:
    """An empty roster."""
    with part(RedisRoster, lambda ports: ports.roster) as empty:
        yield cast("Roster", empty)


@asynccontextmanager
async def opened_slots() -> AsyncIterator[RedisSlots]:
    """Open the places; they are those of all namespaces."""
    async with open_redis(settings(), new_namespace()) as ports:
        yield ports.slots


@pytest.fixture
def slots() -> Iterator[Slots]:
    """Places, of which none is taken."""
    clear_slots()
    yield cast("Slots", Reopened(RedisSlots, opened_slots))
    clear_slots()


def clear_slots() -> None:
    """Take away the places that tests took."""
    with Redis.from_url(server("redis")) as client:
        for key in client.scan_iter(match="{rollcall}:slots:*", count=1000):
            client.unlink(key)


def test_a_place_is_free_after_its_time(slots: Slots) -> None:
    """By Redis' own clock, whoever held it; another namespace's holder counts too."""

    async def scenario() -> list[bool]:
        async with opened_slots() as others:
            assert await others.take("a", 1, "x", 0.3)
            took = [await slots.take("a", 1, "y", 10)]
            async with asyncio.timeout(10):
                while not await slots.take("a", 1, "y", 10):
                    pass
            return [*took, await others.take("a", 1, "x", 10)]

    assert asyncio.run(scenario()) == [False, False]
