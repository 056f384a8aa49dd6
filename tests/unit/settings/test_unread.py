"""Settings that nobody reads, and files that others can read, are warned of by name."""

import re
from pathlib import Path

import pytest
import structlog
import yaml

from services.env_sample import groups
from services.unread import unread, warn_of_settings
from tests.project.tree import ROOT


def named(**given: str) -> dict[str, str]:
    """Return what is warned of, and why."""
    return dict(unread(given, groups()))


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("FETCHER_FALCON_CLIENT_IDD", "FETCHER_FALCON_CLIENT_ID"),
        ("FETCHER_QUALSY_GAV_URL", "FETCHER_QUALYS_GAV_URL"),
        ("VISUALISER_EVERY", "VISUALIZER_EVERY"),
        ("FECTHER_TIMEOUT", "FETCHER_TIMEOUT"),
        ("KAFKA_BOOTSTRAP_SERVER", "KAFKA_BOOTSTRAP_SERVERS"),
        ("MONGODB_URI", "MONGODB_URL"),
        ("METRICS_PROT", "METRICS_PORT"),
        ("rollcall_dta", "ROLLCALL_DATA"),
    ],
)
def test_the_nearest_name_is_told(name: str, near: str) -> None:
    """A letter more, two in another order, another spelling of the first word."""
    assert named(**{name: "5up3r-s3cret"}) == {name.upper(): f"nothing reads it; the nearest that is read is {near}"}


def test_a_tenants_settings_are_known_by_its_name() -> None:
    """With FETCHER_TENANTS; without, that is what the warning says."""
    given = {"FETCHER_FALCON_EMEA_CLIENT_ID": "x", "FETCHER_QUALYS_LAB_URL": "x"}

    assert named(FETCHER_TENANTS="emea, lab", **given) == {}
    assert "FETCHER_TENANTS names no tenant 'lab'" in named(FETCHER_TENANTS="emea", **given)["FETCHER_QUALYS_LAB_URL"]
    typed = named(FETCHER_TENANTS="emea", FETCHER_FALCON_EMEA_CLIENT_IDD="x")
    assert typed["FETCHER_FALCON_EMEA_CLIENT_IDD"].endswith("FETCHER_FALCON_EMEA_CLIENT_ID")


def test_nothing_of_the_project_or_of_others_is_warned_of() -> None:
    """What the sample and the compose file have, our scripts set, Kubernetes and brokers have; and what is empty."""
    sample = re.findall(r"^#(\w+)=", (ROOT / ".env.sample").read_text(), re.MULTILINE)
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    composed = [name for service in services for name in service.get("environment", {})]
    interpolated = re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text())
    others = ["REDIS_SERVICE_HOST", "REDIS_PORT_6379_TCP_ADDR", "KAFKA_PORT", "MONGO_INITDB_ROOT_USERNAME", "RUNTIME"]
    ours = ["ROLLCALL_STACK", "ROLLCALL_COMPOSE", "ROLLCALL_PICTURES", "MONGODB_LIMIT", "SIMULATOR_HOSTS"]

    assert named(**dict.fromkeys([*sample, *composed, *interpolated, *others, *ours, "PATH", "HOME"], "1")) == {}
    assert named(FETCHER_NOTHING="") == {}


@pytest.mark.parametrize(("mode", "warned"), [(0o644, 1), (0o640, 1), (0o600, 0)])
def test_a_file_that_others_can_read_is_named(
    mode: int, warned: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And how to mend it; the variables in it are looked at like those of the environment."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / ".env"
    file.write_text("FETCHER_TIMEOUT=5\nFETCHER_QUALYS_TOKN=5up3r-s3cret\n")
    file.chmod(mode)

    with structlog.testing.capture_logs() as lines:
        warn_of_settings({"ROLLCALL_DATA": "x"})

    assert [line["event"] for line in lines] == [*["settings_open_to_others"] * warned, "setting_unread"]
    assert lines[-1]["variable"] == "FETCHER_QUALYS_TOKN"
    assert "s3cret" not in str(lines)
    assert not warned or "chmod 600 .env" in lines[0]["reason"]
