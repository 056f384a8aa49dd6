"""A Redis of a test's own, that it may stop, kill and set up as it likes."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import BusyLoadingError, ConnectionError  # noqa: A004 - Redis's own

from tests.ports import free_port
from tests.stack.servers import server


@dataclass
class OwnRedis:
    """A process and where it listens."""

    folder: Path
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, on the data that it has; return when it answers."""
        keep = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
        where = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder))
        self._process = subprocess.Popen(  # noqa: S603 - a server of our own
            ["redis-server", *where, *keep, *self.arguments],  # noqa: S607
            stdout=subprocess.DEVNULL,
        )
        with Redis(port=self.port) as client:
            while not _answers(client):
                assert self._process.poll() is None, "it ended at once; see what it says above"

    def send(self, what: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(what)
        if what in (signal.SIGKILL, signal.SIGTERM):
            self._process.wait()

    def tell(self, *command: str, password: str | None = None) -> bytes:
        """Give it a command, and return the answer as it comes."""
        with Redis(port=self.port, password=password) as client:
            return bytes(client.execute_command(*command))


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except BusyLoadingError:
        return False
    except ConnectionError:
        return False


@contextmanager
def own_redis(folder: Path, *arguments: str) -> Iterator[OwnRedis]:
    """Give a running Redis, and end it."""
    server("redis")  # sees to it that there is such a program
    one = OwnRedis(folder, arguments)
    one.start()
    try:
        yield one
    finally:
        one.send(signal.SIGKILL)
