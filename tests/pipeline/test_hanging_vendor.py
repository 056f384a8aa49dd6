"""A vendor whose answer never ends holds up nobody and is told by name: while it hangs, and after `kill -9`."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from services.fetcher.watch import lease_of
from shared.adapters.lock_files import FileSlots
from simulator.demo import simulator
from tests.pipeline.stage import Stage
from tests.ports import free_port

HOSTS = 12
THIRD = ("--fault", "qualys/slow:3")  # of Qualys' pages, of two hosts each, the third never ends


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a simulator, of whose vendors one hangs."""
    with simulator(HOSTS, *THIRD) as address:
        yield address


def until_complete(process: "subprocess.Popen[str]", source: str) -> None:
    """Read the log until a sync of the source is complete."""
    for line in process.stderr or ():
        logged = json.loads(line)
        if (logged["event"], logged.get("vendor")) == ("sync_complete", source):
            return
    raise AssertionError(f"no sync of {source} was ever complete")


def until_said(port: int, path: str, words: str) -> str:
    """Return what the process answers once these words are in it."""
    for _ in range(10_000):
        with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            said = str(answer.read().decode())
        if words in said:
            return said
    raise AssertionError(f"it never said {words!r}: {said}")


def holds(stage: Stage, source: str) -> bool:
    """Tell whether another process syncs the source, by taking its lease."""
    slots = FileSlots(stage.folder / "data" / "turns")

    async def take() -> bool:
        if not await slots.take(lease_of(source, ""), 1, "the test", 1):
            return True
        await slots.give_back(lease_of(source, ""), "the test")
        return False

    return asyncio.run(take())


def test_a_vendor_that_hangs_is_told_by_name_and_delays_no_other(url: str, tmp_path: Path) -> None:
    """The other's hosts come through; after `kill -9` its sync is told as cut off, and the next one goes on there."""
    port = free_port()
    stage = Stage.at(tmp_path, url, METRICS_PORT=str(port))
    with stage.started("services") as running:
        until_complete(running, "crowdstrike")
        until_said(port, "/metrics", 'rollcall_hosts_fetched_total{vendor="qualys"} 4.0')
        health = until_said(port, "/healthz", "qualys runs since ")
        assert "fetcher: ok" in health
        states = {state["source"]: state["state"] for state in stage.status()["syncs"]}
        assert states == {"crowdstrike": "complete", "qualys": "running"}
        assert (holds(stage, "qualys"), holds(stage, "crowdstrike")) == (True, False)
        running.kill()
        running.wait()

    assert not holds(stage, "qualys")
    (cut_off,) = (line for line in stage.rollcall("status").splitlines() if line.startswith("source    qualys"))
    assert "was cut off after " in cut_off
    assert "2 pages and 4 hosts so far: the next sync goes on there" in cut_off
