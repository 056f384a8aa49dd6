"""What every event log promises."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from shared.adapters.clock import ManualClock
from shared.contracts.topics import Message
from shared.ports import Delivery, EventLog


def messages(*names: str) -> list[Message]:
    """Return a message for each name."""
    return [Message(name, name.upper().encode(), {"of": name}) for name in names]


def keys(batch: Sequence[Delivery]) -> list[str]:
    """Return the keys of a batch."""
    return [delivery.message.key for delivery in batch]


def test_gives_what_was_appended_in_order(log: EventLog) -> None:
    """Key, value, headers, tombstones, topic, offset and time come as they went."""

    async def scenario() -> None:
        await log.append("hosts.raw", [*messages("a", "b"), Message("a", None)])
        consumer = await log.consumer("hosts.raw", "group")
        batch = await consumer.poll(10, 0)

        assert [delivery.message for delivery in batch] == [*messages("a", "b"), Message("a", None)]
        assert [delivery.offset for delivery in batch] == [0, 1, 2]
        assert {delivery.topic for delivery in batch} == {"hosts.raw"}
        assert batch[0].time.isoformat() == "2026-01-31T12:00:00+00:00"

    asyncio.run(scenario())


def test_poll_gives_at_most_the_limit_and_goes_on(log: EventLog) -> None:
    """The next poll begins where the last ended; a quiet topic gives nothing."""

    async def scenario() -> None:
        consumer = await log.consumer("t", "group")
        assert await consumer.poll(10, 0) == []
        await log.append("t", messages("a", "b", "c"))

        assert keys(await consumer.poll(2, 0)) == ["a", "b"]
        assert keys(await consumer.poll(2, 0)) == ["c"]
        assert await consumer.poll(2, 0.01) == []

    asyncio.run(scenario())


def test_what_is_not_acknowledged_comes_again(log: EventLog) -> None:
    """A member that leaves without a commit hands its messages to the next; committed ones stay done."""

    async def scenario() -> None:
        await log.append("t", messages("a", "b", "c"))
        first = await log.consumer("t", "group")
        await first.poll(1, 0)
        await first.commit()
        await first.poll(1, 0)
        await first.close()
        second = await log.consumer("t", "group")

        assert await second.lag() == 2
        assert keys(await second.poll(10, 0)) == ["b", "c"]

    asyncio.run(scenario())


def test_rewind_goes_back_to_the_last_commit(log: EventLog) -> None:
    """After a rewind, poll gives all that wasn't acknowledged."""

    async def scenario() -> None:
        await log.append("t", messages("a", "b", "c"))
        consumer = await log.consumer("t", "group")
        await consumer.poll(1, 0)
        await consumer.commit()
        await consumer.poll(5, 0)
        await consumer.rewind()

        assert keys(await consumer.poll(5, 0)) == ["b", "c"]

    asyncio.run(scenario())


def test_groups_and_topics_are_independent(log: EventLog) -> None:
    """Each group has its own place in each topic."""

    async def scenario() -> None:
        await log.append("t", messages("a"))
        await log.append("u", messages("b"))
        one, other, third = [await log.consumer(topic, group) for topic, group in ("tx", "ty", "ux")]
        await one.poll(5, 0)
        await one.commit()

        assert [await one.lag(), await other.lag(), await third.lag()] == [0, 1, 1]
        assert keys(await third.poll(5, 0)) == ["b"]

    asyncio.run(scenario())


def test_two_members_never_get_the_same_message(log: EventLog) -> None:
    """Of two members of a group, each message is given to one."""

    async def scenario() -> None:
        await log.append("t", messages(*"abcdef"))
        one, other = await log.consumer("t", "group"), await log.consumer("t", "group")

        assert sorted(keys(await one.poll(9, 0)) + keys(await other.poll(9, 0))) == list("abcdef")

    asyncio.run(scenario())


def test_seek_by_offset_and_by_time(log: EventLog, clock: ManualClock) -> None:
    """Replay begins at an offset, or at the first message at or after a time; past the end is the end."""

    async def scenario() -> None:
        await log.append("t", messages("a", "b"))
        await clock.sleep(60)
        await log.append("t", messages("c"))
        consumer = await log.consumer("t", "group")
        seen = []
        for to in (1, clock.now() - timedelta(seconds=30), clock.now(), clock.now() + timedelta(1), 99, 0):
            await consumer.seek(to)
            seen.append(keys(await consumer.poll(9, 0)))

        assert seen == [["b", "c"], ["c"], ["c"], [], [], ["a", "b", "c"]]

    asyncio.run(scenario())


def test_seek_is_remembered(log: EventLog) -> None:
    """A sought place is acknowledged: the next member begins there."""

    async def scenario() -> None:
        await log.append("t", messages("a", "b"))
        consumer = await log.consumer("t", "group")
        await consumer.seek(1)
        await consumer.close()

        assert keys(await (await log.consumer("t", "group")).poll(9, 0)) == ["b"]

    asyncio.run(scenario())
