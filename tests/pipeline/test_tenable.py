"""Tenable over real HTTP, in real processes: its export in trouble and killed, as its assets alone would be read."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.demo import simulator
from simulator.population import VENDORS, Population
from simulator.tenable import changed_since, render, there, truth
from tests.payloads.recorded import page
from tests.pipeline.inside import Inside, in_memory, on_file
from tests.pipeline.production import SECRET, STILL, status
from tests.pipeline.stage import Stage
from tests.pipeline.test_kill import killed

PEOPLE = Population(150)  # as with STILL: two chunks of assets
REQUESTS = 5  # for an export, two looks at it, two chunks


def export(folder: Path, url: str, **settings: str) -> Stage:
    """Return a stage that fetches from the export alone."""
    own = {"URL": url, "ACCESS_KEY": "simulator", "SECRET_KEY": SECRET, "CHUNK": "100"}
    return Stage(folder, {f"FETCHER_TENABLE_EXPORT_{name}": value for name, value in own.items()} | settings)


def documents(stage: Stage) -> list[bytes]:
    """Fetch and process; return every host's bytes."""
    done = stage.once()
    assert done.returncode == 0, done.stderr
    with on_file(stage.folder) as inside:
        return inside.documents()


def assets(people: Population) -> list[Any]:
    """Return the raw assets that are listed."""
    return [render(people, row) for row in there(people)]


def read(*pages: Any) -> Inside:
    """Return the services after these pages, without a wire."""
    inside = in_memory()
    inside.put(*(one.model_copy(update={"sequence": number}) for number, one in enumerate(pages)))
    inside.run()
    return inside


@pytest.fixture(scope="module")
def expected() -> list[bytes]:
    """The inventory that the assets make."""
    return read(page("tenable", *assets(PEOPLE))).documents()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(PEOPLE.size, *STILL) as address:
        yield address


def test_trouble_changes_nothing(expected: list[bytes], tmp_path: Path) -> None:
    """Busy, half an answer: byte for byte, with what is installed, within the limits; more in fetcher's tests."""
    options = [part for fault in ("429-silent:4", "cut:5", "duplicate:1") for part in ("--fault", f"tenable/{fault}")]
    with simulator(PEOPLE.size, *STILL, *options) as url:
        assert documents(export(tmp_path, url)) == expected
        assert status(url)["violations"] == {"rate": 0, "concurrency": 0}
    with on_file(tmp_path) as inside:
        common = asyncio.run(inside.ports.store.software.common())

    assert [(one.name, one.hosts) for one in common] == [("OpenSSH", len(expected)), ("OpenSSL", len(expected))]


def test_killed_at_any_moment(url: str, expected: list[bytes], tmp_path: Path) -> None:
    """By kill -9, as it begins and between two chunks: it goes on in the same export; no host is missed."""
    stage = export(tmp_path, url, ROLLCALL_LOG_LEVEL="DEBUG")
    before = status(url)["requests"]
    kills = sum(killed(stage, line, later=0.0) for line in (1, 2))

    assert documents(stage) == expected
    assert kills == 2
    assert status(url)["requests"] - before <= REQUESTS + 3 * kills


def test_check_vendor_waits_for_the_first_chunk(url: str, tmp_path: Path) -> None:
    """An export's first answer has no hosts; what counts is whether there are some."""
    said = export(tmp_path, url).rollcall("check-vendor", "tenable")

    assert "tenable lets us in by FETCHER_TENABLE_EXPORT_*" in said
    assert "gave 100 hosts, and there are more" in said


def test_assets_find_their_machines_also_after_an_hour() -> None:
    """Beside the other vendors: a plain machine's asset is on its host; new instances come with the changes."""
    later = replace(PEOPLE, rounds=1)
    changes = [render(later, row) for row in changed_since(later, int(PEOPLE.reference.timestamp()))]
    others = [page(vendor, *PEOPLE.hosts(vendor, 0, PEOPLE.count(vendor))) for vendor in VENDORS]
    inside = read(*others, page("tenable", *assets(PEOPLE)), page("tenable", *changes))
    hosts = {record["id"]: host for host in map(json.loads, inside.documents()) for record in host["records"]}

    told = [*PEOPLE.truth(), *truth(PEOPLE)]
    found = {(one.machine, hosts[one.record]["id"]) for one in told if "plain" in one.kinds}
    assert max(Counter(machine for machine, _ in found).values()) == 1
    ours = {one.record for one in truth(later)}
    assert ours < {one for one in hosts if one.startswith("tenable:")}
