"""A rebuild beside the live index on a real Redis, and the switch to it."""

import asyncio

import pytest

from shared.adapters.redis.generations import beside
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.place import Place
from tests.contracts.changes import CROWD, A, B, C, change
from tests.stack.connecting import redis_place

pytestmark = pytest.mark.stack


async def keys(place: Place) -> set[bytes]:
    """Return all keys of the index."""
    return {key async for key in place.client.scan_iter(match=f"{place.index}*")}


def test_a_switch_goes_on_with_the_other_index_at_once() -> None:
    """The live index is the new one, with the hosts that are due at a newer revision; of the old one nothing stays."""

    async def scenario() -> None:
        async with redis_place() as place:
            live = RedisIdentityIndex(place)
            (before,) = await live.commit([change(writes={A: b"old"}, joins=[(CROWD, A)], dirty=[A])])
            async with beside(place) as shadow:
                await shadow.index.commit([change(writes={B: b"new"}, dirty=[B])])
                assert await live.get_many([A, B]) == {A: b"old"}
                await shadow.adopt([A, C])
            assert await live.get_many([A, B]) == {B: b"new"}
            assert await live.crowd_sizes([CROWD]) == {CROWD: 0}
            outbox = dict(await live.outbox(9))
            assert outbox.keys() == {A, B, C}
            assert min(outbox.values()) > (before or 0)
            assert all(key == place.index.encode() or b":1" in key for key in await keys(place))

    asyncio.run(scenario())


def test_a_decision_by_the_old_index_meets_a_conflict() -> None:
    """Who read before the switch and commits after it is refused."""

    async def scenario() -> None:
        async with redis_place() as place:
            live = RedisIdentityIndex(place)
            await live.commit([change(writes={A: b"old"})])
            async with beside(place) as shadow:
                await shadow.adopt([])
            assert await live.commit([change(expected={A: b"old"}, writes={B: b"2"})]) == [None]

    asyncio.run(scenario())


def test_what_is_not_adopted_is_cleared_away() -> None:
    """A rebuild that was only looked at leaves the live index as it was, and no keys."""

    async def scenario() -> None:
        async with redis_place() as place:
            live = RedisIdentityIndex(place)
            await live.commit([change(writes={A: b"old"})])
            before = await keys(place)
            async with beside(place) as shadow:
                await shadow.index.commit([change(writes={B: b"new"}, joins=[(CROWD, B)], dirty=[B])])
            assert await keys(place) == before
            assert await live.get_many([A, B]) == {A: b"old"}

    asyncio.run(scenario())


def test_revisions_grow_when_the_index_was_lost() -> None:
    """After a flush, and when older data came back, a new revision is above all that were given."""

    async def scenario() -> None:
        async with redis_place() as place:
            live = RedisIdentityIndex(place)
            (first,) = await live.commit([change()])
            await place.client.delete(place.index)
            (second,) = await live.commit([change()])
            await place.client.hset(place.index, "revision", (second or 0) + 10**9)
            third, fourth = await live.commit([change()] * 2)
            assert (first or 0) < (second or 0) < (third or 0) - 10**9 < (fourth or 0) - 10**9

    asyncio.run(scenario())
