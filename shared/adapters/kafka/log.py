"""The event log on Kafka."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.adapters.kafka.consumer import KafkaConsumer, delivery
from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.looking import move, records_of
from shared.adapters.kafka.places import Places, at_once
from shared.contracts.topics import Message
from shared.ports import Clock, Consumer, Delivery, Place

Join = Callable[[Link, str, str], Awaitable[Consumer]]  # by the way, a topic and a group


class KafkaEventLog:
    """Implements `EventLog`. Who opened it closes it and its consumers: `connect.open_kafka`."""

    def __init__(
        self, link: Link, clock: Clock, producer: AIOKafkaProducer, places: Places, join: Join = KafkaConsumer.join
    ) -> None:
        self._link, self._clock, self._producer, self._places, self._join = link, clock, producer, places, join
        self._under_way: set[asyncio.Future[Any]] = set()  # Any: what a broker says of a message that it has
        self._members: list[Consumer] = []

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order; when it returns, every replica in step has them.

        The producer never gives up a message by itself: what an earlier call said was Temporary may still arrive. It is
        waited for first, so that nothing piles up, and within a key nothing overtakes it.
        """
        with explained(self._link.servers):
            async with asyncio.timeout(self._link.settings.timeout):
                await self._settled()
                sent = [await self._send(self._link.topic(topic), one) for one in messages]
                await self._settled()
            for one in sent:
                one.result()

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

    async def count(self, topic: str, start: Place = 0, end: Place | None = None) -> int:
        """Return how many messages `read` would give at most."""
        return sum(end - begin for begin, end in (await self._places.span(topic, start, end)).values())

    async def close(self) -> None:
        """Close all consumers."""
        for member in self._members:
            await member.close()

    async def _send(self, name: str, message: Message) -> asyncio.Future[Any]:
        sent: asyncio.Future[Any] = await self._producer.send(
            name,
            value=message.value,
            key=message.key.encode(),
            timestamp_ms=at_once(self._clock.now()),
            headers=[(header, value.encode()) for header, value in message.headers.items()],
        )
        self._under_way.add(sent)
        sent.add_done_callback(self._arrived)
        return sent

    def _arrived(self, sent: asyncio.Future[Any]) -> None:
        self._under_way.discard(sent)
        if not sent.cancelled():
            sent.exception()  # who still waits for it raises it; if nobody does, asyncio needn't complain

    async def _settled(self) -> None:
        if self._under_way:
            await asyncio.wait(set(self._under_way))  # doesn't cancel them when it is cancelled
