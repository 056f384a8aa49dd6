"""A load on the real stack: pages go in, hosts come out, and what that took of whom."""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

from redis.asyncio import Redis

from benchmarks.bare import Taken
from services.normalizer.core import normalize
from services.normalizer.vendors import discover
from services.replay import SERVICES
from services.wiring import GROUPS
from services.wiring.ports import Ports
from shared.adapters.kafka.settings import KafkaSettings
from shared.contracts.topics import MERGED, NORMALIZED, RAW, Message
from tests.stack.deployment import LOOK, PATIENCE, Deployment
from tests.stack.servers import SHORT_SESSION

TICKS = os.sysconf("SC_CLK_TCK")
PART = 25  # pages appended at once
SETTLED = 2 * KafkaSettings().heartbeat  # seconds until members that were there have heard of the last that came


class Load:
    """A deployment under load."""

    def __init__(self, folder: Path, ports: Ports, there: Deployment) -> None:
        self.folder, self.ports, self.there = folder, ports, there

    async def started(self, service: str, count: int) -> None:
        """Start processes of a service, and wait until they share its topics: joining isn't work."""
        self.there.start(service, count)
        groups = [(topic, group) for topic, group in GROUPS if SERVICES.get(group, group) == service]
        for _ in range(int(PATIENCE / LOOK)):
            self.there.all_run()
            if {await self.ports.log.members(topic, group) for topic, group in groups} == {count}:
                return await asyncio.sleep(SETTLED)
            await asyncio.sleep(LOOK)
        raise AssertionError(f"{service}: no group of {count}\n{self.there.said(service)}")

    async def put(self, pages: Sequence[Message]) -> None:
        """Append pages."""
        for start in range(0, len(pages), PART):
            await self.ports.log.append(RAW.name, pages[start : start + PART])

    async def through(self, what: str, pages: Sequence[Message]) -> Taken:
        """Put pages in and wait until their hosts are stored and published."""
        taken = Taken(what)
        had, cpu, start = await self._records(), await self._cpu(), time.perf_counter()
        await self.put(pages)
        await self.there.drained(self.ports)
        taken.wall = time.perf_counter() - start
        taken.cpu = {who: seconds - cpu.get(who, 0.0) for who, seconds in (await self._cpu()).items()}
        taken.records = await self._records() - had
        return taken

    async def steadily(self, what: str, pages: Sequence[Message], records_a_second: float) -> Taken:
        """Put pages in at a pace; return how long each record took from its page to its host."""
        readers, loop = discover(), asyncio.get_running_loop()
        sizes = [len(normalize(one.value or b"", readers)[0]) for one in pages]
        taken, begin = Taken(what, sum(sizes)), loop.time()
        for number, page in enumerate(pages):
            await asyncio.sleep(max(0.0, begin + sum(sizes[:number]) / records_a_second - loop.time()))
            await self.ports.log.append(RAW.name, [page])
        taken.wall = loop.time() - begin
        await self.there.drained(self.ports)
        every = sorted(await self._latencies({one.key for one in pages}))
        taken.figures = {f"p{part} s": every[min(len(every) - 1, len(every) * part // 100)] for part in (50, 99)}
        return taken

    async def bytes_of_a_record(self, records: int) -> Taken:
        """Return what a record takes in each topic, before Kafka compresses it, and in the store's documents."""
        taken = Taken("bytes of a record", records)
        for topic in (RAW.name, NORMALIZED.name, MERGED.name):
            size = sum([len(one.message.value or b"") async for one in self.ports.log.read(topic)])
            taken.figures[topic] = size / records
        store = self.ports.store
        hosts = sum([len(one.encode()) async for one in store.hosts()])
        taken.figures["stored"] = (hosts + sum([len(one.encode()) async for one in store.records()])) / records
        return taken

    async def _records(self) -> int:
        return await self.ports.log.count(NORMALIZED.name)

    async def _cpu(self) -> dict[str, float]:
        """Return the processor's seconds of each service, all its processes together, and of Redis."""
        used = {
            service: sum(_seconds(one.pid) for one in processes)
            for service, processes in self.there.running.items()
            if processes
        }
        async with Redis.from_url(self.there.settings["REDIS_URL"]) as client:
            said = await client.info("cpu")
        return used | {"redis": float(said["used_cpu_user"]) + float(said["used_cpu_sys"])}

    async def _latencies(self, keys: set[str]) -> list[float]:
        """Return the seconds from the append of a record's page to the append of the first host that has it."""
        readers, begun = discover(), dict[str, float]()
        async for page in self.ports.log.read(RAW.name):
            if page.message.key in keys:
                for record in normalize(page.message.value or b"", readers)[0]:
                    at = page.time.timestamp()
                    begun[record.id] = min(at, begun.get(record.id, at))  # another page may have it, to no effect
        found: dict[str, float] = {}
        async for one in self.ports.log.read(MERGED.name):
            if one.message.value is not None:
                for summary in MERGED.event.decode(one.message.value).host.records:
                    took = one.time.timestamp() - begun.get(summary.id, float("inf"))
                    if took >= 0:  # also as part of another host later, which may be read first
                        found[summary.id] = min(took, found.get(summary.id, took))
        return list(found.values())


def deployment(folder: Path) -> Deployment:
    """Return a deployment that nothing happens to, and that tells so as often as one in production does."""
    there = Deployment(folder, random.Random(1), 0.0)  # noqa: S311 - no secret
    for short in SHORT_SESSION:
        del there.settings[short]
    return there


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
