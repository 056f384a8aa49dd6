"""The command line in a folder of its own."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from services.cli import main
from services.wiring.embedded import opened
from shared.adapters.clock import SystemClock
from shared.settings import SharedSettings
from tests.surroundings import surroundings
from tests.unit.cli.world import fill


@dataclass(frozen=True)
class Result:
    """What a command left: its output, its messages, its exit code."""

    out: str
    err: str
    code: int


class Rollcall(Protocol):
    """Runs a command."""

    def __call__(self, *arguments: str) -> Result:
        """Return what it left."""


@pytest.fixture
def rollcall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rollcall:
    """The command line, where there is no inventory yet."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ.keys() - surroundings().keys():
        monkeypatch.delenv(name)

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return Result(out, err, int(ended.value.code or 0))

    return run


@pytest.fixture
def filled(rollcall: Rollcall) -> Rollcall:
    """The command line over a small inventory."""
    with opened(SharedSettings.load(), SystemClock(), read_only=False) as ports:
        asyncio.run(fill(ports))
    return rollcall
