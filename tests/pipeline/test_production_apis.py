"""The production APIs over real HTTP, in real processes: in any trouble, the inventory that the assessment's gives."""

import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from simulator.demo import simulator
from tests.pipeline.production import APIS, FALCON, STILL, Api, assert_same_but_for_gone, hosts, status
from tests.pipeline.test_kill import kill_until_it_ends, length

MACHINES = 100
KEPT = {"rate": 0, "concurrency": 0}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(MACHINES, *STILL) as address:
        yield address


@pytest.fixture(scope="module", params=list(APIS))
def api(request: pytest.FixtureRequest) -> Api:
    """Each of the APIs."""
    return APIS[request.param]


@pytest.fixture(scope="module")
def expected(api: Api, url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The inventory as the assessment's API gives it."""
    return hosts(api.assessment(tmp_path_factory.mktemp("assessment"), url))


def test_both_apis_of_a_vendor_give_the_same_inventory(api: Api, url: str, expected: str, tmp_path: Path) -> None:
    """Byte for byte; each page is asked for once, and none of the limits is overstepped."""
    before = status(url)["requests"]
    assert hosts(api.stage(tmp_path, url)) == expected
    after = status(url)

    assert (after["requests"] - before, after["violations"]) == (-(-api.hosts // 20) + api.more, KEPT)


def test_trouble_changes_nothing(api: Api, expected: str, tmp_path: Path) -> None:
    """Busy, down, half an answer; with Falcon tokens that end and places that are known no more: every host comes."""
    faults = ["429:7", "cut:5", "malformed:11", "401:3", "stale-offset:4"]
    options = [part for fault in faults for part in ("--fault", fault)]
    with simulator(MACHINES, *STILL, *options, "--token-life", "3") as url:
        assert hosts(api.stage(tmp_path, url)) == expected
        assert status(url)["violations"] == KEPT


def test_a_second_sync_asks_for_changes_alone(api: Api, tmp_path: Path) -> None:
    """After an hour, in which not all hosts changed, the inventory is that of who asks for all of them again."""
    with simulator(MACHINES) as url:
        changes = api.stage(tmp_path / "changes", url)
        whole = api.stage(tmp_path / "whole", url, settings={"FETCHER_FULL_EVERY": "0"})
        assert hosts(changes) == hosts(whole)
        httpx.post(f"{url}/round")
        done = changes.once()

        assert done.returncode == 0
        assert 0 < int(done.stdout.split()[0]) < api.hosts
        some = changes.rollcall("hosts", "--json").splitlines()
        assert_same_but_for_gone(some, hosts(whole).splitlines())


def test_killed_at_any_moment(api: Api, url: str, expected: str, tmp_path: Path) -> None:
    """By kill -9: no host is missed, and less than two pages are fetched twice at each."""
    longest = length(api.stage(tmp_path / "length", url, 5, {"ROLLCALL_LOG_LEVEL": "DEBUG"}))
    chance = random.Random(20)  # noqa: S311 - the same moments each time
    before = status(url)["requests"]
    stage = api.stage(tmp_path / "killed", url, 5, {"ROLLCALL_LOG_LEVEL": "DEBUG"})
    kills = kill_until_it_ends(stage, 4, longest, chance)

    assert stage.rollcall("hosts", "--json") == expected
    syncs = stage.written().count(b'"event": "sync_started"')  # whoever is killed after its sync's end begins another
    assert status(url)["requests"] - before < -(-api.hosts // 5) + api.more * syncs + 2 * (kills + 1)


def test_refused_credentials_are_explained(api: Api, url: str, tmp_path: Path) -> None:
    """Exit code 2 and the setting's name; the secret is in nothing that is written."""
    secret = f"{api.prefix}{api.secret.upper()}"
    stage = api.stage(tmp_path, url, settings={secret: "wr0ng"})
    done = stage.once()

    assert (done.returncode, secret in done.stderr) == (2, True)
    assert b"wr0ng" not in stage.written() + done.stderr.encode()


def test_two_apis_of_one_vendor_are_a_wrong_setting(url: str, tmp_path: Path) -> None:
    """Which one is meant can't be known."""
    both = FALCON.assessment(tmp_path, url).settings | FALCON.stage(tmp_path, url).settings
    done = FALCON.stage(tmp_path, url, settings=both).once()

    assert done.returncode == 2
    assert "expected settings of one; got FETCHER_CROWDSTRIKE_* and FETCHER_FALCON_*" in done.stderr
