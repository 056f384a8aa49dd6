"""Real processes for the tests: the services and the command line, each in a folder of its own, on a simulator."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.surroundings import surroundings

ROOT = Path(__file__).parents[2]
VENDORS = ("QUALYS", "CROWDSTRIKE")
COMMON = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "rollcall-bytecode"))}


@dataclass
class Stage:
    """A working folder, and the settings that its processes get."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path, url: str, token: str = "simulator", **settings: str) -> "Stage":  # noqa: S107 - no secret
        """Return a stage whose vendors are a simulator's."""
        folder.mkdir(parents=True, exist_ok=True)
        vendors = {f"FETCHER_{name}_URL": url for name in VENDORS} | {
            f"FETCHER_{name}_TOKEN": token for name in VENDORS
        }
        return cls(folder, vendors | settings)

    @contextmanager
    def started(self, module: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
        """Run a module beside the block, which it doesn't outlive; its output and messages are pipes."""
        with self._start(module, *arguments) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(self, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a module to its end."""
        with self.started(module, *arguments) as process:
            out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def once(self) -> "subprocess.CompletedProcess[str]":
        """Run `python -m services --once`."""
        return self.run("services", "--once")

    def rollcall(self, *arguments: str) -> str:
        """Return what a command says; it must succeed."""
        done = self.run("services.cli", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def status(self) -> Any:  # Any: parsed JSON
        """Return `rollcall status`."""
        return json.loads(self.rollcall("status", "--json"))

    def written(self) -> bytes:
        """Return the bytes of all files that the processes left."""
        return b"\n".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())

    def _start(self, module: str, *arguments: str) -> "subprocess.Popen[str]":
        around = surroundings()
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env=around | COMMON | self.settings,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
