"""Each of Qualys' APIs over real HTTP: the machines that the others find, in any trouble, killed and gone on with."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from simulator.demo import simulator
from simulator.population import Population
from simulator.recipes import HOPELESS
from simulator.report import found_in
from simulator.score import score, score_by_kind
from tests.pipeline.apis import APIS, ASSETS, GAV, VMDR, crowdstrike, fetched, synced
from tests.pipeline.inside import Inside, on_file
from tests.pipeline.production import STILL, assert_same_but_for_gone, status
from tests.pipeline.stage import Stage

MACHINES = 100
KEPT = {"rate": 0, "concurrency": 0}
TRUTH = {one.record: one for one in Population(MACHINES).truth()}
MISSED = {  # kinds that an API's hosts lack what would tell for; VMDR has no MAC, and no maker beside the serial
    "assets": {"roaming"},
    "gav": set[str](),
    "vmdr": {"roaming", "renamed", "netbios-name", "several-interfaces"},
}
TROUBLE = {  # at most four in a row
    "gav": ["401:3", "500:4", "malformed:5", "429:8"],
    "vmdr": ["409:3", "500:4", "malformed:5", "cut:13"],
}

each = pytest.mark.parametrize("name", APIS)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(MACHINES, *STILL) as address:
        yield address


@pytest.fixture(scope="module")
def calm(url: str) -> dict[str, Inside]:
    """What each API leaves when nothing is wrong, the other vendor's records beside."""
    return {name: fetched(api.settings(url) | crowdstrike(url)) for name, api in APIS.items()}


def found(inside: Inside) -> dict[str, str]:
    """Return the host of each record."""
    return found_in(json.loads(one) for one in inside.documents())


def kill_after(requests: int, url: str, process: "subprocess.Popen[str]") -> None:
    """Kill a process when the simulator was asked so often."""
    while status(url)["requests"] < requests:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    process.kill()


@each
def test_each_api_finds_the_machines(name: str, calm: dict[str, Inside]) -> None:
    """Under the same record ids: none is joined wrongly, and all are joined that the fields of the API can tell."""
    hosts = found(calm[name])
    qualys = {record for record in hosts if record.startswith("qualys:")}
    listed = {record for record in TRUTH if record.startswith("qualys:")}
    unscanned = {record for record in listed if "agentless" in TRUTH[record].kinds}
    hopeful = {one: TRUTH[one].machine for one in hosts if HOPELESS.isdisjoint(TRUTH[one].kinds)}
    kinds = {one: TRUTH[one].kinds[:1] for one in hopeful}

    assert (len(qualys), listed - qualys) == (APIS[name].hosts, unscanned if name == "vmdr" else set())
    assert score(hopeful, hosts).precision == 1
    assert {kind for kind, one in score_by_kind(hopeful, kinds, hosts).items() if one.recall < 1} == MISSED[name]


def test_from_one_api_to_another(url: str) -> None:
    """Nothing comes twice: the records are the same, whichever API told of them last."""
    inside = fetched(ASSETS.settings(url))
    before = found(inside)

    assert synced(inside, VMDR.settings(url)) == VMDR.hosts
    assert synced(inside, GAV.settings(url)) == GAV.hosts
    assert found(inside) == before


def test_the_limits_are_kept(calm: dict[str, Inside], url: str) -> None:
    """Nobody was asked too often or too much at once."""
    assert len(calm) == 3
    assert status(url)["violations"] == KEPT


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_changes_nothing(name: str, url: str) -> None:
    """Busy, down, half an answer, a token that ends: every host comes."""
    options = [part for fault in TROUBLE[name] for part in ("--fault", fault)]
    with simulator(MACHINES, *STILL, *options) as troubled:
        there = fetched(APIS[name].settings(troubled) | {"FETCHER_LONGEST_WAIT": "0.1"}).documents()
        assert status(troubled)["violations"] == KEPT
    assert there == fetched(APIS[name].settings(url)).documents()


@pytest.mark.parametrize("name", ["gav", "vmdr"])
def test_killed_in_the_middle(name: str, url: str, tmp_path: Path) -> None:
    """By kill -9, and gone on with: no host is missed, and less than two pages are fetched twice."""
    api = APIS[name]
    with simulator(MACHINES, *STILL, "--latency", "0.05") as slow:
        with Stage(tmp_path, api.settings(slow, 5)).started("services.cli", "fetch", "--now") as process:
            kill_after(6, slow, process)
        with on_file(tmp_path) as inside:
            place = asyncio.run(inside.ports.cursors.load("qualys"))
            synced(inside, api.settings(slow, 5))
            there = inside.documents()
        asked = status(slow)["requests"]

    assert place
    assert there == fetched(api.settings(url)).documents()
    assert api.requests(5) <= asked < api.requests(5) + 2


def test_a_second_sync_of_the_host_list_asks_for_changes_alone() -> None:
    """After an hour the inventory is that of who asks for all hosts again."""
    with simulator(MACHINES) as url:
        settings = VMDR.settings(url)
        changes, whole = fetched(settings), fetched(settings)
        httpx.post(f"{url}/round")
        some = synced(changes, settings)
        every = synced(whole, settings | {"FETCHER_FULL_EVERY": "0"})

    assert 0 < some < every == VMDR.hosts
    assert_same_but_for_gone(changes.documents(), whole.documents())


def test_processes_share_what_a_subscription_may_have_open(tmp_path: Path) -> None:
    """Two that fetch at once, in namespaces of their own: never more than one request is open, if one may be."""
    with simulator(MACHINES, *STILL, "--concurrency", "1", "--latency", "0.02") as url, ExitStack() as running:
        settings = VMDR.settings(url, 10, CONCURRENCY="1")
        stages = [Stage(tmp_path, settings | {"ROLLCALL_NAMESPACE": f"n{number}"}) for number in range(2)]
        processes = [running.enter_context(one.started("services.cli", "fetch", "--now")) for one in stages]
        said = [one.communicate() for one in processes]
        counted = status(url)

    assert [one.returncode for one in processes] == [0] * 2, said
    assert (counted["requests"], counted["violations"]) == (2 * VMDR.requests(10), KEPT)


def test_the_secret_is_nowhere(url: str, tmp_path: Path) -> None:
    """Neither the password nor the token: in no file and no message."""
    password = "wr0ng-s3cret"  # noqa: S105 - nobody's
    stage = Stage(tmp_path, APIS["gav"].settings(url, PASSWORD=password))
    done = stage.run("services.cli", "fetch", "--now")

    assert (done.returncode, "FETCHER_QUALYS_GAV_PASSWORD" in done.stderr) == (2, True)
    assert password.encode() not in stage.written() + done.stderr.encode()
