"""A namespace of its own on the stack's Kafka for each test, with the topics that the contract suites use."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.log import KafkaEventLog
from shared.adapters.kafka.reaching import administrator
from shared.adapters.kafka.settings import KafkaSettings
from shared.adapters.kafka.topics import Shape, ensure
from shared.ports import Clock
from tests.stack.servers import new_namespace, server

# Messages of the suites are dated as their clock stands; a time of retention would have them removed as old.
FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "max.message.bytes": "1048588"}


def settings(**said: Any) -> KafkaSettings:  # Any: whatever a setting takes
    """Return settings for the stack's Kafka; members hear quickly of each other."""
    common: dict[str, Any] = {"bootstrap_servers": server("kafka"), "heartbeat": 0.1, "session_timeout": 10.0}
    return KafkaSettings(**common | said)


@asynccontextmanager
async def new_log(clock: Clock, partitions: int, **said: Any) -> AsyncIterator[KafkaEventLog]:
    """Open an empty event log."""
    chosen, namespace = settings(partitions=partitions, **said), new_namespace()
    link = Link(chosen, namespace)
    async with administrator(link, clock) as admin:
        await ensure(link, admin, dict.fromkeys(("t", "u", "hosts.raw"), Shape(partitions, FOR_EVER)))
    async with open_kafka(chosen, clock, namespace) as log:
        yield log
