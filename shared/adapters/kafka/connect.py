"""Opens the event log on Kafka."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaProducer

from shared.adapters.kafka.consumer import KafkaConsumer
from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.log import Join, KafkaEventLog
from shared.adapters.kafka.looking import onlooker
from shared.adapters.kafka.places import Places
from shared.adapters.kafka.reaching import administrator
from shared.adapters.kafka.settings import KafkaSettings
from shared.adapters.kafka.topics import LARGEST, ensure, shapes
from shared.ports import Clock

BATCH = 256 * 1024  # bytes that one request may carry for a partition; a greater message goes alone
GOODBYE = 10.0  # seconds for what is under way at the end


@asynccontextmanager
async def open_kafka(
    settings: KafkaSettings, clock: Clock, namespace: str = "", join: Join = KafkaConsumer.join
) -> AsyncIterator[KafkaEventLog]:
    """Open the event log: wait for a broker, make the topics that are missing, hold the others to what is expected.

    `join` makes a group's members; `shared.runtime.faust` has another one.

    Raises:
        Unreachable: no broker answered within KAFKA_PATIENCE.
        SettingError: the broker refuses us, or a topic isn't as expected.

    """
    link = Link(settings, namespace)
    async with administrator(link, clock) as admin:
        await ensure(link, admin, shapes(settings))
        async with onlooker(link) as looks, producer(link) as sends:
            log = KafkaEventLog(link, clock, sends, Places(link, admin, looks), join)
            try:
                yield log
            finally:
                await log.close()


@asynccontextmanager
async def producer(link: Link) -> AsyncIterator[AIOKafkaProducer]:
    """Open a producer that loses nothing, doubles nothing and turns no order round, while it lives.

    The partition of a key is murmur2's, as in every Kafka client: another program writes a key where we do.
    """
    sends = AIOKafkaProducer(
        acks="all",
        enable_idempotence=True,
        compression_type=link.settings.compression,
        max_request_size=LARGEST,
        max_batch_size=BATCH,
        **link.options,
    )
    try:
        with explained(link.servers):
            await sends.start()
        yield sends
    finally:
        with suppress(TimeoutError):  # the broker is away: what it hasn't got was never acknowledged to anyone
            async with asyncio.timeout(GOODBYE):
                await sends.stop()
