"""kill -9 at random under load, on a real Kafka: whatever brings the normalizer its pages, none is lost."""

import asyncio
import random
import sys
from contextlib import ExitStack

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.log import KafkaEventLog
from shared.contracts.topics import NORMALIZED, RAW
from tests.stack.kafka import settings
from tests.stack.pages import answer, pages
from tests.stack.servers import new_namespace
from tests.stack.workers import PAGES, PARTITIONS, worker

pytestmark = pytest.mark.stack
WORKERS = 2
PATIENCE = 3_000  # looks at the lag, a tenth of a second each, until all must be done
SEED = 5


async def chaos(log: KafkaEventLog, runtime: str, namespace: str, kills: int) -> int:
    """Append pages and kill workers, then let one finish; return how many pages there were."""
    chance, number = random.Random(SEED), 0  # noqa: S311 - the same moments each time
    with ExitStack() as running:
        workers = [running.enter_context(worker(runtime, namespace)) for _ in range(WORKERS)]
        for _ in range(kills):
            await log.append(RAW.name, list(pages(range(number, number + PAGES * WORKERS))))
            number += PAGES * WORKERS
            await asyncio.to_thread(workers.pop(0).kill, chance)
            workers.append(running.enter_context(worker(runtime, namespace)))
        for _ in range(PATIENCE):
            if not await log.lag(RAW.name, "normalizer"):
                return number
            await asyncio.sleep(0.1)
    raise AssertionError(f"{await log.lag(RAW.name, 'normalizer')} pages are left")


async def compared(runtime: str, kills: int) -> str:
    """Return the figures of a run, which must lose nothing."""
    namespace = new_namespace()
    async with open_kafka(settings(partitions=PARTITIONS), SystemClock(), namespace) as log:
        count = await chaos(log, runtime, namespace, kills)
        wanted, refused = answer(list(pages(range(count))))
        published = [(one.message.key, one.message.value) async for one in log.read(NORMALIZED.name)]
        letters = {one.message.key async for one in log.read(RAW.dead_letter)}

    missing, strange = wanted - set(published), set(published) - wanted
    assert (len(missing), len(strange), letters ^ refused) == (0, 0, set())
    return (
        f"{runtime}: {kills} kills, {count} pages, {len(wanted)} records, {len(published) - len(wanted)} of them twice"
    )


@pytest.mark.parametrize("runtime", ["faust", "kafka"])
def test_no_page_is_lost(runtime: str) -> None:
    """The records are those of the pure function, the dead letters too; some may come twice."""
    sys.stdout.write(asyncio.run(compared(runtime, 3)) + "\n")


@pytest.mark.deep
@pytest.mark.parametrize("runtime", ["faust", "kafka"])
def test_no_page_is_lost_in_many_kills(runtime: str) -> None:
    """The same, killed more often."""
    sys.stdout.write(asyncio.run(compared(runtime, 22)) + "\n")
