"""How the state follows hosts.merged, whatever the log gives or keeps back."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.visualizer.counting import Counting
from shared.adapters.clock import ManualClock
from shared.adapters.memory.log import MemoryEventLog
from shared.contracts.host import MergedHost
from shared.contracts.topics import MERGED, Message
from shared.errors import Permanent, Temporary
from shared.ports import Delivery, Place
from tests.unit.visualizer.hosts import REFERENCE, host

LIMIT = 1_000


class Log(MemoryEventLog):
    """A log that tells how often it was read whole, and may break off."""

    def __init__(self) -> None:
        super().__init__(ManualClock(REFERENCE))
        self.replays = 0
        self.breaks_after: int | None = None

    async def read(self, topic: str, start: Place = 0, end: Place | None = None) -> AsyncIterator[Delivery]:
        """Give the messages."""
        self.replays += 1
        number = 0
        async for one in super().read(topic, start, end):
            if number == self.breaks_after:
                raise Temporary("the log is away")
            number += 1
            yield one


def changed(number: int, revision: int) -> Message:
    """Return a version of a host."""
    return MERGED.message(MergedHost(revision=revision, host=host(number)), {"revision": f"{revision}"})


def gone(number: int, revision: int) -> Message:
    """Return that a host is gone."""
    return Message(f"{number:06}", None, {"revision": f"{revision}"})


def delivered(message: Message, offset: int, partition: int = 0) -> Delivery:
    """Return a message as the group's member is given it."""
    return Delivery(message, MERGED.name, partition, offset, REFERENCE)


async def begun(*messages: Message) -> tuple[Log, Counting]:
    """Return a log with messages that a former run acknowledged, and a state that has read them."""
    log = Log()
    await log.append(MERGED.name, messages)
    counting = Counting(log)
    while not await counting.catch_up(LIMIT):
        pass
    return log, counting


def test_the_state_is_built_from_the_topic() -> None:
    """What was acknowledged long ago is counted at the start, rubbish is passed over, and it is read once."""

    async def scene() -> None:
        log, counting = await begun(changed(1, 1), changed(2, 2), Message("x", b"{"), gone(1, 3), changed(3, 4))
        assert (counting.tally.hosts, log.replays) == (2, 1)
        assert await counting.catch_up(LIMIT)
        assert log.replays == 1

    asyncio.run(scene())


def test_a_replay_and_new_messages_mix() -> None:
    """Messages that come while the topic is read are counted once, whichever way they come first."""

    async def scene() -> None:
        log = Log()
        await log.append(MERGED.name, [changed(n, n + 1) for n in range(4)])
        counting = Counting(log)
        assert not await counting.catch_up(2)
        counting.take(delivered(gone(3, 9), 4))
        counting.take(delivered(changed(0, 8), 5))
        while not await counting.catch_up(2):
            pass
        assert counting.tally.hosts == 3

    asyncio.run(scene())


@pytest.mark.parametrize(("partition", "offset", "replays"), [(0, 2, 1), (0, 1, 1), (0, 3, 2), (1, 0, 1), (1, 1, 2)])
def test_what_may_be_missing_is_read_anew(partition: int, offset: int, replays: int) -> None:
    """A gap before a message is another member's work; a partition may be seen for the first time."""

    async def scene() -> None:
        log, counting = await begun(changed(1, 1), changed(2, 2))
        counting.take(delivered(changed(3, 3), offset, partition))
        while not await counting.catch_up(LIMIT):
            pass
        assert log.replays == replays

    asyncio.run(scene())


def test_gaps_while_the_topic_is_read_make_it_be_read_once_more() -> None:
    """A backlog full of gaps can't keep the state from becoming whole."""

    async def scene() -> None:
        log = Log()
        await log.append(MERGED.name, [changed(n, n + 1) for n in range(6)])
        counting = Counting(log)
        for offset in (1, 3, 5):
            assert not await counting.catch_up(2)
            counting.take(delivered(changed(offset, offset + 1), 10 * offset))
        while not await counting.catch_up(LIMIT):
            pass
        assert log.replays == 2

    asyncio.run(scene())


def test_a_replay_that_breaks_off_is_begun_anew() -> None:
    """The log's trouble is told; nothing is whole before the whole topic was read."""

    async def scene() -> None:
        log = Log()
        await log.append(MERGED.name, [changed(1, 1), changed(2, 2)])
        log.breaks_after, counting = 1, Counting(log)
        with pytest.raises(Temporary, match="away"):
            await counting.catch_up(LIMIT)
        log.breaks_after = None
        assert await counting.catch_up(LIMIT)
        assert counting.tally.hosts == 2

    asyncio.run(scene())


@pytest.mark.parametrize("rubbish", [Message("x", b"{"), Message("x", None), Message("x", None, {"revision": "new"})])
def test_rubbish_is_refused(rubbish: Message) -> None:
    """A host that can't be read, and a departure without its revision, go to the dead letters."""
    with pytest.raises(Permanent):
        Counting(Log()).take(delivered(rubbish, 0))
