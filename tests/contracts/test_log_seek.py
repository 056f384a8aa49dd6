"""What every event log promises of places: where a group's next member begins."""

import asyncio
from datetime import timedelta

import pytest

from shared.adapters.clock import ManualClock
from shared.errors import GroupInUse
from shared.ports import EventLog
from tests.contracts.letters import drained, keyed, messages, read


async def given(log: EventLog) -> str:
    """Return the letters that a new member is given, who acknowledges none."""
    member = await log.consumer("t", "group")
    batch = await member.poll(9, 0)
    await member.close()
    return read(batch)


def test_seek_by_offset_and_by_time(log: EventLog, clock: ManualClock) -> None:
    """Replay begins at an offset, or at the first message at or after a time; beyond either end is that end."""

    async def scenario() -> None:
        await log.append("t", messages("ab"))
        await clock.sleep(60)
        await log.append("t", messages("c"))
        noon, seen = clock.now(), []
        for to in (1, noon - timedelta(seconds=30), noon, noon + timedelta(1), 99, 0, -1):
            await log.seek("t", "group", to)
            seen.append(await given(log))

        assert seen == ["bc", "c", "c", "", "", "abc", "abc"]

    asyncio.run(scenario())


def test_seek_beyond_an_end_is_that_end(log: EventLog) -> None:
    """Before the first is the first, and past the last misses nothing that is appended later; the lag says so."""

    async def scenario() -> None:
        await log.append("t", messages("ab"))
        lags = []
        for to in (-5, 99):
            await log.seek("t", "group", to)
            lags.append(await log.lag("t", "group"))
        await log.append("t", messages("c"))

        assert lags == [2, 0]
        assert await given(log) == "c"

    asyncio.run(scenario())


def test_seek_by_time_with_a_clock_set_back(log: EventLog, clock: ManualClock) -> None:
    """The first message at or after the time is found also where times don't grow with the offsets."""

    async def scenario() -> None:
        start = clock.now()
        for letter, pause in (("a", 60), ("b", -50), ("c", 0)):
            await log.append("t", messages(letter))
            await clock.sleep(pause)
        await log.seek("t", "group", start + timedelta(seconds=30))

        assert await given(log) == "bc"

    asyncio.run(scenario())


def test_seek_is_remembered(log: EventLog) -> None:
    """A sought place is acknowledged: the lag tells, and it takes back what was acknowledged before."""

    async def scenario() -> None:
        await log.append("t", messages("abc"))
        consumer = await log.consumer("t", "group")
        await drained(consumer)
        await consumer.close()
        await log.seek("t", "group", 1)

        assert await log.lag("t", "group") == 2
        assert await given(log) == "bc"

    asyncio.run(scenario())


def test_seek_is_of_every_partition_and_of_this_group_alone(log: EventLog) -> None:
    """A replay from the first offset gives every key again; other groups stay where they are."""

    async def scenario() -> None:
        await log.append("t", keyed(12))
        for group in ("group", "other"):
            member = await log.consumer("t", group)
            await drained(member)
            await member.close()
        await log.seek("t", "group", 0)
        again = await drained(await log.consumer("t", "group"))

        assert sorted(one.message.key for one in again) == sorted(one.key for one in keyed(12))
        assert await log.lag("t", "other") == 0

    asyncio.run(scenario())


def test_a_group_that_is_read_is_not_moved(log: EventLog) -> None:
    """Its members would go on where they are and commit over it: it is refused, and nothing has changed."""

    async def scenario() -> None:
        await log.append("t", messages("abc"))
        members = [await log.consumer("t", "group") for _ in range(2)]
        for member in members:
            await drained(member)
            with pytest.raises(GroupInUse, match=r"group is running: stop it first"):
                await log.seek("t", "group", 0)
            assert await log.lag("t", "group") in (0, 3)
        assert await log.lag("t", "group") == 0
        for member in members:
            await member.close()
        await log.seek("t", "group", 0)

        assert await log.lag("t", "group") == 3

    asyncio.run(scenario())
