"""What every event log promises to who only looks: at a topic, and at a group that others are members of."""

import asyncio
from datetime import timedelta

from shared.adapters.clock import ManualClock
from shared.ports import EventLog, Place
from tests.contracts.letters import drained, keyed, messages, read


async def letters(log: EventLog, start: Place = 0, end: Place | None = None) -> str:
    """Return the letters that a look at the topic gives."""
    return read([one async for one in log.read("t", start, end)])


def test_a_look_gives_the_messages_as_a_member_would_get_them(log: EventLog) -> None:
    """The same deliveries, of every key and partition."""

    async def scenario() -> None:
        await log.append("t", keyed(150))
        seen = [one async for one in log.read("t")]
        given = await drained(await log.consumer("t", "group"))

        def where(one: object) -> str:
            return repr(one)

        assert sorted(seen, key=where) == sorted(given, key=where)
        assert len(seen) == 150

    asyncio.run(scenario())


def test_a_range_begins_at_its_start_and_ends_before_its_end(log: EventLog, clock: ManualClock) -> None:
    """Offsets and times alike; beyond either end is that end; a range that is none is empty. The count agrees."""

    async def scenario() -> None:
        noon = clock.now()
        await log.append("t", messages("ab"))
        await clock.sleep(60)
        await log.append("t", messages("c"))
        later = clock.now() + timedelta(1)
        for start, end, expected in (
            (0, None, "abc"),
            (1, None, "bc"),
            (0, noon, ""),
            (0, noon + timedelta(seconds=30), "ab"),
            (noon + timedelta(seconds=30), None, "c"),
            (clock.now(), later, "c"),
            (later, None, ""),
            (-3, 99, "abc"),
            (99, 0, ""),
            (noon, clock.now(), "ab"),
        ):
            assert await letters(log, start, end) == expected
            assert await log.count("t", start, end) == len(expected)

    asyncio.run(scenario())


def test_the_last_messages_are_given_of_every_partition(log: EventLog) -> None:
    """At most so many, in the order of their append within a key; all of them, if there are fewer."""

    async def scenario() -> None:
        assert [one async for one in log.last("t", 10)] == []
        await log.append("t", keyed(150))
        ends = {one.partition: one.offset async for one in log.read("t")}
        some = [one async for one in log.last("t", 60)]
        assert 50 < len(some) <= 60
        for partition, end in ends.items():
            offsets = [one.offset for one in some if one.partition == partition]
            assert offsets == list(range(end + 1 - len(offsets), end + 1)) != []
        assert len([one async for one in log.last("t", 10_000)]) == 150

    asyncio.run(scenario())


def test_an_offset_is_of_every_partition(log: EventLog) -> None:
    """Of many keys: those before the offset and those from it on are all, and none is given twice; counts agree."""

    async def scenario() -> None:
        await log.append("t", keyed(30))
        before = {one.message.key async for one in log.read("t", 0, 3)}
        after = {one.message.key async for one in log.read("t", 3)}

        assert before.isdisjoint(after)
        assert len(before | after) == 30
        assert (await log.count("t", 0, 3), await log.count("t", 3)) == (len(before), len(after))

    asyncio.run(scenario())


def test_a_look_ends_where_the_topic_ended_when_it_began(log: EventLog) -> None:
    """Who appends what is read doesn't read for ever."""

    async def scenario() -> None:
        await log.append("t", keyed(120))
        count = 0
        async for one in log.read("t"):
            count += 1
            await log.append("t", [one.message])

        assert count == 120
        assert await log.count("t") == 240

    asyncio.run(scenario())


def test_what_nobody_appended_to_is_empty(log: EventLog) -> None:
    """A topic that isn't there has no messages, a group that isn't there has no members, and none is made."""

    async def scenario() -> None:
        assert await letters(log) == ""
        assert await log.count("t") == 0
        assert await log.lag("t", "group") == 0
        assert await log.members("t", "group") == 0

    asyncio.run(scenario())


def test_members_are_counted_while_they_are_there(log: EventLog) -> None:
    """Each that joins is one more until it leaves; other groups and topics don't count."""

    async def scenario() -> None:
        for topic, group in (("t", "other"), ("u", "group")):
            await (await log.consumer(topic, group)).poll(1, 0)
        counts = []
        one = await log.consumer("t", "group")
        counts.append(await log.members("t", "group"))
        two = await log.consumer("t", "group")
        counts.append(await log.members("t", "group"))
        for member in (one, two):
            await member.close()
            counts.append(await log.members("t", "group"))

        assert counts == [1, 2, 1, 0]

    asyncio.run(scenario())


def test_a_look_disturbs_no_member(log: EventLog) -> None:
    """What a member has under way is neither given again nor acknowledged because somebody looked at its group."""

    async def scenario() -> None:
        await log.append("t", keyed(9))
        member = await log.consumer("t", "group")
        first = await member.poll(4, 0)
        assert await log.lag("t", "group") == 9
        assert await log.members("t", "group") == 1
        assert len([one async for one in log.read("t")]) == 9
        rest = [*await member.poll(9, 0), *await member.poll(9, 0)]
        await member.commit()

        assert len({one.message.key for one in [*first, *rest]}) == len(first) + len(rest) == 9
        assert await log.lag("t", "group") == 0

    asyncio.run(scenario())
