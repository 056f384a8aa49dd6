"""Sends messages so that none is lost, doubled or turned round; who lost count of them begins anew."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import InvalidProducerEpoch, OutOfOrderSequenceNumber, ProducerFenced, UnknownProducerId
from aiokafka.partitioner import murmur2

from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.places import at_once
from shared.contracts.topics import Message
from shared.errors import Temporary
from shared.ports import Clock

BATCH = 256 * 1024  # bytes that one request may carry for a partition; a greater message goes alone
GOODBYE = 10.0  # seconds for what is under way at the end
# The broker and the producer count messages differently, as after an outage in which a message was given up: whatever
# that producer sends from then on is refused too.
LOST_COUNT = (OutOfOrderSequenceNumber, UnknownProducerId, InvalidProducerEpoch, ProducerFenced)
_log = structlog.get_logger()


class Sender:
    """One idempotent producer after the other: the next takes the place of one that lost count."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link, self._clock = link, clock
        self._producer = _producer(link)
        self._under_way: list[asyncio.Future[Any]] = []  # Any: what a broker says of a message that it has
        self._renewing = asyncio.Lock()

    async def start(self) -> None:
        """Connect."""
        with explained(self._link.servers):
            await self._producer.start()

    async def stop(self) -> None:
        """Send what is under way, as long as that takes no time that matters, and disconnect."""
        await _goodbye(self._producer)
        self._forget()

    async def send(self, topic: str, messages: Sequence[Message]) -> None:
        """Send all, in order; when it returns, every replica in step has them.

        The producer never gives up a message by itself: what an earlier call said was Temporary may still arrive. It is
        waited for first, so that nothing piles up, and within a key nothing overtakes it.
        """
        producer = self._producer
        try:
            with explained(self._link.servers):
                async with asyncio.timeout(self._link.settings.timeout):
                    await self._settled()
                    sent = await self._give(producer, topic, messages, at_once(self._clock.now()))
                    await self._settled()
                for one in sent:
                    one.result()
        except LOST_COUNT as error:
            await self._renew(producer)
            raise Temporary(f"Kafka at {self._link.servers} lost count of what was sent: {error}") from error

    async def _renew(self, lost: AIOKafkaProducer) -> None:
        async with self._renewing:
            if self._producer is lost:
                _log.warning("producer_begins_anew", servers=self._link.servers)
                await _goodbye(lost)
                self._producer = _producer(self._link)
                await self.start()

    async def _give(
        self, producer: AIOKafkaProducer, topic: str, messages: Sequence[Message], now: int
    ) -> list[asyncio.Future[Any]]:
        """Hand over messages, those of a partition in order; return what tells when a broker has them."""
        partitions = sorted(await producer.partitions_for(topic))
        places = defaultdict[int, list[Message]](list)
        for one in messages:
            places[partitions[_hashed(one.key) % len(partitions)]].append(one)
        sent = []
        for place, those in places.items():
            for batch in _batches(producer, those, now):
                sent.append(await producer.send_batch(batch, topic, partition=place))
                self._under_way.append(sent[-1])
        return sent

    async def _settled(self) -> None:
        """Wait for what is under way, this call's and others'."""
        if waiting := [one for one in self._under_way if not one.done()]:
            await asyncio.wait(waiting)  # doesn't cancel them when it is cancelled
        self._forget()

    def _forget(self) -> None:
        for one in self._under_way:
            if one.done() and not one.cancelled():
                one.exception()  # who still waits for it raises it; if nobody does, asyncio needn't complain
        self._under_way = [one for one in self._under_way if not one.done()]


@asynccontextmanager
async def sender(link: Link, clock: Clock) -> AsyncIterator[Sender]:
    """Open a sender. The partition of a key is murmur2's: another program writes a key where we do."""
    sends = Sender(link, clock)
    try:
        await sends.start()
        yield sends
    finally:
        await sends.stop()


@lru_cache(16_384)  # a host is published at each of its changes
def _hashed(key: str) -> int:
    """Return what decides a key's partition in every Kafka client that isn't told otherwise."""
    return int(murmur2(key.encode())) & 0x7FFF_FFFF


def _batches(producer: AIOKafkaProducer, messages: Sequence[Message], now: int) -> Iterator[Any]:
    """Pack messages into as few batches as they fit in; one that is too great for any goes alone."""
    batch = producer.create_batch()
    for one in messages:
        headers = [(header, value.encode()) for header, value in one.headers.items()]
        said = {"timestamp": now, "key": one.key.encode(), "value": one.value, "headers": headers}
        if batch.append(**said) is None:
            yield batch
            batch = producer.create_batch()
            batch.append(**said)
    yield batch


def _producer(link: Link) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        acks="all",
        enable_idempotence=True,
        compression_type=link.settings.compression,
        max_batch_size=BATCH,
        **link.options,
    )


async def _goodbye(producer: AIOKafkaProducer) -> None:
    with suppress(TimeoutError):  # the broker is away: what it hasn't got was never acknowledged to anyone
        async with asyncio.timeout(GOODBYE):
            await producer.stop()
