"""The compose file at work: a copy of the project, as a clone has it, and the commands of compose in it."""

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.project.tree import ROOT, files
from tests.surroundings import surroundings

PROJECT = "rollcall-test"
FILES = ("-f", "docker-compose.yml", "-f", "tests/stack/compose/override.yml")


@dataclass(frozen=True)
class Deployed:
    """A copy of the project's files in a folder, and compose there."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Deployed":
        """Copy what belongs to the project."""
        for path in files():
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
        return cls(folder)

    def compose(self, *arguments: str) -> str:
        """Return what a command of compose writes; it must succeed."""
        return self._run(*shlex.split(os.environ["COMPOSE"]), "-p", PROJECT, *FILES, *arguments)

    def resolved(self, *files: str) -> dict[str, Any]:  # Any: parsed JSON
        """Return the compose file with others over it, as compose understands them."""
        more = [word for file in files for word in ("-f", file)]
        command = (*shlex.split(os.environ["COMPOSE"]), "-f", "docker-compose.yml", *more)
        return dict(json.loads(self._run(*command, "config", "--format", "json")))

    def docker(self, *arguments: str) -> str:
        """Return what a command of the engine's writes; it must succeed."""
        return self._run("docker", *arguments)

    def containers(self, *services: str) -> list[dict[str, Any]]:  # Any: parsed JSON
        """Return what the engine knows of the containers of some services, ended ones too."""
        ids = self.compose("ps", "-a", "-q", *services).split()
        return list(json.loads(self.docker("inspect", *ids)))

    def rollcall(self, *arguments: str) -> str:
        """Return what a command of the operator's says, run in a container that is there."""
        return self.compose("exec", "-T", "deduper", "rollcall", *arguments)

    def kill(self, container: dict[str, Any]) -> None:
        """End a container's process as a crash would: the engine, which wasn't asked, starts it again."""
        kill = f"kill -9 {container['State']['Pid']}"
        self.docker("run", "--rm", "--pid", "host", "--user", "0:0", container["Image"], "sh", "-c", kill)

    def logs(self) -> str:
        """Return the last lines of every container."""
        return self.compose("logs", "--no-color", "--tail", "30")

    def _run(self, *command: str) -> str:
        around = surroundings()
        done = subprocess.run(command, cwd=self.folder, env=around, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout
