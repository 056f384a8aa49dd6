"""What every event log promises of groups: who is given what, and what stays acknowledged."""

import asyncio

from shared.ports import EventLog
from tests.contracts.letters import drained, finished, keyed, messages, read

KEYS = sorted(message.key for message in keyed(12))


def test_what_is_not_acknowledged_comes_again(log: EventLog) -> None:
    """A member that leaves without a commit hands its messages to the next; committed ones stay done."""

    async def scenario() -> None:
        await log.append("t", messages("abc"))
        first = await log.consumer("t", "group")
        await first.poll(1, 0)
        await first.commit()
        await first.poll(1, 0)
        await first.close()
        second = await log.consumer("t", "group")

        assert await log.lag("t", "group") == 2
        assert read(await second.poll(10, 0)) == "bc"

    asyncio.run(scenario())


def test_lag_is_what_is_not_acknowledged(log: EventLog) -> None:
    """A poll doesn't lessen it, a commit does; so does a new message add to it, whatever its key."""

    async def scenario() -> None:
        consumer = await log.consumer("t", "group")
        lags = [await log.lag("t", "group")]
        await log.append("t", keyed(5))
        lags.append(await log.lag("t", "group"))
        await consumer.poll(3, 0)
        lags.append(await log.lag("t", "group"))
        await consumer.commit()
        lags.append(await log.lag("t", "group"))
        await log.append("t", messages("z"))
        lags.append(await log.lag("t", "group"))

        assert lags == [0, 5, 5, 2, 3]

    asyncio.run(scenario())


def test_groups_and_topics_are_independent(log: EventLog) -> None:
    """Each group has its own place in each topic."""

    async def scenario() -> None:
        await log.append("t", messages("a"))
        await log.append("u", messages("b"))
        one, _, third = [await log.consumer(topic, group) for topic, group in ("tx", "ty", "ux")]
        await one.poll(5, 0)
        await one.commit()

        assert [await log.lag(topic, group) for topic, group in ("tx", "ty", "ux")] == [0, 1, 1]
        assert read(await third.poll(5, 0)) == "b"

    asyncio.run(scenario())


def test_two_members_never_get_the_same_message(log: EventLog) -> None:
    """Of two members of a group, each message is given to one, and all are given."""

    async def scenario() -> None:
        await log.append("t", keyed(12))
        one, other = await log.consumer("t", "group"), await log.consumer("t", "group")
        given = [delivery.message.key for delivery in [*await drained(one), *await drained(other)]]

        assert sorted(given) == KEYS
        assert await log.lag("t", "group") == 0

    asyncio.run(scenario())


def test_a_member_takes_over_from_one_that_left(log: EventLog) -> None:
    """What the other polled and didn't acknowledge comes to who stays, and what it did doesn't."""

    async def scenario() -> None:
        one, other = await log.consumer("t", "group"), await log.consumer("t", "group")
        await log.append("t", keyed(12, b"1"))
        done = [delivery.message.key for delivery in await drained(one)]
        await log.append("t", keyed(12, b"2"))
        await one.poll(99, 0)
        await one.close()
        rest = await finished(log, other)

        assert sorted(one.message.key for one in rest if one.message.value == b"2") == KEYS
        assert sorted([*done, *(one.message.key for one in rest if one.message.value == b"1")]) == KEYS

    asyncio.run(scenario())


def test_a_commit_never_takes_back_what_others_acknowledged(log: EventLog) -> None:
    """A member that polled nothing, or has left, acknowledges nothing, and undoes nothing."""

    async def scenario() -> None:
        await log.append("t", messages("abc"))
        left = await log.consumer("t", "group")
        await left.poll(1, 0)
        await left.close()
        await left.close()
        one, idle = await log.consumer("t", "group"), await log.consumer("t", "group")
        await drained(one)
        await drained(idle)
        for member in (idle, left):
            await member.commit()

        assert await log.lag("t", "group") == 0
        assert await left.poll(9, 0) == []

    asyncio.run(scenario())


def test_members_that_come_and_go_lose_nothing(log: EventLog) -> None:
    """However members join and leave between polls, every message is given until it is acknowledged."""

    async def scenario() -> None:
        await log.append("t", keyed(30))
        given = set()
        stays = await log.consumer("t", "group")
        for _ in range(5):
            comes = await log.consumer("t", "group")
            for member in (stays, comes):
                given |= {one.message.key for one in await member.poll(4, 0)}
            await comes.close()
            await stays.commit()
        given |= {one.message.key for one in await finished(log, stays)}

        assert len(given) == 30
        assert await log.lag("t", "group") == 0

    asyncio.run(scenario())
