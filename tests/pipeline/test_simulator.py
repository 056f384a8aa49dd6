"""The simulator as a server: the assessment API as it is on the wire, the truth, and rounds."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from simulator.demo import simulator
from simulator.population import VENDORS, Vendor
from simulator.server import END
from simulator.wire import Json

HOSTS = 100  # of which Qualys lists 97, CrowdStrike 101
TOKEN = {"token": "simulator"}
STILL = ("--reference", "2026-01-31T12:00:00")


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    """A client of a simulator."""
    with simulator(HOSTS, *STILL) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
        yield client


def ask(client: httpx.Client, vendor: str, **query: int | str) -> httpx.Response:
    """Return the answer to a request for a page."""
    return client.post(f"/api/{vendor}/hosts/get", params=query)


def fetched(client: httpx.Client, vendor: Vendor) -> list[Json]:
    """Return all hosts of a vendor, as a careful client gets them: two at a time, the last odd one alone."""
    hosts: list[Json] = []
    for limit in (2, 1):
        while (page := ask(client, vendor, skip=len(hosts), limit=limit)).status_code == 200:
            hosts += page.json()
        assert (page.status_code, page.text) == (500, END)
    return hosts


def ids(vendor: Vendor, hosts: list[Json]) -> set[str]:
    """Return the record ids of hosts."""
    return {f"{vendor}:{raw['id' if vendor == 'qualys' else 'device_id']}" for raw in hosts}


def truth(text: str) -> dict[str, Json]:
    """Return the truth about each record."""
    return {one["record"]: one for one in map(json.loads, text.splitlines())}


def test_what_a_client_fetches_is_what_the_truth_is_about(api: httpx.Client) -> None:
    """All hosts of both vendors come, as many as the status says; each is in the truth, with machine and kinds."""
    hosts = {vendor: fetched(api, vendor) for vendor in VENDORS}
    known = truth(api.get("/truth").text)

    assert {vendor: len(found) for vendor, found in hosts.items()} == api.get("/status").json()["records"]
    assert set.union(*(ids(vendor, found) for vendor, found in hosts.items())) == set(known)
    assert all(one.keys() == {"record", "machine", "kinds"} for one in known.values())
    assert len({one["machine"] for one in known.values()}) == HOSTS


@pytest.mark.parametrize("vendor", VENDORS)
def test_both_vendors_have_an_odd_number_of_hosts(api: httpx.Client, vendor: Vendor) -> None:
    """The last host comes only alone: a page of two that reaches past the end is refused."""
    count = api.get("/status").json()["records"][vendor]

    assert count % 2 == 1
    refused = ask(api, vendor, skip=count - 1, limit=2)
    assert (refused.status_code, refused.text) == (500, END)
    assert len(ask(api, vendor, skip=count - 1, limit=1).json()) == 1


def test_past_the_end_is_an_error_in_plain_text(api: httpx.Client) -> None:
    """Never an empty list, and no JSON."""
    answer = ask(api, "qualys", skip=10_000, limit=1)

    assert (answer.status_code, answer.text) == (500, "Error invalid skip/limit combo (>number of hosts)")
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_page_is_a_bare_array_of_one_host_unless_more_is_asked(api: httpx.Client) -> None:
    """Without a limit it is 1, without a skip 0."""
    assert ask(api, "qualys").json() == ask(api, "qualys", skip=0, limit=1).json()
    assert len(ask(api, "qualys", skip=3).json()) == 1


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"limit": 3}, {"code": "too_big", "maximum": 2, "path": ["limit"]}),
        ({"limit": -1}, {"code": "too_small", "minimum": 0, "path": ["limit"]}),
        ({"skip": "two"}, {"code": "invalid_type", "expected": "number", "path": ["skip"]}),
    ],
)
def test_a_wrong_parameter_is_explained(api: httpx.Client, query: dict[str, int | str], problem: Json) -> None:
    """With a 500, and JSON as the API's validator writes it."""
    answer = ask(api, "crowdstrike", **query)
    (said,) = answer.json()["error"]

    assert answer.status_code == 500
    assert said.items() >= problem.items()


def test_another_token_is_not_found(api: httpx.Client) -> None:
    """A 404, without one too; another vendor is not found either."""
    assert api.post("/api/qualys/hosts/get", headers={"token": "wrong"}).status_code == 404
    assert httpx.post(f"{api.base_url}/api/qualys/hosts/get").status_code == 404
    assert ask(api, "another").status_code == 404


def test_options_change_the_refusal_and_the_page() -> None:
    """A 401 in place of the 404; more hosts at once."""
    with simulator(20, "--refusal", "401", "--max-limit", "10") as url, httpx.Client(base_url=url) as client:
        assert ask(client, "qualys").status_code == 401
        client.headers.update(TOKEN)
        assert len(ask(client, "qualys", limit=10).json()) == 10


def test_the_same_seed_serves_the_same_bytes(api: httpx.Client) -> None:
    """Another process with the seed and the reference gives the same page; another seed doesn't."""
    page = ask(api, "qualys", skip=40, limit=2).content
    for seed, same in (("1", True), ("2", False)):
        with simulator(HOSTS, *STILL, "--seed", seed) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
            assert (ask(client, "qualys", skip=40, limit=2).content == page) is same


def test_a_million_machines_serve_any_page(api: httpx.Client) -> None:
    """A page from the end comes like one from the beginning, which is that of a small population."""
    with simulator(1_000_000, *STILL) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
        first, last = (ask(client, "crowdstrike", skip=skip, limit=2) for skip in (0, 999_000))

    assert first.content == ask(api, "crowdstrike", skip=0, limit=2).content
    assert len(last.json()) == 2


def test_a_round_changes_the_hosts_and_the_truth_in_its_file(tmp_path: Path) -> None:
    """Some are replaced by others; file and endpoint say the same before and after."""
    file = tmp_path / "truth.jsonl"
    with simulator(HOSTS, "--truth", str(file)) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
        before = file.read_text()
        assert client.get("/truth").text == before
        assert client.post("/round").json()["round"] == 1
        after = file.read_text()
        served = set.union(*(ids(vendor, fetched(client, vendor)) for vendor in VENDORS))

        assert client.get("/truth").text == after != before
    assert set(truth(after)) == served
    assert set(truth(before)) - served


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--fault", "teapot:3"), "teapot:3"),
        (("--hosts", "0"), "--hosts"),
        (("--refusal", "200"), "--refusal"),
        (("--port", "65536"), "--port"),
    ],
)
def test_a_wrong_option_is_explained(options: tuple[str, str], said: str) -> None:
    """Exit code 2, the option and what was wrong; nothing is served."""
    command = [sys.executable, "-m", "simulator", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_help_names_every_fault() -> None:
    """Whoever asks for help learns what can go wrong."""
    command = [sys.executable, "-m", "simulator", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    assert all(f"{name}:" in done.stdout for name in ("429", "500", "timeout", "cut", "malformed", "huge-field"))
