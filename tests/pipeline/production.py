"""Stages whose vendors are the simulator's production APIs, and what they leave."""

from pathlib import Path
from typing import Any

import httpx

from tests.pipeline.stage import Stage

STILL = ("--reference", "2026-01-31T12:00:00")
TOKEN = "simulator"  # noqa: S105 - no secret


def falcon(folder: Path, url: str, **settings: str) -> Stage:
    """Return a stage that fetches from Falcon alone, 20 devices a page."""
    folder.mkdir(parents=True, exist_ok=True)
    own = {"FETCHER_FALCON_CLOUD": url, "FETCHER_FALCON_CLIENT_ID": "simulator", "FETCHER_FALCON_CLIENT_SECRET": TOKEN}
    return Stage(folder, own | {"FETCHER_FALCON_PAGE": "20"} | settings)


def assessment(folder: Path, url: str, vendor: str) -> Stage:
    """Return a stage that fetches one vendor from the assessment's API."""
    folder.mkdir(parents=True, exist_ok=True)
    return Stage(folder, {f"FETCHER_{vendor}_URL": url, f"FETCHER_{vendor}_TOKEN": TOKEN})


def hosts(stage: Stage) -> str:
    """Fetch and process; return the inventory as JSON."""
    done = stage.once()
    assert done.returncode == 0, done.stderr
    return stage.rollcall("hosts", "--json")


def status(url: str) -> Any:  # Any: JSON
    """Return what the simulator counted."""
    return httpx.get(f"{url}/status").json()
