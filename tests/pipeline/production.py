"""The simulator's production APIs beside the assessment's: stages that fetch from them, and what they leave."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from simulator.population import Vendor
from tests.pipeline.stage import Stage

STILL = ("--reference", "2026-01-31T12:00:00")
SECRET = "simulator"  # noqa: S105 - no secret


@dataclass(frozen=True)
class Api:
    """A production API: its settings' prefix, the name of its address and its credentials; hosts of 100 machines.

    Beside the requests for their pages it takes `more`.
    """

    vendor: Vendor
    prefix: str
    address: str
    user: str
    secret: str
    hosts: int
    more: int = 0

    def stage(self, folder: Path, url: str, page: int = 20, settings: dict[str, str] | None = None) -> Stage:
        """Return a stage that fetches from this API alone."""
        folder.mkdir(parents=True, exist_ok=True)
        own = {self.address: url, self.user: "simulator", self.secret: SECRET, "page": str(page)}
        return Stage(folder, {f"{self.prefix}{name.upper()}": value for name, value in own.items()} | (settings or {}))

    def assessment(self, folder: Path, url: str) -> Stage:
        """Return a stage that fetches the same vendor from the assessment's API."""
        folder.mkdir(parents=True, exist_ok=True)
        prefix = f"FETCHER_{self.vendor.upper()}_"
        return Stage(folder, {f"{prefix}URL": url, f"{prefix}TOKEN": SECRET})


# Of the hosts that the assessment's API lists, one is there in two versions.
FALCON = Api("crowdstrike", "FETCHER_FALCON_", "cloud", "client_id", "client_secret", 100, more=1)  # for hidden hosts
QUALYS = Api("qualys", "FETCHER_QUALYS_ASSETS_", "url", "username", "password", 96, more=1)  # to count them
APIS = {"falcon": FALCON, "qualys": QUALYS}


def hosts(stage: Stage) -> str:
    """Fetch and process; return the inventory as JSON."""
    done = stage.once()
    assert done.returncode == 0, done.stderr
    return stage.rollcall("hosts", "--json")


def status(url: str) -> Any:  # Any: JSON
    """Return what the simulator counted."""
    return httpx.get(f"{url}/status").json()


OF_LISTED = ("containment", "unlisted_sensors")  # what records that are listed no more don't tell


def assert_same_but_for_gone(changes: Iterable[str | bytes], whole: Iterable[str | bytes]) -> None:
    """Compare the hosts of who asked for changes with those of who asked for all.

    Only the second knows who is listed no more: that word, and what it takes from such hosts alone, are left out.
    """
    some, all_hosts = ([json.loads(host) for host in inventory] for inventory in (changes, whole))
    left = {host["id"] for host in all_hosts if any("gone" in record for record in host["records"])}
    assert [_present(host, left) for host in some] == [_present(host, left) for host in all_hosts]


def _present(host: dict[str, Any], left: Collection[str]) -> dict[str, Any]:  # Any: JSON
    of_listed = OF_LISTED if host["id"] in left else ()
    bare = {name: value for name, value in host.items() if name not in {"gone", "gone_from", *of_listed}}
    sources = {name: value for name, value in host["sources"].items() if name not in of_listed}
    records = [{name: value for name, value in record.items() if name != "gone"} for record in host["records"]]
    return bare | {"sources": sources, "records": records}
