"""Normalizers as real processes on the stack's Kafka: started, listened to, killed, stopped and continued."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Thread

from tests.stack.servers import SHORT_SESSION, server

PARTITIONS = 4
PAGES = 20  # that a worker reads at most before it is killed
LATER = 1.0  # seconds after a worker's line, at most
LONGEST = 5.0  # seconds between two lines; then it waits for its turn, and is killed at that
SETTINGS = {
    **SHORT_SESSION,
    "KAFKA_HANDOVER": "5",
    "KAFKA_PARTITIONS": str(PARTITIONS),
    "PYTHONUNBUFFERED": "1",
}


class Worker:
    """A process, and what it says: a thread listens, since a pipe that nobody reads would stop it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.read: Queue[str] = Queue()
        self.said: list[str] = []
        Thread(target=self._listen, daemon=True).start()

    def reads(self, pages: int) -> None:
        """Wait until it has read so many pages, or reads no more."""
        assert self.process.poll() is None, "".join(self.said[-20:])
        with suppress(Empty):
            for _ in range(pages):
                self.read.get(timeout=LONGEST)

    def kill(self, chance: random.Random) -> None:
        """Kill it a little after it has read some pages, or while it waits for any."""
        self.reads(chance.randint(1, PAGES))
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
    ours = {"ROLLCALL_NAMESPACE": namespace, "KAFKA_BOOTSTRAP_SERVERS": server("kafka")}
    command = [sys.executable, "-m", "tests.stack.normalizing", runtime]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=os.environ | SETTINGS | ours, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()
