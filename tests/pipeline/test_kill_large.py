"""kill -9 in the middle of ten thousand hosts: no host is missed, and fewer than two pages are fetched twice."""

import asyncio
import json
import signal
from collections import Counter
from pathlib import Path

import httpx

from services.wiring.embedded import opened
from shared.adapters.clock import SystemClock
from shared.contracts.raw import AnyPage
from shared.contracts.topics import RAW
from shared.settings import SharedSettings
from simulator.demo import simulator
from tests.pipeline.production import QUALYS, STILL, status
from tests.pipeline.stage import Stage

MACHINES, PAGE = 10_000, 200
KILLS = 3


def fetched(stage: Stage) -> tuple[Counter[str], set[int]]:
    """Return how often each page came to the log, and the ids of all hosts in it."""

    async def read() -> tuple[Counter[str], set[int]]:
        keys, ids = Counter[str](), set[int]()
        with opened(SharedSettings(data=stage.folder / "data"), SystemClock(), read_only=True) as ports:
            async for one in ports.log.read(RAW.name):
                page = AnyPage.decode(one.message.value or b"")
                keys[f"{page.sync_id}/{page.sequence}.{page.part}"] += 1
                ids.update(host["HostAsset"]["id"] for host in page.hosts)
        return keys, ids

    return asyncio.run(read())


def ids_of(url: str) -> set[int]:
    """Return the ids of all hosts that the vendor lists."""
    records = [json.loads(line)["record"].partition(":") for line in httpx.get(f"{url}/truth").text.splitlines()]
    return {int(number) for vendor, _, number in records if vendor == "qualys"}


def kill_at(stage: Stage, url: str, requests: int) -> None:
    """Fetch, and kill the process once the vendor was asked so often."""
    with stage.started("services.cli", "fetch", "--now") as process:
        while status(url)["requests"] < requests and process.poll() is None:
            pass  # to ask is to wait
        process.kill()
        assert process.wait() == -signal.SIGKILL


def test_killed_in_the_middle_of_ten_thousand_hosts(tmp_path: Path) -> None:
    """At a quarter, at half and at three quarters of the pages."""
    with simulator(MACHINES, *STILL, "--detail", "0") as url:
        stage = QUALYS.stage(tmp_path, url, PAGE)
        pages = status(url)["records"]["qualys"] // PAGE
        for kill in range(1, KILLS + 1):
            kill_at(stage, url, pages * kill // (KILLS + 1))
        done = stage.run("services.cli", "fetch", "--now")
        asked, listed = status(url)["requests"], ids_of(url)
    keys, ids = fetched(stage)

    assert done.returncode == 0, done.stderr
    assert len({key.partition("/")[0] for key in keys}) == 1  # one sync that was resumed
    assert ids == listed
    assert len(keys) == -(-len(listed) // PAGE)
    assert asked - len(keys) < 2 * KILLS
