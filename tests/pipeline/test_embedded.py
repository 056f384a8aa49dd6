"""The four services in one process, as the operator starts them, over a real simulator."""

import json
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.demo import simulator
from tests.pipeline.stage import Stage

HOSTS = 40


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(HOSTS) as address:
        yield address


@pytest.fixture(scope="module")
def done(url: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage on which `--once` ran."""
    stage = Stage.at(tmp_path_factory.mktemp("done"), url)
    finished = stage.once()
    assert finished.returncode == 0, finished.stderr
    (stage.folder / "out.txt").write_text(finished.stdout)
    return stage


@contextmanager
def faulty(url: str, **faults: int) -> Iterator[None]:
    """Have the simulator fail at each nth request inside the block."""
    _set_faults(url, faults)
    try:
        yield
    finally:
        _set_faults(url, {})


def _set_faults(url: str, faults: dict[str, int]) -> None:
    with urllib.request.urlopen(f"{url}/faults", json.dumps(faults).encode()) as answer:  # noqa: S310 - our simulator
        assert answer.status == 200


def test_one_run_drains_every_topic_and_draws(done: Stage) -> None:
    """Nothing waits, nothing was refused, every vendor has records, the charts show as many hosts as there are."""
    status = done.status()
    assert set(status["lag"].values()) == {0}
    assert status["dead_letters"] == {}
    assert set(status["records"]) == {"crowdstrike", "qualys"}
    assert 0 < status["hosts"] < sum(status["records"].values())

    charts = done.folder / "visualized_diagram"
    assert json.loads((charts / "summary.json").read_text())["hosts"] == status["hosts"]
    assert len(list((charts / "latest").glob("*.svg"))) >= 8


def test_the_run_says_what_came_of_it(done: Stage) -> None:
    """Raw hosts of each vendor, hosts, and where the charts are."""
    said = (done.folder / "out.txt").read_text()
    assert "raw hosts of qualys\n" in said
    assert "raw hosts of crowdstrike\n" in said
    assert f"{done.status()['hosts']} hosts in the inventory\n" in said
    assert "charts in visualized_diagram\n" in said


def test_each_service_has_its_log_of_the_day(done: Stage) -> None:
    """JSON lines in `logs/YYYY-MM-DD/<service>.log`, those of a sync with its id."""
    day = done.folder / "logs" / datetime.now(UTC).date().isoformat()
    lines = [json.loads(line) for line in (day / "fetcher.log").read_text().splitlines()]
    assert {line["service"] for line in lines} == {"fetcher"}
    assert all(line["sync_id"] for line in lines if line["event"] == "sync_complete")
    assert (day / "visualizer.log").exists()


def test_a_second_run_changes_nothing(done: Stage) -> None:
    """The same hosts fetched again, and the whole log read again, give the same documents, byte for byte."""
    before = done.rollcall("hosts", "--json")
    done.rollcall("replay", "hosts.raw", "--offset", "0")
    done.rollcall("replay", "hosts.normalized", "--offset", "0")
    assert done.once().returncode == 0
    assert done.rollcall("hosts", "--json") == before


def test_while_the_services_run_a_second_process_is_refused_and_a_look_is_not(url: str, tmp_path: Path) -> None:
    """The second gets one line and exit code 2; a signal ends the first in order, with exit code 0."""
    stage = Stage.at(tmp_path, url)
    with stage.started("services") as running:
        assert running.stderr is not None
        assert any("charts_drawn" in line for line in running.stderr), "it fetches at its first start"

        second = stage.once()
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr.startswith("rollcall: data/rollcall.sqlite: another process of Rollcall is writing")
        assert second.stderr.count("\n") == 1
        fetch = stage.run("services.cli", "fetch", "--now")
        assert (fetch.returncode, fetch.stdout) == (2, "")
        assert stage.status()["records"].keys() <= {"crowdstrike", "qualys"}

        running.send_signal(signal.SIGHUP)
        running.communicate()
        assert running.returncode == 0
    made = [path for folder in ("data", "logs", "visualized_diagram") for path in (tmp_path / folder).rglob("*")]
    assert [path for path in made if path.stat().st_mode & 0o077] == [], "made for their owner alone"


def test_a_signal_ends_a_run_in_order_and_the_next_goes_on(url: str, done: Stage, tmp_path: Path) -> None:
    """Exit code 130; the sync is resumed, not begun anew; the hosts are those of a run that nobody stopped."""
    stage = Stage.at(tmp_path, url, ROLLCALL_LOG_LEVEL="DEBUG")
    with faulty(url, timeout=5), stage.started("services", "--once") as running:
        waiting = {'"page": "qualys/', '"page": "crowdstrike/'}  # after a few pages each vendor hangs
        while waiting:
            line = next(running.stderr or iter(()))
            waiting = {page for page in waiting if page not in line}
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate()
    assert running.returncode == 130
    assert out == "stopped; the next run goes on where this one ended\n"
    assert stage.status()["unfinished_syncs"] == ["crowdstrike", "qualys"]

    resumed = stage.once()
    assert resumed.returncode == 0
    assert resumed.stderr.count("sync_resumed") == 2
    assert stage.rollcall("hosts", "--json") == done.rollcall("hosts", "--json")


def test_fetch_now_only_fetches(url: str, tmp_path: Path) -> None:
    """The pages wait for the next run."""
    stage = Stage.at(tmp_path, url)
    assert "raw hosts of qualys" in stage.rollcall("fetch", "--now")
    status = stage.status()
    assert status["hosts"] == 0
    assert status["lag"]["normalizer"] > 0
