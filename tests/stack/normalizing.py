"""A normalizer in a process of its own, as in a container: `python -m tests.stack.normalizing faust|kafka`."""

import asyncio
import sys

from services.normalizer.service import Normalizer
from shared.adapters.clock import SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.consumer import KafkaConsumer
from shared.adapters.kafka.log import Join
from shared.adapters.kafka.settings import KafkaSettings
from shared.runtime.faust import FaustConsumer
from shared.runtime.handling import Job
from shared.runtime.local import Loop
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import failures_explained, stop_on_signals
from shared.settings import SharedSettings

JOINS: dict[str, Join] = {"faust": FaustConsumer.join, "kafka": KafkaConsumer.join}


async def normalize(join: Join) -> None:
    """Normalize until a signal."""
    clock, stop = SystemClock(), asyncio.Event()
    with stop_on_signals(stop):
        async with open_kafka(KafkaSettings.load(), clock, SharedSettings.load().namespace, join) as log:
            await Loop(Job(Normalizer(log), "normalizer", 5), log, clock, RuntimeSettings.load()).run(stop)


if __name__ == "__main__":
    with failures_explained():
        asyncio.run(normalize(JOINS[sys.argv[1]]))
