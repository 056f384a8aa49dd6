"""The compose file, run: scaled, killed, ended and begun again, its inventory is the embedded run's, byte for byte.

The tests share one deployment, and each goes on where the one before it ended.
"""

import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from simulator.demo import simulator
from tests.pipeline.stage import Stage
from tests.stack.compose.deployed import Deployed

pytestmark = [pytest.mark.stack, pytest.mark.compose]

SCALED = ("--scale", "normalizer=2", "--scale", "deduper=4")
STREAM = ("fetcher", "normalizer", "deduper", "visualizer")
VENDOR = ("--seed", "7", "--reference", "2026-01-31T12:00:00")  # as tests/stack/compose/override.yml has it
PATIENCE = 600.0  # seconds until what doesn't come is missed; nothing is measured by it
NEXT_ROUND = "import urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8900/round', method='POST'))"


class Outcome(NamedTuple):
    """What a run leaves: the hosts as canonical JSON, and the numbers that the charts show."""

    hosts: str
    summary: str


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    """What the embedded run makes of the same vendor, at first and an hour later."""
    with simulator(300, *VENDOR) as url:
        stage = Stage.at(tmp_path_factory.mktemp("embedded"), url)
        first = outcome(stage)
        with urllib.request.urlopen(urllib.request.Request(f"{url}/round", method="POST")):  # noqa: S310 - ours
            return first, outcome(stage)


def outcome(stage: Stage) -> Outcome:
    """Fetch and process everything, embedded; return what it leaves."""
    done = stage.once()
    assert done.returncode == 0, done.stderr
    summary = stage.folder / "visualized_diagram" / "summary.json"
    return Outcome(_timeless(stage.rollcall("hosts", "--json")), summary.read_text())


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The compose file at work, scaled; taken down with its volumes at the end."""
    deployed = Deployed.at(tmp_path_factory.mktemp("clone"))
    try:
        deployed.compose("up", "--build", "--detach", *SCALED)
        yield deployed
    finally:
        deployed.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")


def await_outcome(stack: Deployed, wanted: Outcome) -> None:
    """Look until the deployment has what is wanted; a look takes a second, so nothing else paces it."""
    missed = time.monotonic() + PATIENCE
    while (found := look(stack)) != wanted:
        assert time.monotonic() < missed, f"{difference(found, wanted)}\n{stack.logs()}"


def look(stack: Deployed) -> Outcome:
    """Return what the deployment has now."""
    summary = stack.folder / "visualized_diagram" / "summary.json"
    return Outcome(_timeless(stack.rollcall("hosts", "--json")), summary.read_text() if summary.exists() else "")


def _timeless(hosts: str) -> str:
    """Leave out when a record was listed last: two runs don't fetch at the same moment."""
    return re.sub(r'"gone":"[^"]+"', '"gone":"then"', hosts)


def difference(found: Outcome, wanted: Outcome) -> str:
    """Say how far what was found is from what was wanted."""
    ours, theirs = set(found.hosts.splitlines()), set(wanted.hosts.splitlines())
    both = f"{len(ours)} hosts, {len(theirs)} wanted, {len(ours & theirs)} the same"
    return f"{both}; the charts' numbers {'agree' if found.summary == wanted.summary else 'differ'}"


def test_the_inventory_is_that_of_the_embedded_run(stack: Deployed, embedded: tuple[Outcome, Outcome]) -> None:
    """Two normalizers and four dedupers give the documents of one process, and the charts are in the mounted folder."""
    await_outcome(stack, embedded[0])

    drawn = {path.name for path in (stack.folder / "visualized_diagram" / "latest").iterdir()}
    assert {path.name for path in Path("sample_diagram/latest").iterdir()} <= drawn


def test_containers_are_as_many_and_as_poor_as_said(stack: Deployed) -> None:
    """Each service has its number of healthy containers, without root's name, rights or a root folder to write to."""
    for service, count in {"fetcher": 1, "normalizer": 2, "deduper": 4, "visualizer": 1}.items():
        found = stack.containers(service)

        assert len(found) == count
        assert {one["Config"]["User"] for one in found} == {"10001:10001"}
        assert {one["HostConfig"]["ReadonlyRootfs"] for one in found} == {True}
        assert {one["State"]["Status"] for one in found} == {"running"}


def test_images_are_as_large_as_the_readme_says(stack: Deployed) -> None:
    """Beside their base, by a tenth: a package that came along unseen would show."""
    said = dict(re.findall(r"(\w+) (\d+) MB", Path("README.md").read_text()))
    assert sorted(said) == sorted(STREAM)
    for service, megabytes in said.items():
        image = stack.containers(service)[0]["Image"]
        layers = stack.docker("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image)
        (size,) = re.findall(r"^(\d+) .*COPY.* /venv", layers, re.MULTILINE)
        assert float(size) / 1e6 == pytest.approx(float(megabytes), rel=0.1), service


def test_killed_containers_come_back_and_nothing_is_lost(stack: Deployed, embedded: tuple[Outcome, Outcome]) -> None:
    """While an hour's changes come in, a normalizer and two dedupers are killed: the same documents in the end."""
    victims = [*stack.containers("normalizer")[:1], *stack.containers("deduper")[:2]]
    stack.compose("exec", "-T", "simulator", "python", "-c", NEXT_ROUND)
    stack.compose("exec", "-d", "fetcher", "rollcall", "fetch", "--now")
    for victim in victims:
        stack.kill(victim)

    await_outcome(stack, embedded[1])
    started = [one["RestartCount"] for one in stack.containers("normalizer", "deduper")]
    assert sorted(started) == [0, 0, 0, 1, 1, 1]


def test_what_is_ended_and_begun_again_has_lost_nothing(stack: Deployed, embedded: tuple[Outcome, Outcome]) -> None:
    """A stop is heard in time; new containers on the old volumes have the same inventory, and wait for nothing."""
    before = stack.rollcall("status", "--json")
    stack.compose("stop", *STREAM)
    assert {one["State"]["ExitCode"] for one in stack.containers(*STREAM)} == {0}
    stack.compose("down")
    stack.compose("up", "--detach", *SCALED)

    await_outcome(stack, embedded[1])
    assert stack.compose("run", "-T", "--rm", "rollcall", "status", "--json") == before


def test_servers_that_others_run_are_reached_instead(tmp_path: Path) -> None:
    """With the second file none of ours is started, nothing waits for it, and every service has a way out."""
    elsewhere = Deployed.at(tmp_path).resolved("deploy/compose/elsewhere.yml")
    services = elsewhere["services"]

    assert not {"kafka", "redis", "mongodb"} & set(services)
    for name in STREAM:
        assert set(services[name].get("depends_on", {})) <= {"topics", "simulator", "charts-folder"}
        assert "outside" in services[name]["networks"]
        mounts = [volume["target"] for volume in services[name]["volumes"]]
        assert "/certificates" in mounts
        assert "/app/logs" in mounts
