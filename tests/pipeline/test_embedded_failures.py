"""What goes wrong at start or at a vendor: a clear message, the right exit code, nothing lost, no secret shown."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.demo import simulator
from tests.pipeline.inside import on_file
from tests.pipeline.stage import Stage
from tests.ports import free_port

HOSTS = 12
TOKEN = "right-t0ken-5d1f"  # noqa: S105 - the simulator's
WRONG = "wrong-t0ken-77aa"
IMPATIENT = {"FETCHER_ATTEMPTS": "2", "FETCHER_LONGEST_WAIT": "0.1"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator that sends a host without a usable id at each fifth page, and others that are wrong in other ways."""
    with simulator(
        HOSTS, "--token", TOKEN, "--fault", "wrong-type:5", "--fault", "wrong-field:4", "--fault", "huge-field:9"
    ) as address:
        yield address


@pytest.fixture
def nowhere() -> str:
    """An address at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def test_a_vendor_that_is_down_does_not_stop_the_other(url: str, nowhere: str, tmp_path: Path) -> None:
    """Exit code 1, the reason in a line; the rest is processed; the next run fetches what is missing."""
    stage = Stage.at(tmp_path, url, TOKEN, **IMPATIENT, FETCHER_QUALYS_URL=nowhere)
    finished = stage.once()
    assert finished.returncode == 1
    assert "rollcall: qualys: qualys can't be reached at 127.0.0.1" in finished.stderr
    assert "hosts in the inventory" in finished.stdout
    assert stage.status()["records"].keys() == {"crowdstrike"}

    stage.settings["FETCHER_QUALYS_URL"] = url
    assert stage.once().returncode == 0
    assert stage.status()["records"].keys() == {"crowdstrike", "qualys"}


def test_a_refused_token_names_its_setting(url: str, tmp_path: Path) -> None:
    """Exit code 2; the other vendor's hosts are processed."""
    stage = Stage.at(tmp_path, url, TOKEN, FETCHER_QUALYS_TOKEN=WRONG)
    finished = stage.once()
    assert finished.returncode == 2
    assert "FETCHER_QUALYS_TOKEN" in finished.stderr.splitlines()[-1]
    assert stage.status()["records"].keys() == {"crowdstrike"}


def test_a_bad_host_is_a_dead_letter_that_names_the_field(url: str, tmp_path: Path) -> None:
    """The rest of its page goes on; what fits no message is kept by its head; `status` counts both."""
    stage = Stage.at(tmp_path, url, TOKEN)
    finished = stage.once()
    assert finished.returncode == 0, finished.stderr
    letters = [json.loads(line) for line in stage.rollcall("dead-letters", "list", "--json").splitlines()]
    headers = [letter["headers"] for letter in letters]
    assert any("field id: " in one["error-message"] or "device_id: " in one["error-message"] for one in headers)
    assert any("truncated-from" in one for one in headers)
    assert stage.status()["dead_letters"] == {"hosts.raw": len(letters)}
    assert f"{len(letters)} dead letters" in finished.stdout


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ROLLCALL_LOG_LEVEL", "LOUD", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'; got 'LOUD'"),
        ("FETCHER_QUALYS_URL", "qualys", "Input should be a valid URL"),
        ("FETCHER_SCHEDULE", "noon", "expected a time of day (02:00) or a cron expression"),
        ("VISUALIZER_STALE_DAYS", "-1", "Input should be greater than 0; got '-1'"),
        ("ROLLCALL_DATA", "/dev/null/data", "expected a folder that can be made; got /dev/null/data: Not a directory"),
        ("VISUALIZER_FOLDER", "/dev/null/charts", "expected a folder that can be made; got /dev/null/charts"),
        ("RUNTIME_DEAD_LETTER_SHARE", "2", "Input should be less than or equal to 1; got '2'"),
    ],
)
def test_a_wrong_setting_stops_at_start(tmp_path: Path, nowhere: str, setting: str, value: str, said: str) -> None:
    """Exit code 2, one line: the variable, what was expected, what came; nothing is fetched."""
    stage = Stage.at(tmp_path, nowhere, WRONG, **{setting: value})
    finished = stage.once()
    assert (finished.returncode, finished.stdout) == (2, "")
    (line,) = finished.stderr.splitlines()
    assert line.startswith(f"rollcall: {setting}: ")
    assert said in line


def test_too_many_bad_pages_stop_the_run_before_they_are_acknowledged(url: str, tmp_path: Path) -> None:
    """Exit code 1, the share and a reason; the same in the log; the pages wait for who mends what wrote them."""
    stage = Stage.at(tmp_path, url, TOKEN, RUNTIME_DEAD_LETTER_SHARE="0.01", RUNTIME_DEAD_LETTER_MINIMUM="1")
    stage.rollcall("fetch", "--now")
    with on_file(stage.folder) as inside:
        inside.garble()
    finished = stage.once()
    assert finished.returncode == 1
    assert "RUNTIME_DEAD_LETTER_SHARE allows 1%; nothing was acknowledged" in finished.stderr.splitlines()[-1]
    assert b'"event": "stopped"' in stage.written()
    assert stage.status()["lag"]["normalizer"] > 0

    del stage.settings["RUNTIME_DEAD_LETTER_SHARE"]
    assert stage.once().returncode == 0
    assert stage.status()["lag"]["normalizer"] == 0


def test_no_secret_is_in_anything_that_a_run_leaves(url: str, nowhere: str, tmp_path: Path) -> None:
    """Output, messages, logs, database, dead letters, charts: after a success, a refusal and an outage."""
    stage = Stage.at(tmp_path, url, TOKEN, ROLLCALL_LOG_LEVEL="DEBUG", **IMPATIENT)
    runs = [stage.once()]
    stage.settings["FETCHER_QUALYS_TOKEN"] = WRONG
    stage.settings["FETCHER_CROWDSTRIKE_URL"] = nowhere
    runs.append(stage.once())
    runs += [stage.run("services.cli", *command.split()) for command in ("status", "dead-letters list --json", "fetch")]
    stage.settings["FETCHER_CROWDSTRIKE_URL"] = "not a url"
    runs.append(stage.once())
    assert [run.returncode for run in runs] == [0, 2, 0, 0, 0, 2]

    shown = "".join(run.stdout + run.stderr for run in runs).encode() + stage.written()
    assert b"sync_failed" in shown, "the runs did log"
    assert TOKEN.encode() not in shown
    assert WRONG.encode() not in shown
