"""What the identity index costs in Redis: bytes a record, and records a second.

usage: python -m benchmarks.redis_memory [machines]     (Redis: REDIS_URL, else scripts/stack/redis)
"""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import SecretStr
from redis.asyncio import Redis

from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from services.normalizer.vendors import discover
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.place import Place
from shared.adapters.redis.settings import RedisSettings
from simulator.population import VENDORS, Population

BATCH = 500
SCRIPT = Path(__file__).parents[1] / "scripts" / "stack" / "redis"


def arrivals(machines: int) -> Iterator[list[Arrival]]:
    """Give batches of what identity sees of a population's records, one vendor after the other."""
    population, readers = Population(machines), discover()
    for vendor in VENDORS:
        reader = readers[vendor]
        for start in range(0, population.count(vendor), BATCH):
            raw = population.hosts(vendor, start, start + BATCH)
            payloads = [reader.payload.model_validate(host, context=set()) for host in raw]
            records = [reader.to_host(payload, population.reference) for payload in payloads]
            yield [Arrival.of(record, identifiers(record)) for record in records]


def address() -> str:
    """Return where Redis is; start it if it isn't there."""
    url = RedisSettings.load().url
    if url is None:
        subprocess.run([SCRIPT, "up"], check=True)  # noqa: S603 - ours
        return subprocess.run([SCRIPT, "url"], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603
    return url.get_secret_value()


async def by_kind(client: Redis, tag: str) -> AsyncIterator[tuple[str, int, int]]:
    """Give what MEMORY USAGE says of the keys: their kind, how many, their bytes."""
    count: Counter[str] = Counter()
    size: Counter[str] = Counter()
    ask: Any = client.execute_command  # Any: redis-py leaves it without types
    async for key in client.scan_iter(match=f"{tag}*", count=1000):
        kind = str(await ask("TYPE", key))
        count[kind] += 1
        size[kind] += int(await ask("MEMORY USAGE", key, "SAMPLES", 0) or 0)
    for kind in sorted(count):
        yield kind, count[kind], size[kind]


async def used(client: Redis) -> int:
    """Return the bytes that Redis uses in all."""
    return int((await client.info("memory"))["used_memory"])


async def measure(machines: int) -> None:
    """Fill an index of its own, print what it takes, and clear it away."""
    async with Redis.from_url(SecretStr(address()).get_secret_value()) as client:
        place = Place(client, f"memory-{uuid4().hex[:8]}")
        index = RedisIdentityIndex(place)
        await mark_new(index, CAP)
        before, records, names, spent = await used(client), 0, 0, 0.0
        for batch in arrivals(machines):
            start = time.perf_counter()
            await index.clear((await identify(index, batch)).items())
            spent += time.perf_counter() - start
            records += len(batch)
            names += sum(len(one.keys) for one in batch)
        after, payload = await used(client), await index.size()
        print(f"{machines} machines, {records} records, {names / records:.1f} keys a record")
        print(f"{(after - before) / records:.0f} bytes a record (used_memory), {payload / records:.0f} of them content")
        async for kind, count, size in by_kind(client, place.tag):
            print(f"  {kind:6} {count} keys, {size / records:.0f} bytes a record (MEMORY USAGE)")
        print(f"{records / spent:.0f} records/s decided and committed, one worker")
        async for key in client.scan_iter(match=f"{place.tag}*", count=1000):
            await client.unlink(key)


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
