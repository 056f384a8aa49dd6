"""Opens the event log on Kafka."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.adapters.kafka.consumer import KafkaConsumer
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.log import Join, KafkaEventLog
from shared.adapters.kafka.looking import onlooker
from shared.adapters.kafka.places import Places
from shared.adapters.kafka.reaching import administrator
from shared.adapters.kafka.sending import sender
from shared.adapters.kafka.settings import KafkaSettings
from shared.adapters.kafka.topics import ensure, shapes
from shared.ports import Clock


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
        async with onlooker(link) as looks, sender(link, clock) as sends:
            log = KafkaEventLog(link, sends, Places(link, admin, looks), join)
            try:
                yield log
            finally:
                await log.close()
