"""The demo, as `make demo` runs it."""

import subprocess
import sys
from pathlib import Path

from simulator.recipes import HOPELESS, KINDS
from tests.surroundings import surroundings

ROOT = Path(__file__).parents[2]


def demo(folder: Path, *options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the demo in a folder."""
    around = surroundings()
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "simulator.demo", *options],
        cwd=folder,
        env=around | {"PYTHONPATH": str(ROOT)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_draws_and_says_how_right_it_is(tmp_path: Path) -> None:
    """Every record arrives, every kind has its line, the charts are where it says; what another demo left is gone."""
    (left := tmp_path / "data" / "demo" / "rollcall.sqlite").parent.mkdir(parents=True)
    left.write_text("no database")
    done = demo(tmp_path, "--hosts", "100")

    assert done.returncode == 0, done.stderr
    assert "96 of 96 records arrived" in done.stdout
    assert "100 of 100 records arrived" in done.stdout
    assert [kind for kind in KINDS if f"\n  {kind} " not in done.stdout] == []
    assert done.stdout.count("(*)") == len(HOPELESS) + 2
    assert list((tmp_path / "data" / "demo" / "charts" / "latest").glob("*.png"))
    assert f"charts: {tmp_path.resolve() / 'data' / 'demo' / 'charts'}" in done.stdout
    assert done.stdout.endswith("open http://127.0.0.1:8080/\n")


def test_the_demo_ends_with_the_exit_code_of_what_failed(tmp_path: Path) -> None:
    """A wrong setting ends the services with 2 and a reason, and so the demo, before any table."""
    done = demo(tmp_path, "--hosts", "10", FETCHER_TIMEOUT="-1")

    assert done.returncode == 2
    assert "FETCHER_TIMEOUT" in done.stderr
    assert "precision" not in done.stdout
