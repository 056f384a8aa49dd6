"""README is true: its demo runs, and its commands say what it says they say."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT
from tests.surroundings import surroundings

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


class Shell:
    """Runs README's lines in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = surroundings()
        self._environment["PYTHONPATH"] = str(ROOT)
        self._demo = ""

    def __call__(self, line: str) -> str:
        """Run a line; return what it says."""
        if line == "make demo":
            self._demo = self._demo or self(".venv/bin/python -m simulator.demo")
            return self._demo
        words = shlex.split(line)
        if words[0] == "export":
            self._environment |= dict(word.split("=", 1) for word in words[1:])
            return ""
        command = [words[0].replace(".venv/bin", str(Path(sys.executable).parent)), *words[1:]]
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=self._folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Open a shell in an empty folder; what a command leaves there stays for the next."""
    return Shell(tmp_path_factory.mktemp("readme"))


def test_the_demo_says_how_right_it_is(shell: Shell) -> None:
    """It ends with precision, recall and F1, and draws the charts."""
    said = shell("make demo")

    assert re.search(r"all( +[01]\.\d+){3}", said), said
    assert Path(re.findall(r"charts: (.*)", said)[0], "summary.json").exists()


@pytest.mark.parametrize("block", BLOCKS)
def test_the_commands_say_what_readme_says(shell: Shell, block: str) -> None:
    """Each command's output is the one shown; a line of `…` stands for any others."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        pattern = "".join("(.*\n)*" if one == "…" else f"{re.escape(one)}\n" for one in shown.splitlines())

        assert re.fullmatch(pattern, said := shell(line)), f"{line}\n{said}"


def test_something_is_shown() -> None:
    """README shows commands with their output."""
    assert sum(block.count("$ ") for block in BLOCKS) > 1
