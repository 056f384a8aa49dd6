"""CrowdStrike Falcon over real HTTP, in real processes: the same inventory, through every trouble."""

import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from simulator.demo import simulator
from tests.pipeline.production import STILL, assessment, falcon, hosts, status
from tests.pipeline.test_kill import kill_until_it_ends, length

MACHINES = 100
DEVICES = 100  # of which the assessment's API lists one in two versions


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(MACHINES, *STILL) as address:
        yield address


@pytest.fixture(scope="module")
def expected(url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The inventory as the assessment's API gives it."""
    return hosts(assessment(tmp_path_factory.mktemp("assessment"), url, "CROWDSTRIKE"))


def test_both_apis_give_the_same_inventory(url: str, expected: str, tmp_path: Path) -> None:
    """Byte for byte; and none of the limits was overstepped."""
    before = status(url)["requests"]
    assert hosts(falcon(tmp_path, url)) == expected
    after = status(url)

    assert after["requests"] - before == DEVICES / 20
    assert after["violations"] == {"rate": 0, "concurrency": 0}


@pytest.mark.parametrize(
    "faults", [["429:3"], ["401:2"], ["stale-offset:3"], ["cut:3", "malformed:4"], ["401:2", "stale-offset:5", "500:3"]]
)
def test_trouble_changes_nothing(faults: list[str], expected: str, tmp_path: Path) -> None:
    """Refused tokens, forgotten places, outages: every device comes."""
    options = [part for fault in faults for part in ("--fault", fault)]
    with simulator(MACHINES, *STILL, *options) as url:
        assert hosts(falcon(tmp_path, url)) == expected


def test_tokens_that_end_at_once_are_renewed(expected: str, tmp_path: Path) -> None:
    """Each request has one that is good."""
    with simulator(MACHINES, *STILL, "--token-life", "1") as url:
        assert hosts(falcon(tmp_path, url)) == expected


def test_a_rate_is_kept(expected: str, tmp_path: Path) -> None:
    """A client that knows what a vendor takes never asks for more: there are no violations to count."""
    with simulator(MACHINES, *STILL, "--rate", "3") as url:
        stage = falcon(tmp_path, url, FETCHER_FALCON_PAGE="50")
        assert hosts(stage) == expected
        assert status(url)["violations"] == {"rate": 0, "concurrency": 0}


def test_a_second_sync_asks_for_changes_alone(tmp_path: Path) -> None:
    """After an hour, in which not all devices changed, the inventory is that of who asks for all of them again."""
    with simulator(MACHINES) as url:
        changes, whole = falcon(tmp_path / "changes", url), falcon(tmp_path / "whole", url, FETCHER_FULL_EVERY="0")
        assert hosts(changes) == hosts(whole)
        httpx.post(f"{url}/round")
        done = changes.once()

        assert done.returncode == 0
        assert 0 < int(done.stdout.split()[0]) < DEVICES
        assert changes.rollcall("hosts", "--json") == hosts(whole)


def test_killed_at_any_moment(url: str, expected: str, tmp_path: Path) -> None:
    """Killed with -9 in the middle: no device is missed, and hardly a page is fetched twice."""
    settings = {"ROLLCALL_LOG_LEVEL": "DEBUG", "FETCHER_FALCON_PAGE": "5"}
    longest = length(falcon(tmp_path / "length", url, **settings))
    chance = random.Random(20)  # noqa: S311 - the same moments each time
    before = status(url)["requests"]
    stage = falcon(tmp_path / "killed", url, **settings)
    kills = kill_until_it_ends(stage, 5, longest, chance)

    assert stage.rollcall("hosts", "--json") == expected
    assert status(url)["requests"] - before <= DEVICES / 5 + 1 + 2 * kills


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"FETCHER_FALCON_CLIENT_SECRET": "wr0ng"}, "FETCHER_FALCON_CLIENT_SECRET"),
        ({"FETCHER_FALCON_CLIENT_ID": "them"}, "FETCHER_FALCON_CLIENT_ID"),
        ({"FETCHER_CROWDSTRIKE_URL": "http://127.0.0.1:9", "FETCHER_CROWDSTRIKE_TOKEN": "t"}, "FETCHER_FALCON_*"),
    ],
)
def test_what_is_wrong_with_the_settings_is_said(url: str, settings: dict[str, str], said: str, tmp_path: Path) -> None:
    """Credentials that are refused, and two APIs of one vendor; no secret is in anything that is written."""
    stage = falcon(tmp_path, url, **settings)
    done = stage.once()

    assert (done.returncode, said in done.stderr) == (2, True)
    assert b"wr0ng" not in stage.written() + done.stderr.encode()
