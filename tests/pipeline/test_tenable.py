"""Tenable over real HTTP, in real processes: both of its wires; trouble, kill -9, changes, the truth."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.demo import simulator
from tests.pipeline.production import SECRET, STILL, hosts, status
from tests.pipeline.stage import Stage
from tests.pipeline.test_kill import killed

MACHINES = 150  # two chunks of assets
REQUESTS = 5  # for an export, two looks at it, two chunks
PROGRAMS = {"OpenSSL", "OpenSSH"}


def export(folder: Path, url: str, **settings: str) -> Stage:
    """Return a stage that fetches from the export alone."""
    folder.mkdir(parents=True, exist_ok=True)
    own = {"URL": url, "ACCESS_KEY": "simulator", "SECRET_KEY": SECRET, "CHUNK": "100"}
    return Stage(folder, {f"FETCHER_TENABLE_EXPORT_{name}": value for name, value in own.items()} | settings)


def assessment(folder: Path, url: str) -> Stage:
    """Return a stage that fetches from the assessment's API alone."""
    folder.mkdir(parents=True, exist_ok=True)
    return Stage(folder, {"FETCHER_TENABLE_URL": url, "FETCHER_TENABLE_TOKEN": SECRET})


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(MACHINES, *STILL, "--max-limit", "50") as address:
        yield address


@pytest.fixture(scope="module")
def expected(url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The inventory as the assessment's API gives it."""
    return hosts(assessment(tmp_path_factory.mktemp("assessment"), url))


def test_both_wires_give_the_same_inventory_in_any_trouble(expected: str, tmp_path: Path) -> None:
    """Byte for byte, with what is installed; within the limits. More trouble: test_tenable_in_trouble.py."""
    options = [part for fault in ("429:4", "cut:5", "malformed:7") for part in ("--fault", f"tenable/{fault}")]
    with simulator(MACHINES, *STILL, *options) as url:
        stage = export(tmp_path, url)
        assert hosts(stage) == expected
        assert status(url)["violations"] == {"rate": 0, "concurrency": 0}

    common = [json.loads(line) for line in stage.rollcall("software", "--json").splitlines()]
    assert {(one["name"], one["hosts"]) for one in common} == {(name, expected.count("\n")) for name in PROGRAMS}


def test_killed_at_any_moment(url: str, expected: str, tmp_path: Path) -> None:
    """By kill -9: it goes on in the same export, or in the one that is being made; no host is missed."""
    stage = export(tmp_path, url, ROLLCALL_LOG_LEVEL="DEBUG")
    before = status(url)["requests"]
    kills = sum(killed(stage, line, later=0.0) for line in (3, 9))

    assert hosts(stage) == expected
    assert kills == 2
    assert status(url)["requests"] - before <= REQUESTS + 3 * kills


def test_assets_find_their_machines_also_after_an_hour(tmp_path: Path) -> None:
    """Beside the other vendors: plain machines' assets are on their hosts; a second sync brings those that are new."""
    with simulator(100, "--max-limit", "50") as url:
        stage = Stage(tmp_path, Stage.at(tmp_path, url).settings | export(tmp_path, url).settings)
        first = by_record(hosts(stage))
        plain = [one for one in truth(url) if "plain" in one["kinds"]]
        httpx.post(f"{url}/round")
        done, listed = stage.once(), {one["record"] for one in truth(url)}

    found: dict[str, set[str]] = {}
    for one in plain:
        found.setdefault(one["machine"], set()).add(first[one["record"]]["id"])
    assert sum(one["record"].startswith("tenable:") for one in plain) > 20
    assert [machine for machine, ids in found.items() if len(ids) > 1] == []
    assert done.returncode == 0, done.stderr
    ours = {one for one in by_record(stage.rollcall("hosts", "--json")) if one.startswith("tenable:")}
    assert {one for one in listed if one.startswith("tenable:")} < ours


def by_record(inventory: str) -> dict[str, Any]:
    """Return the host of each record."""
    every = [json.loads(line) for line in inventory.splitlines()]
    return {record["id"]: host for host in every for record in host["records"]}


def truth(url: str) -> list[Any]:
    """Return the truth about every record, Tenable's too."""
    return [json.loads(line) for line in httpx.get(f"{url}/truth?also=tenable").text.splitlines()]


def test_check_vendor_waits_for_the_first_chunk(url: str, tmp_path: Path) -> None:
    """An export's first answer has no hosts; what counts is whether there are some."""
    said = export(tmp_path, url).rollcall("check-vendor", "tenable")

    assert "tenable lets us in by FETCHER_TENABLE_EXPORT_*" in said
    assert "gave 100 hosts, and there are more" in said
