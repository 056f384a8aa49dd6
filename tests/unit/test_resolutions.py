"""What becomes of dead letters, on every event log that keeps only the offsets of groups."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dead_letters import Choice, drop, give_back, letters, waiting
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog
from shared.contracts.topics import RAW, RESOLVED, Message
from shared.errors import Temporary

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
COUNT = 6


class FailingLog(MemoryEventLog):
    """A log that refuses an append to one topic, once."""

    fails = ""

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append, or fail."""
        if topic == self.fails:
            self.fails = ""
            raise Temporary("down")
        await super().append(topic, messages)


async def filled(partitions: int = 3) -> FailingLog:
    """Return a log with some letters of hosts.raw."""
    log = FailingLog(ManualClock(NOON), partitions)
    letters = [Message(f"qualys/s/{number}.0", b"page", {"error-class": "Permanent"}) for number in range(COUNT)]
    await log.append(RAW.dead_letter, letters)
    return log


async def keys(log: MemoryEventLog, topic: str = RAW.name) -> list[str]:
    """Return the keys of a topic's messages."""
    return sorted([one.message.key async for one in log.read(topic)])


@given(st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, COUNT - 1), min_size=1)), max_size=6))
def test_each_letter_is_decided_once_in_whatever_order(steps: list[tuple[bool, set[int]]]) -> None:
    """Some are given back, some dropped, in any order and repeatedly: the first decision holds, the rest wait."""

    async def scenario() -> None:
        log = await filled()
        every = [one async for one in letters(log)]
        decided: dict[str, str] = {}
        for back, numbers in steps:
            ids = frozenset(every[number].id for number in numbers)
            await (give_back if back else drop)(log, log.clock, Choice(ids))
            decided = dict.fromkeys(ids, "replayed" if back else "dropped") | decided

        assert {one.id: one.outcome async for one in letters(log, resolved=True)} == {
            one.id: decided.get(one.id) for one in every
        }
        given = [one.delivery.message.key for one in every if decided.get(one.id) == "replayed"]
        assert await keys(log) == sorted(given)
        assert (await waiting(log)).get(RAW.name, 0) == COUNT - len(decided)

    asyncio.run(scenario())


@pytest.mark.parametrize("dies_at", [RAW.name, RESOLVED.name])
def test_a_replay_that_dies_is_finished_by_the_next(dies_at: str) -> None:
    """Whichever append fails, no letter is lost: the next replay gives it back, maybe again, and then none waits."""

    async def scenario() -> None:
        log = await filled()
        log.fails = dies_at
        with pytest.raises(Temporary):
            await give_back(log, log.clock, Choice())
        assert await waiting(log) == {RAW.name: COUNT}
        await give_back(log, log.clock, Choice())

        assert set(await keys(log)) == set(await keys(log, RAW.dead_letter))
        assert await waiting(log) == {}

    asyncio.run(scenario())


def test_a_letter_that_has_the_place_of_another_waits() -> None:
    """After the dead letters were deleted and begun anew, an old decision about a place means nothing."""

    async def scenario() -> None:
        log = await filled(1)
        await drop(log, log.clock, Choice())
        log.there(RAW.dead_letter).clear()
        await log.clock.sleep(1)
        await log.append(RAW.dead_letter, [Message("qualys/t/0.0", b"page")])

        assert [one.outcome async for one in letters(log, resolved=True)] == [None]

    asyncio.run(scenario())


def test_a_letter_refused_again_is_another() -> None:
    """What was given back and refused once more waits as a letter of its own, beside the one that is done with."""

    async def scenario() -> None:
        log = await filled(1)
        await give_back(log, log.clock, Choice(frozenset(["hosts.raw/0/0"])))
        (again,) = [one.message async for one in log.read(RAW.name)]
        await log.append(RAW.dead_letter, [again])

        assert [one.id async for one in letters(log)] == [f"hosts.raw/0/{number}" for number in range(1, COUNT + 1)]

    asyncio.run(scenario())
