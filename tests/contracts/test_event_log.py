"""What every event log promises of one reader; of groups: test_log_groups.py, of places: test_log_seek.py."""

import asyncio
from collections import defaultdict

from shared.contracts.topics import Message
from shared.ports import EventLog
from tests.contracts.letters import drained, keyed, messages, read


def test_gives_what_was_appended(log: EventLog) -> None:
    """Key, value, headers, tombstones, topic, offset and time come as they went; bytes and names may be any."""

    async def scenario() -> None:
        sent = [
            Message("höst|1", b"\0\xff", {"error": "Permanent", "what": "ä"}),
            Message("höst|1", b""),
            Message("höst|1", None),
        ]
        await log.append("hosts.raw", sent)
        batch = await (await log.consumer("hosts.raw", "group")).poll(10, 0)

        assert [one.message for one in batch] == sent
        assert [one.offset for one in batch] == [0, 1, 2]
        assert {(one.topic, one.partition) for one in batch} == {("hosts.raw", batch[0].partition)}
        assert batch[0].time.isoformat() == "2026-01-31T12:00:00+00:00"

    asyncio.run(scenario())


def test_a_key_keeps_its_order(log: EventLog) -> None:
    """Of many keys, each comes in the order of its appends, over several appends and polls, and in one partition."""

    async def scenario() -> None:
        for turn in "abcdefgh":
            await log.append("t", keyed(10, turn.encode()))
        seen = defaultdict(list)
        partitions = set()
        for one in await drained(await log.consumer("t", "group")):
            seen[one.message.key].append(one)
            partitions.add((one.message.key, one.partition))

        assert {key: read(batch) for key, batch in seen.items()} == {f"key {n}": "abcdefgh" for n in range(10)}
        assert len(partitions) == 10

    asyncio.run(scenario())


def test_an_append_of_nothing_appends_nothing(log: EventLog) -> None:
    """No message is no error."""

    async def scenario() -> None:
        await log.append("t", [])
        assert await log.lag("t", "group") == 0

    asyncio.run(scenario())


def test_poll_gives_at_most_the_limit_and_goes_on(log: EventLog) -> None:
    """The next poll begins where the last ended; a quiet topic gives nothing."""

    async def scenario() -> None:
        consumer = await log.consumer("t", "group")
        assert await consumer.poll(10, 0) == []
        await log.append("t", messages("abc"))

        assert read(await consumer.poll(2, 0)) == "ab"
        assert read(await consumer.poll(2, 0)) == "c"
        assert await consumer.poll(2, 0.01) == []

    asyncio.run(scenario())


def test_poll_limits_over_all_partitions(log: EventLog) -> None:
    """However many keys have something new, a poll gives no more than was asked for, and leaves out nothing."""

    async def scenario() -> None:
        await log.append("t", keyed(20))
        consumer = await log.consumer("t", "group")
        batches = [await consumer.poll(7, 0) for _ in range(4)]

        assert [len(batch) for batch in batches] == [7, 7, 6, 0]
        assert len({one.message.key for batch in batches for one in batch}) == 20

    asyncio.run(scenario())


def test_what_comes_during_a_wait_is_given(log: EventLog) -> None:
    """A poll that may wait gives what is appended meanwhile."""

    async def scenario() -> None:
        consumer = await log.consumer("t", "group")
        batch, _ = await asyncio.gather(consumer.poll(9, 1), log.append("t", messages("a")))

        assert read(batch) == "a"

    asyncio.run(scenario())


def test_only_what_was_polled_is_acknowledged(log: EventLog) -> None:
    """A commit says nothing of what was appended since the poll."""

    async def scenario() -> None:
        await log.append("t", messages("ab"))
        consumer = await log.consumer("t", "group")
        await consumer.poll(9, 0)
        await log.append("t", messages("c"))
        await consumer.commit()
        await consumer.rewind()

        assert await log.lag("t", "group") == 1
        assert read(await consumer.poll(9, 0)) == "c"

    asyncio.run(scenario())


def test_rewind_goes_back_to_the_last_commit(log: EventLog) -> None:
    """After a rewind, poll gives all that wasn't acknowledged."""

    async def scenario() -> None:
        await log.append("t", messages("abc"))
        consumer = await log.consumer("t", "group")
        await consumer.poll(1, 0)
        await consumer.commit()
        await consumer.poll(5, 0)
        await consumer.rewind()

        assert read(await consumer.poll(5, 0)) == "bc"

    asyncio.run(scenario())
