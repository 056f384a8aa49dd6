"""Replay, shadow and dead letters as an operator does them, on Kafka, Redis and MongoDB."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from simulator.demo import simulator
from tests.pipeline.stage import Stage
from tests.stack.servers import SHORT_SESSION, new_namespace, server

pytestmark = pytest.mark.stack
SERVICES = ("normalizer", "deduper")
SERVERS = {"kafka": "KAFKA_BOOTSTRAP_SERVERS", "redis": "REDIS_URL", "mongodb": "MONGODB_URL"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator that sends a wrong-typed host at each third page."""
    with simulator(12, "--fault", "wrong-type:3") as address:
        yield address


@pytest.fixture
def stage(url: str, tmp_path: Path) -> Stage:
    """A namespace of its own, with the pages of a simulator in its topic."""
    settings = SHORT_SESSION | {variable: server(name) for name, variable in SERVERS.items()}
    there = Stage.at(tmp_path, url, ROLLCALL_NAMESPACE=new_namespace(), **settings)
    there.rollcall("topics")
    there.rollcall("fetch", "--now")
    return there


@contextmanager
def running(stage: Stage) -> Iterator[None]:
    """Run the services beside the block."""
    with ExitStack() as stack:
        for name in SERVICES:
            stack.enter_context(stage.started(f"services.{name}"))
        yield


def processed(stage: Stage) -> list[str]:
    """Return the hosts, once nothing waits for the services."""
    while any(lag for group, lag in stage.status()["lag"].items() if group != "visualizer"):
        pass
    return stage.rollcall("hosts", "--json").splitlines()


def test_a_live_group_is_refused_and_afterwards_goes_back_alone(stage: Stage) -> None:
    """While a normalizer runs, the message says how to stop it; then it alone goes back; the hosts stay as they are."""
    replay = ("services.cli", "replay", "hosts.raw", "--offset", "0")
    with running(stage):
        hosts = processed(stage)
        refused = stage.run(*replay)
        assert refused.returncode == 2
        assert "`docker compose stop normalizer`" in refused.stderr
        count = int(stage.rollcall(*replay[1:], "--dry-run").split()[0].replace(",", ""))
        given = stage.rollcall(*replay[1:], "--to", "1")
        assert given.startswith("normalizer will read ")
        assert processed(stage) == hosts
    before = stage.status()["lag"]
    stopped = stage.run(*replay)
    while stopped.returncode:  # until the broker has missed the killed member
        assert "is running" in stopped.stderr
        stopped = stage.run(*replay)
    after = stage.status()["lag"]
    assert after["normalizer"] > count
    assert {**after, "normalizer": 0} == {**before, "normalizer": 0}
    with running(stage):
        assert processed(stage) == hosts


def test_a_shadow_is_the_same_inventory_and_the_switch_says_what_to_set(stage: Stage) -> None:
    """It has every host, byte for byte; the present one is untouched until the setting is changed."""
    with running(stage):
        hosts = processed(stage)
    green = new_namespace()
    found = json.loads(stage.rollcall("replay", "hosts.raw", "--into", green, "--json"))
    assert found["difference"]["unchanged"] == found["difference"]["after"] == len(hosts)
    assert f"ROLLCALL_NAMESPACE={green}" in stage.rollcall("switch", green)
    assert stage.rollcall("hosts", "--json").splitlines() == hosts
    beside = Stage(stage.folder, stage.settings | {"ROLLCALL_NAMESPACE": green})
    assert beside.rollcall("hosts", "--json").splitlines() == hosts


def test_letters_are_decided_one_by_one(stage: Stage) -> None:
    """One dropped, one given back and refused again, while the services run; the rest wait."""
    with running(stage):
        processed(stage)
        first, second, *rest = listed(stage)
        stage.rollcall("dead-letters", "drop", first)
        stage.rollcall("dead-letters", "replay", second)
        stage.rollcall("dead-letters", "replay", second)
        processed(stage)
        again = set(listed(stage)) - set(rest)
    assert not again & {first, second}
    assert len(again) == 1
    assert {*rest} < {*listed(stage)}


def listed(stage: Stage) -> list[str]:
    """Return the ids of the letters that wait."""
    lines = stage.rollcall("dead-letters", "list", "--json").splitlines()
    return [json.loads(line)["id"] for line in lines]
