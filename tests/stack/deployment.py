"""The services as processes on the real stack, in a namespace of their own, and what may happen to them."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from services.wiring import READERS, lags, open_ports
from services.wiring.ports import Ports
from shared.contracts.topics import MERGED
from shared.errors import Temporary
from shared.settings import SharedSettings
from tests.stack.servers import SCRIPTS, SHORT_SESSION, new_namespace, server

ROOT = Path(__file__).parents[2]
PARTS = {"KAFKA_BOOTSTRAP_SERVERS": "kafka", "REDIS_URL": "redis", "MONGODB_URL": "mongodb"}
LOOK = 0.5  # seconds between two looks at what is left
PATIENCE = 600.0  # seconds for everything to be processed


class Deployment:
    """Any number of processes of each service."""

    def __init__(self, folder: Path, chance: random.Random, away: float) -> None:
        """Start nothing yet; `away` are the seconds that a part of the stack is ended for."""
        self.folder, self.chance, self.away = folder, chance, away
        self.shared = SharedSettings(namespace=new_namespace(), data=folder / "data", logs=folder / "logs")
        self.running: dict[str, list[subprocess.Popen[bytes]]] = {
            "normalizer": [],
            "deduper": [],
            "visualizer": [],
        }
        self.settings = {
            **{variable: server(part) for variable, part in PARTS.items()},
            "ROLLCALL_NAMESPACE": self.shared.namespace,
            "ROLLCALL_DATA": str(self.shared.data),
            "ROLLCALL_LOGS": str(self.shared.logs),
            **SHORT_SESSION,
            "RUNTIME_RETRY_CAP": "2",
            "VISUALIZER_FOLDER": str(folder / "charts"),
            "VISUALIZER_EVERY": "30",
        }

    def start(self, service: str, count: int = 1) -> None:
        """Start processes of a service."""
        output = (self.folder / f"{service}.output").open("ab")
        for _ in range(count):
            command = [sys.executable, "-m", f"services.{service}"]
            process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=output, stderr=output)  # noqa: S603
            self.running[service].append(process)
        output.close()

    def take(self, service: str) -> subprocess.Popen[bytes]:
        """Return any of a service's processes, and count it no more."""
        return self.running[service].pop(self.chance.randrange(len(self.running[service])))

    def kill(self, service: str) -> None:
        """Kill -9 one of a service's processes."""
        killed = self.take(service)
        killed.kill()
        killed.wait()

    def stop(self, service: str) -> int:
        """End all processes of a service in order; return how many those were."""
        ended, self.running[service] = self.running[service], []
        for process in ended:
            _wait_until_it_listens(process)
            process.send_signal(signal.SIGTERM)
        for process in ended:
            code = process.wait()
            assert code == 0, f"a {service} ended with {code}:\n{self.said(service)}"
        return len(ended)

    def refuses(self, service: str, because: str) -> None:
        """Wait until all processes of a service have ended by themselves, with exit code 2 and for this reason."""
        ended, self.running[service] = self.running[service], []
        assert [process.wait(PATIENCE) for process in ended] == [2] * len(ended), self.said(service)
        assert because in self.said(service), self.said(service)

    def rollcall(self, *arguments: str) -> str:
        """Run a command of the operator's."""
        command = [sys.executable, "-m", "services.cli", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr
        return done.stdout

    def part(self, name: str, word: str) -> None:
        """Start or end a part of the stack, which must be ours: an address that was given isn't."""
        ours = {variable: value for variable, value in os.environ.items() if variable not in PARTS}
        subprocess.run([SCRIPTS / name, word], check=True, capture_output=True, env=ours)  # noqa: S603 - our own script

    def said(self, service: str) -> str:
        """Return the end of what a service's processes wrote."""
        return (self.folder / f"{service}.output").read_text()[-5_000:]

    def all_run(self) -> None:
        """Fail if a process has ended by itself."""
        for service, processes in self.running.items():
            for process in processes:
                assert process.poll() is None, f"a {service} ended with {process.returncode}:\n{self.said(service)}"

    def end(self) -> None:
        """Kill all that is left."""
        for process in (one for several in self.running.values() for one in several):
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    @asynccontextmanager
    async def ports(self) -> AsyncIterator[Ports]:
        """Open the deployment's own ports, for who looks at it."""
        before = {name: os.environ.get(name) for name in self.settings}
        os.environ.update(self.settings)
        try:
            async with open_ports(self.shared) as ports:
                yield ports
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})

    async def drained(self, ports: Ports) -> None:
        """Wait until every message is acknowledged and no host is due; a process that ended by itself fails."""
        left: dict[str, int] = {}
        for _ in range(int(PATIENCE / LOOK)):
            self.all_run()
            with suppress(Temporary):  # a part that comes back isn't there at once
                left = await lags(ports)
                del left[READERS[MERGED.name]]  # charts are drawn later
                if not any(left.values()) and not await ports.index.outbox(1):
                    return
            await asyncio.sleep(LOOK)
        raise AssertionError(f"left by {left}\n{self.said('deduper')}")

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "ROLLCALL_STACK")}
        return kept | self.settings


def _wait_until_it_listens(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process has a handler of SIGTERM: one that still imports its modules has nothing to end in order."""
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        (caught,) = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")]
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(LOOK)
