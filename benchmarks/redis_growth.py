"""What a record costs Redis's one core while the index grows: `python -m benchmarks.redis_growth [records]`.

Records come in batches of 500 by one worker, which decides, commits, empties the outbox. Redis: as in redis_memory.
"""

import asyncio
import sys
from uuid import uuid4

from redis.asyncio import Redis

from benchmarks.arrivals import arrivals, batches
from benchmarks.redis_memory import BATCH, address
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.place import Place

FIRST = 4_000  # records that are invented; then they come again under other names
STEP = 10_000  # records between two lines


async def spent(client: Redis) -> float:
    """Return the seconds of a processor that Redis has used."""
    said = await client.info("cpu")
    return float(said["used_cpu_user"]) + float(said["used_cpu_sys"])


async def measure(records: int) -> None:
    """Fill an index of its own, print what each part took, and clear it away."""
    async with Redis.from_url(address()) as client:
        place = Place(client, f"growth-{uuid4().hex[:8]}")
        index = RedisIdentityIndex(place)
        await mark_new(index, CAP)
        count, before = 0, await spent(client)
        for batch in batches(arrivals(FIRST), records, BATCH):
            await index.clear((await identify(index, batch)).items())
            count += len(batch)
            if count % STEP == 0:
                now = await spent(client)
                print(f"to {count:,} records: {STEP / (now - before):,.0f} per second of Redis's processor", flush=True)
                before = now
        async for key in client.scan_iter(match=f"{place.tag}*", count=1000):
            await client.unlink(key)


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
