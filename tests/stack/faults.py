"""What happens to a deployment: each fault leaves as many processes as it found."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from shared.contracts.topics import RAW
from tests.stack.deployment import LOOK, PATIENCE, Deployment
from tests.stack.fleet import shuffled
from tests.stack.servers import SESSION

FORGET = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('UNLINK', key) end"
Fault = Callable[[Deployment], Awaitable[None]]


async def kill_a_normalizer(there: Deployment) -> None:
    """Kill -9, and another one comes."""
    await _kill(there, "normalizer")


async def kill_a_deduper(there: Deployment) -> None:
    """Kill -9, and another one comes."""
    await _kill(there, "deduper")


async def kill_all_dedupers(there: Deployment) -> None:
    """Kill -9 of all at once: nobody is left who knows of the batch under way."""
    count = len(there.running["deduper"])
    for _ in range(count):
        there.kill("deduper")
    there.start("deduper", count)


async def kill_the_visualizer(there: Deployment) -> None:
    """Kill -9, and another one comes."""
    await _kill(there, "visualizer")


async def freeze_a_deduper(there: Deployment) -> None:
    """SIGSTOP for longer than the session lasts, then SIGCONT: a zombie that believes its batch is its own."""
    await _freeze(there, "deduper")


async def freeze_a_normalizer(there: Deployment) -> None:
    """The same for a normalizer."""
    await _freeze(there, "normalizer")


async def come_and_go(there: Deployment) -> None:
    """A worker more, and one that leaves in order: partitions are dealt out anew, twice."""
    there.start("deduper")
    await asyncio.sleep(there.chance.uniform(2, 6))
    leaving = there.take("deduper")
    leaving.send_signal(signal.SIGTERM)
    await asyncio.to_thread(leaving.wait)


async def redis_is_away(there: Deployment) -> None:
    """Redis stops and starts."""
    await _away(there, "redis")


async def mongodb_is_away(there: Deployment) -> None:
    """MongoDB stops and starts."""
    await _away(there, "mongodb")


async def kafka_is_away(there: Deployment) -> None:
    """Kafka stops and starts."""
    await _away(there, "kafka")


async def redis_is_lost(there: Deployment) -> None:
    """Every key of the index goes; an operator stops the dedupers, rebuilds, starts them."""
    count = await asyncio.to_thread(there.stop, "deduper")
    await forget_index(there)
    await asyncio.to_thread(there.rollcall, "rebuild", "--switch")
    there.start("deduper", count)


async def redis_is_emptied_under_way(there: Deployment) -> None:
    """The same while dedupers run: each ends by itself, and writes nothing more; then an operator rebuilds."""
    count = len(there.running["deduper"])
    await _records_are_stored(there)
    await forget_index(there)
    await asyncio.to_thread(there.refuses, "deduper", "the identity index is empty")
    await asyncio.to_thread(there.rollcall, "rebuild", "--switch")
    there.start("deduper", count)


async def replay(there: Deployment) -> None:
    """The normalizers read hosts.raw from its start."""
    count = await asyncio.to_thread(there.stop, "normalizer")
    await asyncio.to_thread(there.rollcall, "replay", RAW.name, "--offset", "0")
    there.start("normalizer", count)


async def duplicates(there: Deployment) -> None:
    """A tenth of the pages comes again, in another order."""
    async with there.ports() as ports:
        pages = [one.message async for one in ports.log.read(RAW.name)]
        again = there.chance.sample(pages, max(1, len(pages) // 10))
        await ports.log.append(RAW.name, shuffled(again, there.chance))


PROCESSES: tuple[Fault, ...] = (
    kill_a_normalizer,
    kill_a_deduper,
    kill_all_dedupers,
    kill_the_visualizer,
    freeze_a_deduper,
    freeze_a_normalizer,
    come_and_go,
)
PARTS: tuple[Fault, ...] = (redis_is_away, mongodb_is_away, kafka_is_away)
OPERATIONS: tuple[Fault, ...] = (replay, duplicates, redis_is_lost, redis_is_emptied_under_way)


async def forget_index(there: Deployment) -> None:
    """Delete all keys of the namespace's index at one moment, as FLUSHALL does for all namespaces."""
    async with Redis.from_url(there.settings["REDIS_URL"]) as client:
        await client.eval(FORGET, 0, f"*{there.shared.namespace}*:index*")


async def _records_are_stored(there: Deployment) -> None:
    """Wait until there is something to lose."""
    async with there.ports() as ports:
        for _ in range(int(PATIENCE / LOOK)):
            if (await ports.store.counts()).records:
                return
            await asyncio.sleep(LOOK)
    raise AssertionError("no record was stored")


async def _kill(there: Deployment, service: str) -> None:
    there.kill(service)
    there.start(service)


async def _freeze(there: Deployment, service: str) -> None:
    frozen = there.take(service)
    frozen.send_signal(signal.SIGSTOP)
    await asyncio.sleep(SESSION + 3)
    frozen.send_signal(signal.SIGCONT)
    there.running[service].append(frozen)


async def _away(there: Deployment, part: str) -> None:
    await asyncio.to_thread(there.part, part, "down")
    await asyncio.sleep(there.away)
    await asyncio.to_thread(there.part, part, "up")
