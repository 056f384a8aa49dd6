"""kill -9 at random under load, on a real Kafka: whatever brings the normalizer its pages, none is lost."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, Queue
from threading import Thread

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.log import KafkaEventLog
from shared.contracts.topics import NORMALIZED, RAW
from tests.stack.kafka import settings
from tests.stack.pages import answer, pages
from tests.stack.servers import new_namespace, server

pytestmark = pytest.mark.stack
WORKERS = 2
PAGES = 60  # appended before each kill
LATER = 1.0  # seconds after a worker's line, at most
LONGEST = 5.0  # seconds between two lines; then it waits for its turn, and is killed at that
PATIENCE = 1_200  # looks at the lag, a tenth of a second each, until all must be done
SEED = 5
SESSION = {"KAFKA_SESSION_TIMEOUT": "3", "KAFKA_HEARTBEAT": "0.2", "KAFKA_HANDOVER": "5", "KAFKA_PARTITIONS": "4"}


class Worker:
    """A process, and what it says: a thread listens, since a pipe that nobody reads would stop it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.read: Queue[str] = Queue()
        self.said: list[str] = []
        Thread(target=self._listen, daemon=True).start()

    def kill(self, chance: random.Random) -> None:
        """Kill it a little after it has read some pages, or while it waits for any."""
        assert self.process.poll() is None, "".join(self.said[-20:])
        with suppress(Empty):
            for _ in range(chance.randint(1, PAGES)):
                self.read.get(timeout=LONGEST)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(chance.uniform(0, LATER))
        assert self.process.poll() is None, "".join(self.said[-20:])
        self.process.kill()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if "page_read" in line:
                self.read.put(line)


@contextmanager
def worker(runtime: str, namespace: str) -> Iterator[Worker]:
    """A normalizer that doesn't outlive the block."""
    ours = {"ROLLCALL_NAMESPACE": namespace, "KAFKA_BOOTSTRAP_SERVERS": server("kafka"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "tests.stack.normalizing", runtime]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=os.environ | SESSION | ours, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()


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
    async with open_kafka(settings(partitions=4), SystemClock(), namespace) as log:
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
