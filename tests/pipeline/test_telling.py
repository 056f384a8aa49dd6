"""A running process tells how it is, and ends in order."""

import json
import os
import re
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml

from simulator.demo import simulator
from tests.pipeline.stage import Stage
from tests.ports import free_port

HOSTS = 12
DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address."""
    with simulator(HOSTS) as address:
        yield address


@pytest.fixture
def port() -> int:
    """A port at which nobody listens."""
    return free_port()


def ready(port: int) -> str:
    """Return what is answered once all is ready: who has drawn says so before its round is through."""
    for _ in range(1_000):
        with suppress(HTTPError):
            return get(port, "/readyz")
    raise AssertionError("it never was")


def get(port: int, path: str) -> str:
    """Return what is answered, if it is a success."""
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return str(answer.read().decode())


def value(text: str, name: str) -> float:
    """Return what an instrument says."""
    (found,) = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found)


def queries() -> list[str]:
    """Return what the dashboard and the rules of alerts ask Prometheus."""
    panels = json.loads((DEPLOY / "grafana/dashboards/rollcall.json").read_text())["panels"]
    (group,) = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    asked = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [*asked, *(rule["expr"] for rule in group["rules"])]


def unknown(text: str) -> list[str]:
    """Return the metrics and labels that are asked for and that a process doesn't tell."""
    told = defaultdict(set, {"up": {"job", "instance"}})
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? \S+$", text, re.MULTILINE):
        told[name] |= {"job", "instance", *re.findall(r'(\w+)="', labels)}
    found = []
    for query in queries():
        names = set(re.findall(r"\b(?:rollcall_\w+|up)\b", query))
        labels = set(re.findall(r'(\w+)=~?"', query))
        for listed in re.findall(r"by \(([^)]*)\)", query):
            labels |= {label.strip() for label in listed.split(",")}
        found += [name for name in names if name not in told]
        found += [f"{name}: {label}" for name in names for label in labels - told[name]]
    return found


def test_a_running_process_is_well_and_says_what_it_did(url: str, port: int, tmp_path: Path) -> None:
    """Each loop in a line, the container's check agrees, the counts are those of the run; SIGTERM ends it with 0."""
    stage = Stage.at(tmp_path, url, METRICS_PORT=str(port))
    with stage.started("services") as running:
        assert any("charts_drawn" in line for line in running.stderr or ())
        said = ready(port)
        names = ("normalizer on hosts.raw", "deduper on hosts.normalized", "rulings on hosts.rulings")
        assert said.splitlines()[:3] == [f"{name}: ok" for name in names]
        assert get(port, "/healthz") == said
        check = stage.run("services.health")
        assert (check.returncode, check.stdout) == (0, said)

        text, records = get(port, "/metrics"), stage.status()["records"]
        assert unknown(text) == []
        for vendor in ("qualys", "crowdstrike"):
            assert value(text, f'rollcall_hosts_fetched_total{{vendor="{vendor}"}}') >= records[vendor]
            assert value(text, f'rollcall_syncs_total{{outcome="complete",vendor="{vendor}"}}') == 1
        deduped = 'rollcall_messages_handled_total{service="deduper",topic="hosts.normalized"}'
        assert value(text, deduped) >= sum(records.values())
        assert value(text, "rollcall_index_conflicts_total") == 0

        running.send_signal(signal.SIGTERM)
        running.communicate()
        assert running.returncode == 0
    assert stage.run("services.health").returncode == 1


def test_a_process_that_stands_still_is_unhealthy(url: str, port: int, tmp_path: Path) -> None:
    """Stopped, it doesn't answer; gone on, it says first that nothing moved for too long, or that it moves again."""
    stage = Stage.at(tmp_path, url, METRICS_PORT=str(port))
    with stage.started("services") as running:
        assert any("charts_drawn" in line for line in running.stderr or ())
        os.kill(running.pid, signal.SIGSTOP)
        check = stage.run("services.health")
        assert check.returncode == 1
        assert "expected an answer; got" in check.stdout
        os.kill(running.pid, signal.SIGCONT)
        assert stage.run("services.health").returncode == 0


def test_replay_in_place_of_a_running_process_says_how_to_stop_it(url: str, tmp_path: Path) -> None:
    """The process's number is in the message; when that is done, the replay goes through."""
    stage = Stage.at(tmp_path, url)
    replay = ("services.cli", "replay", "hosts.raw", "--offset", "0")
    with stage.started("services") as running:
        assert any("charts_drawn" in line for line in running.stderr or ())
        refused = stage.run(*replay)
        assert refused.returncode == 2
        (number,) = re.findall(r"`kill (\d+)`", refused.stderr)
        assert int(number) == running.pid
        os.kill(int(number), signal.SIGTERM)
        running.communicate()
    assert stage.run(*replay).returncode == 0
