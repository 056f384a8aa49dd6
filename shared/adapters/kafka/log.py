"""The event log on Kafka."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from shared.adapters.kafka.consumer import KafkaConsumer, delivery
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.looking import move, records_of
from shared.adapters.kafka.places import Places
from shared.adapters.kafka.sending import Sender
from shared.contracts.topics import Message
from shared.ports import Consumer, Delivery, Place

Join = Callable[[Link, str, str], Awaitable[Consumer]]  # by the way, a topic and a group


class KafkaEventLog:
    """Implements `EventLog`. Who opened it closes it and its consumers: `connect.open_kafka`."""

    def __init__(self, link: Link, sends: Sender, places: Places, join: Join = KafkaConsumer.join) -> None:
        self._link, self._sends, self._places, self._join = link, sends, places, join
        self._members: list[Consumer] = []

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order; when it returns, every replica in step has them."""
        await self._sends.send(self._link.topic(topic), messages)

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join `group` on `topic`."""
        member = await self._join(self._link, topic, group)
        self._members.append(member)
        return member

    async def lag(self, topic: str, group: str) -> int:
        """Return how many messages the group hasn't acknowledged; more, where some were compacted away."""
        first, end = await self._places.ends(topic)
        done = await self._places.acknowledged(topic, group)
        return sum(max(0, end[one] - max(first[one], done.get(one, 0))) for one in end)

    async def members(self, topic: str, group: str) -> int:
        """Return how many consumers the group has; one that was killed counts until its session ends."""
        return await self._places.members(topic, group)

    async def seek(self, topic: str, group: str, to: Place) -> None:
        """Make a place what the group has acknowledged."""
        if offsets := await self._places.at(topic, to):
            await move(self._link, self._link.group(topic, group), offsets)

    async def read(self, topic: str, start: Place = 0, end: Place | None = None) -> AsyncIterator[Delivery]:
        """Give the messages from `start` on, before `end` or the present end."""
        if span := await self._places.span(topic, start, end):
            async for record in records_of(self._link, span):
                yield delivery(topic, record)

    async def last(self, topic: str, most: int) -> AsyncIterator[Delivery]:
        """Give the topic's last messages; fewer, where some were compacted away."""
        every = await self._places.span(topic, 0, None)
        span = {one: (max(begin, end - most // len(every)), end) for one, (begin, end) in every.items()}
        if span := {one: (begin, end) for one, (begin, end) in span.items() if begin < end}:
            async for record in records_of(self._link, span):
                yield delivery(topic, record)

    async def count(self, topic: str, start: Place = 0, end: Place | None = None) -> int:
        """Return how many messages `read` would give at most."""
        return sum(end - begin for begin, end in (await self._places.span(topic, start, end)).values())

    async def close(self) -> None:
        """Close all consumers."""
        for member in self._members:
            await member.close()
