"""The compose file, as far as it can be read without an engine; tests/stack/test_compose.py runs it."""

import re
import shlex
import tomllib
from typing import Any

import pytest
import yaml
from typer.main import get_command

from docs.compose import compose
from services.cli import app
from services.env_sample import groups
from simulator.__main__ import main as simulate
from tests.project.tree import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())  # Any: parsed YAML
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = {name: one for name, one in SERVICES.items() if "build" in one}
STREAM = ("fetcher", "normalizer", "deduper", "visualizer")
JOBS = {"topics", "charts-folder"}
WRITES = {"kafka"}  # containers whose root can't be read-only
OF_THE_IMAGE = {"ROLLCALL_DATA", "ROLLCALL_LOGS", "VISUALIZER_FOLDER", "METRICS_HOST", "METRICS_PORT"}
OF_ONE_FILE = "SQLITE_"  # there is none in containers
SETTINGS = {group.variable(name) for group in groups() for name in group.model_fields}


def every(which: dict[str, dict[str, Any]]) -> pytest.MarkDecorator:
    """Parametrise a test by services of the compose file."""
    return pytest.mark.parametrize("name", which)


@every(OURS)
def test_each_image_holds_one_service(name: str) -> None:
    """What is built is a service with an extra of its own, from the base that the Dockerfile names too."""
    arguments = OURS[name]["build"]["args"]
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    base = re.findall(r"^ARG BASE_IMAGE=(\S+)$", DOCKERFILE, re.MULTILINE)

    assert arguments["SERVICE"] in extras
    assert OURS[name]["image"] == f"rollcall-{arguments['SERVICE']}"
    assert [arguments["BASE_IMAGE"]] == [f"${{BASE_IMAGE:-{one}}}" for one in base]


@pytest.mark.parametrize("name", STREAM)
def test_each_service_can_be_scaled(name: str) -> None:
    """Nothing that only one container can have is given to a service, and its image's own command runs it."""
    assert not {"container_name", "ports", "hostname", "command", "entrypoint"} & set(SERVICES[name])
    assert SERVICES[name]["build"]["args"]["SERVICE"] == name
    assert (ROOT / "services" / name / "__main__.py").exists()


@every(SERVICES)
def test_each_container_is_held(name: str) -> None:
    """Memory, processors and processes are limited, rights are dropped, the root is read-only where it can be."""
    one = SERVICES[name]

    assert {"mem_limit", "cpus", "pids_limit"} <= set(one)
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["read_only"] is (name not in WRITES)
    assert "privileged" not in one


@every(SERVICES)
def test_no_container_runs_as_root(name: str) -> None:
    """Our images name a user by number; root is only the job that opens a folder, with one right and no network."""
    one = SERVICES[name]
    root = one.get("user", "").partition(":")[0] in {"0", "root"}

    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert root is (name == "charts-folder")
    assert one.get("cap_add", []) == (["FOWNER"] if root else [])
    assert not root or one["network_mode"] == "none"


@every(SERVICES)
def test_each_container_is_asked_how_it_is(name: str) -> None:
    """What goes on has a health check, in the file or in our image; what ends has none."""
    check: dict[str, Any] = SERVICES[name].get("healthcheck", {})

    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.MULTILINE)
    if SERVICES[name]["restart"] == "no":
        assert check == {"disable": True}
    else:
        assert name in OURS or check["test"][0] == "CMD"


@every(SERVICES)
def test_each_waits_for_what_it_needs(name: str) -> None:
    """A job is waited for to its end, anything else until it is healthy."""
    needs: dict[str, dict[str, str]] = SERVICES[name].get("depends_on", {})

    assert {one: how["condition"] for one, how in needs.items()} == {
        one: "service_completed_successfully" if one in JOBS else "service_healthy" for one in needs
    }
    assert set(needs) <= set(SERVICES)
    assert name not in STREAM or "topics" in needs
    for variable, other in (("REDIS_URL", "redis"), ("MONGODB_URL", "mongodb")):
        assert name not in STREAM or (variable in SERVICES[name]["environment"]) is (other in needs)


def test_every_setting_can_be_set() -> None:
    """All that .env.sample has reaches the services, but for what the image decides."""
    given = {variable for one in OURS.values() for variable in one.get("environment", {})}

    assert given - SETTINGS == set()
    assert {one for one in SETTINGS - given - OF_THE_IMAGE if not one.startswith(OF_ONE_FILE)} == set()


def test_the_fetchers_settings_are_those_of_the_code() -> None:
    """A new vendor's reach the container; after a change: `make docs`."""
    assert (ROOT / "docker-compose.yml").read_text() == compose()


def test_the_image_decides_what_only_it_can() -> None:
    """A setting that is the image's is set there, or its default is a folder that the image has."""
    folders = re.findall(r"/app/(\w+)", DOCKERFILE)
    defaults = {group.variable(name): one.default for group in groups() for name, one in group.model_fields.items()}

    assert {one for one in OF_THE_IMAGE if f"{one}=" not in DOCKERFILE and str(defaults[one]) not in folders} == set()


def test_commands_are_there() -> None:
    """What the file runs of ours exists: a command of the operator's, options of the simulator."""
    commands = getattr(get_command(app), "commands")  # noqa: B009 - a group has them, the type doesn't say so
    options = re.findall(r"--([\w-]+)", SERVICES["simulator"]["command"])

    assert shlex.split(SERVICES["topics"]["command"])[:1] == ["rollcall"]
    assert set(shlex.split(SERVICES["topics"]["command"])[1:] + SERVICES["rollcall"]["command"]) <= set(commands)
    assert set(options) <= set(simulate.__annotations__)


@every(SERVICES)
def test_images_of_others_are_pinned(name: str) -> None:
    """Each names a version; what is to look at is only started when asked for, and only from this machine."""
    one = SERVICES[name]

    assert name in OURS or re.fullmatch(r"[\w/-]+:v?\d+\.\d[\w.-]*", one["image"])
    assert all(port.startswith("127.0.0.1:") for port in one.get("ports", []))
    assert "ports" not in one or one["profiles"]


def test_both_programs_know_the_file() -> None:
    """What only compose v2 knows isn't used: docker-compose 1.29 refuses it."""
    text = (ROOT / "docker-compose.yml").read_text()

    assert {key for key in COMPOSE if not key.startswith("x-")} == {"services", "networks", "volumes"}
    assert re.findall(r"\b(start_interval|required|develop|pull_policy|attach|include|configs)\b:", text) == []
    named = {path for one in SERVICES.values() for path in one.get("volumes", []) if not path.startswith(".")}
    assert {path.partition(":")[0] for path in named} == set(COMPOSE["volumes"])


def test_only_what_an_image_needs_is_sent_to_the_engine() -> None:
    """What the Dockerfile copies is all that .dockerignore lets through; each is there."""
    copied = {one for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE) for one in line.split()}
    let = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert copied == let
    assert {one for one in copied if not (ROOT / one).exists()} == set()


def test_all_services_are_watched() -> None:
    """Prometheus finds each service by its name; the dashboard and the alerts ask for metrics that there are."""
    scraped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())["scrape_configs"]
    asked = [
        (ROOT / "deploy" / path).read_text() for path in ("prometheus/alerts.yml", "grafana/dashboards/rollcall.json")
    ]
    there = (ROOT / "shared/runtime/metrics.py").read_text()
    names = {one.removesuffix("_bucket") for text in asked for one in re.findall(r"\brollcall_\w+", text)}

    assert [(one["job_name"], one["dns_sd_configs"][0]["names"]) for one in scraped] == [(one, [one]) for one in STREAM]
    assert len(names) > 5
    assert {one for one in names if f'"{one}"' not in there} == set()
