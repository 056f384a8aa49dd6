"""Qualys' APIs asked over real HTTP by the services inside the test's process: what each leaves in the inventory."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from services.wiring import open_fetcher
from tests.pipeline.inside import Inside, in_memory

SECRET = "simulator"  # noqa: S105 - no secret


@dataclass(frozen=True)
class Api:
    """One of Qualys' APIs: its settings' prefix; hosts of 100 machines."""

    prefix: str
    hosts: int

    def settings(self, url: str, page: int = 20, **more: str) -> dict[str, str]:
        """Return the settings with which it is asked."""
        own = {"URL": url, "USERNAME": "simulator", "PASSWORD": SECRET, "PAGE": str(page)}
        return {f"{self.prefix}{name}": value for name, value in (own | more).items()}


# The assessment's API lists 97; one of them is there in two versions, and two were never scanned.
ASSETS, GAV, VMDR = (
    Api("FETCHER_QUALYS_ASSETS_", 96),
    Api("FETCHER_QUALYS_GAV_", 96),
    Api("FETCHER_QUALYS_VMDR_", 94),
)
APIS = {"assets": ASSETS, "gav": GAV, "vmdr": VMDR}


def crowdstrike(url: str) -> dict[str, str]:
    """Return the settings with which the other vendor is asked."""
    return {"FETCHER_CROWDSTRIKE_URL": url, "FETCHER_CROWDSTRIKE_TOKEN": SECRET}


def fetched(settings: Mapping[str, str]) -> Inside:
    """Return the services after they fetched by these settings and processed all."""
    inside = in_memory()
    synced(inside, settings)
    return inside


def synced(inside: Inside, settings: Mapping[str, str]) -> int:
    """Fetch by these settings and process all; return how many hosts came."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        came = asyncio.run(_fetch(inside))
    inside.run()
    return came


async def _fetch(inside: Inside) -> int:
    async with open_fetcher(inside.ports) as fetcher:
        reports = await fetcher.sync_all()
    assert [one.error for one in reports if one.error] == []
    return sum(one.hosts for one in reports)
