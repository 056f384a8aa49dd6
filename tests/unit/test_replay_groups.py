"""Replay moves the group that is meant, only while nobody reads for it, and no other."""

import asyncio
from datetime import UTC, datetime

import pytest

from services.replay import Selection, replay
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog
from shared.contracts.topics import RAW, Message
from shared.errors import GroupInUse

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
COUNT = 12
GROUPS = ("normalizer", "other")


async def read_to_the_end() -> MemoryEventLog:
    """Return a log of three partitions whose pages two groups have read."""
    log = MemoryEventLog(ManualClock(NOON), 3)
    vendors = ("qualys", "crowdstrike")
    await log.append(RAW.name, [Message(f"{vendors[number % 2]}/s/{number}.0", b"page") for number in range(COUNT)])
    for group in GROUPS:
        consumer = await log.consumer(RAW.name, group)
        await consumer.poll(COUNT, 0)
        await consumer.commit()
        await consumer.close()
    return log


async def lags(log: MemoryEventLog) -> list[int]:
    """Return the lag of each group."""
    return [await log.lag(RAW.name, group) for group in GROUPS]


def test_a_live_group_is_refused_and_the_message_says_how_to_stop_it() -> None:
    """Its members' places would be lost; once they are gone it goes back, and the other group stays."""

    async def scenario() -> None:
        log = await read_to_the_end()
        member = await log.consumer(RAW.name, "normalizer")
        with pytest.raises(GroupInUse, match=r"normalizer is running: stop it first .`docker compose stop normalizer`"):
            await replay(log, Selection(RAW.name), "normalizer")
        assert await lags(log) == [0, 0]
        await member.close()

        assert await replay(log, Selection(RAW.name), "normalizer") == COUNT
        assert await lags(log) == [COUNT, 0]
        assert await log.members(RAW.name, "normalizer") == 0

    asyncio.run(scenario())


def test_a_part_is_given_again_beside_a_live_group() -> None:
    """Its reader gets each chosen message once more, after what it has; no group goes back."""

    async def scenario() -> None:
        log = await read_to_the_end()
        member = await log.consumer(RAW.name, "normalizer")
        assert await replay(log, Selection(RAW.name, vendor="qualys"), "normalizer") == COUNT / 2
        given = await member.poll(99, 0)

        assert {one.message.key.split("/")[0] for one in given} == {"qualys"}
        assert len(given) == COUNT / 2
        assert await lags(log) == [COUNT / 2] * 2

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "selection", [Selection(RAW.name, 1), Selection(RAW.name, 0, 2), Selection(RAW.name, 1, 3, "qualys")]
)
def test_what_a_dry_run_says_is_what_a_replay_does(selection: Selection) -> None:
    """The same number."""

    async def scenario() -> None:
        log = await read_to_the_end()
        said = await selection.count(log)
        assert await replay(log, selection, "normalizer") == said > 0
        assert (await lags(log))[0] == said

    asyncio.run(scenario())
