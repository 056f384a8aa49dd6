"""kill -9 at any moment and a restart give the same inventory as an undisturbed run."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.demo import simulator
from tests.pipeline.stage import Stage

HOSTS = 60
KILLS = 10  # in each of the two tests
SEED = 20  # of the moments
LATER = 0.1  # seconds after a line of the log, at most
NOWHERE = "http://127.0.0.1:9"  # a port that answers nobody


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address; it gives the same hosts to every run."""
    with simulator(HOSTS) as address:
        yield address


@pytest.fixture(scope="module")
def undisturbed(url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hosts as an undisturbed run leaves them."""
    stage = Stage.at(tmp_path_factory.mktemp("undisturbed"), url)
    assert stage.once().returncode == 0
    return stage.rollcall("hosts", "--json")


def lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    """Give what a process logs, as it comes: the progress of its work."""
    assert process.stderr is not None
    yield from process.stderr


def length(stage: Stage) -> int:
    """Run to the end; return how many lines that logs."""
    with stage.started("services", "--once") as process:
        return sum(1 for _ in lines(process))


def killed(stage: Stage, moment: int, later: float) -> bool:
    """Run, and kill the process a little after it logged so many lines; return False if it ended before."""
    with stage.started("services", "--once") as process:
        for number, _ in enumerate(lines(process), 1):
            if number == moment:
                break
        try:
            process.wait(later)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
        return False


def kill_until_it_ends(stage: Stage, kills: int, longest: int, chance: random.Random) -> int:
    """Run and kill, at most so often, until a run gets to its end; then run to the end; return how many kills."""
    done = 0
    while done < kills and killed(stage, chance.randint(1, longest), chance.uniform(0, LATER)):
        done += 1
    assert stage.once().returncode in (0, 1)
    return done


def check(stage: Stage, hosts: str) -> None:
    """The inventory is that of the undisturbed run, byte for byte, and nothing waits or was refused."""
    assert stage.rollcall("hosts", "--json") == hosts
    status = stage.status()
    assert set(status["lag"].values()) == {0}
    assert status["dead_letters"] == {}


def test_killed_while_it_fetches_and_processes(url: str, undisturbed: str, tmp_path: Path) -> None:
    """Killed anywhere from its first line to its last, the sync goes on where it stood and nothing is lost."""
    settings = {"ROLLCALL_LOG_LEVEL": "DEBUG"}
    longest = length(Stage.at(tmp_path / "length", url, **settings))
    chance, kills = random.Random(SEED), 0  # noqa: S311 - the same moments each time
    while kills < KILLS:
        stage = Stage.at(tmp_path / str(kills), url, **settings)
        kills += kill_until_it_ends(stage, KILLS - kills, longest, chance)
        check(stage, undisturbed)


def test_killed_while_it_processes_what_nobody_sends_again(url: str, undisturbed: str, tmp_path: Path) -> None:
    """All pages are in the log and the vendors are gone: whatever a kill lost would be missing."""
    fetched = Stage.at(tmp_path / "fetched", url)
    fetched.rollcall("fetch", "--now")
    settings = dict.fromkeys(("FETCHER_QUALYS_URL", "FETCHER_CROWDSTRIKE_URL"), NOWHERE)
    settings |= {"ROLLCALL_LOG_LEVEL": "DEBUG", "FETCHER_ATTEMPTS": "1"}

    def prepared(name: str) -> Stage:
        shutil.copytree(fetched.folder, tmp_path / name)
        return Stage.at(tmp_path / name, NOWHERE, **settings)

    longest = length(prepared("length"))
    chance, kills = random.Random(SEED), 0  # noqa: S311 - the same moments each time
    while kills < KILLS:
        stage = prepared(str(kills))
        kills += kill_until_it_ends(stage, KILLS - kills, longest, chance)
        check(stage, undisturbed)
