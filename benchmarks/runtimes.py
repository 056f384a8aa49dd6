"""How fast faust and aiokafka bring the normalizer its pages, from the same topic: `python -m benchmarks.runtimes`.

It needs a Kafka (`scripts/stack/kafka up`, or KAFKA_BOOTSTRAP_SERVERS). Each runtime reads all pages by a group of its
own, in turn, and publishes all hosts. Time of a processor counts beside time of the wall, since others may use it too.
"""

import argparse
import asyncio
import logging
import time
from collections.abc import Sequence

import structlog

from services.normalizer.service import Normalizer
from shared.adapters.clock import SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.consumer import KafkaConsumer
from shared.adapters.kafka.log import Join, KafkaEventLog
from shared.adapters.kafka.settings import KafkaSettings
from shared.contracts.topics import RAW
from shared.ports import Delivery, Rejection
from shared.runtime.faust import FaustConsumer
from shared.runtime.handling import Job
from shared.runtime.local import Loop
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import together
from tests.stack.pages import HOSTS, pages
from tests.stack.servers import new_namespace, server

JOINS: dict[str, Join] = {"faust": FaustConsumer.join, "kafka": KafkaConsumer.join}


class Read:
    """A processor that only reads: what the runtime alone takes."""

    source = RAW.name

    def __init__(self, log: KafkaEventLog, name: str, count: int, *, works: bool) -> None:
        self.name, self._work = name, Normalizer(log) if works else None
        self._left, self.over = count, asyncio.Event()

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Count the pages, and normalize them if asked to."""
        refused = await self._work.handle(batch) if self._work else []
        self._left -= len(batch)
        if self._left <= 0:
            self.over.set()
        return refused

    async def tick(self) -> None:
        """Do nothing."""


async def run(runtime: str, namespace: str, count: int, *, works: bool) -> None:
    """Read all pages by a new group; print what it took."""
    clock, stop = SystemClock(), asyncio.Event()
    settings = KafkaSettings(bootstrap_servers=server("kafka"))
    async with open_kafka(settings, clock, namespace, JOINS[runtime]) as log:
        reader = Read(log, f"{runtime}-{'works' if works else 'reads'}", count, works=works)
        loop = Loop(Job(reader, "normalizer", 50), log, clock, RuntimeSettings())
        started = time.perf_counter(), time.process_time()

        async def end() -> None:
            await reader.over.wait()
            stop.set()

        await together(loop.run(stop), end())
        wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    what = "normalize and publish" if works else "read and acknowledge"
    print(f"| {runtime} | {what} | {count / wall:,.0f} | {count / cpu:,.0f} | {count * HOSTS / cpu:,.0f} |")


async def main(count: int) -> None:
    """Fill a topic, and have each runtime read it."""
    namespace = new_namespace()
    async with open_kafka(KafkaSettings(bootstrap_servers=server("kafka")), SystemClock(), namespace) as log:
        for start in range(0, count, 200):
            await log.append(RAW.name, list(pages(range(start + 1, min(start + 200, count) + 1))))
    print(f"{count:,} pages of {HOSTS} hosts, one process\n")
    print("| runtime | work | pages/s | pages per second of a processor | hosts per second of a processor |")
    print("|---|---|---:|---:|---:|")
    for works in (False, True):
        for runtime in JOINS:
            await run(runtime, namespace, count, works=works)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1_000)
    asyncio.run(main(parser.parse_args().pages))
