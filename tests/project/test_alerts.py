"""The rules of alerts on made-up series, by Prometheus' own tool (Debian's package `prometheus`)."""

import subprocess

import pytest

from tests.project.tree import ROOT


@pytest.mark.parametrize(
    ("what", "file"), [("test", "alerts.test.yml"), ("check", "alerts.yml")], ids=["they fire", "they are in order"]
)
def test_alerts(what: str, file: str) -> None:
    """Each fires when it should, also for the first event of all, and not before."""
    done = subprocess.run(  # noqa: S603 - a program of the system
        ["promtool", what, "rules", file],  # noqa: S607 - wherever it is installed
        cwd=ROOT / "deploy" / "prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tried() -> None:
    """A rule that no test has is a rule that nobody saw fire."""
    folder = ROOT / "deploy" / "prometheus"
    names = {line.split()[2] for line in (folder / "alerts.yml").read_text().splitlines() if "- alert:" in line}
    tried = (folder / "alerts.test.yml").read_text()
    assert names
    assert {name for name in names if f"alertname: {name}" not in tried} == set()
