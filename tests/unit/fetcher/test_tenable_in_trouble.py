"""Tenable's export as the simulator serves it, in every kind of trouble: the client's waits take no time here."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from services.fetcher.client import Client
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors.tenable_export import VENDOR, TenableExportSettings
from shared.adapters.clock import ManualClock
from shared.errors import VendorRefused
from simulator.faults import Faults, parse_fault
from simulator.limits import Limits
from simulator.population import Population
from simulator.server import Simulator
from simulator.tenable import render, there
from tests.unit.fetcher.world import NOON, SECRET, client, run

PEOPLE = Population(400, reference=datetime(2026, 1, 31, 12, tzinfo=UTC))
OURS = TenableExportSettings(access_key=SecretStr("simulator"), secret_key=SecretStr("simulator"), chunk=100)


def fetched(faults: Sequence[str]) -> tuple[set[str], int]:
    """Fetch all assets from a simulator with faults; return their ids, and how many exports were begun.

    The faults end with the second export: those that strike each n-th request would strike it at the same place.
    """
    simulator = Simulator(PEOPLE, "simulator", Faults(map(parse_fault, faults)), limits=Limits(rate=10_000))
    wire, begun = httpx.ASGITransport(simulator.app(), raise_app_exceptions=False), 0

    async def work() -> tuple[set[str], int]:
        nonlocal begun
        found, cursor = set[str](), VENDOR.first(OURS)
        async with httpx.AsyncClient(transport=wire) as http:
            client = Client(http, ManualClock(NOON), FetcherSettings(attempts=9, longest_wait=0.001))
            while True:
                begun += VENDOR.ask(OURS, cursor).method == "POST"
                if begun == 2:
                    simulator.faults = Faults()
                page = await client.page(VENDOR, OURS, cursor)
                found |= {one["id"] for one in page.hosts}
                if page.cursor is None:
                    return found, begun
                cursor = page.cursor

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("faults", "exports"),
    [
        ([], 1),
        (["429:2", "500:3"], 1),
        (["429-silent:2", "500:3"], 1),
        (["malformed:2", "cut:5"], 1),
        (["failed-export:6"], 2),
        (["stale-offset:3"], 2),
        (["stale-offset:5"], 2),
        (["429:5", "malformed:4", "stale-offset:9"], 2),
    ],
)
def test_every_asset_comes(faults: list[str], exports: int) -> None:
    """Busy, down, half an answer, an export that fails, exports that are gone: as without any of it."""
    found, begun = fetched(faults)

    assert found == {render(PEOPLE, row)["id"] for row in there(PEOPLE)}
    assert begun == exports


def test_refused_keys_are_explained_without_them() -> None:
    """The settings are named; what the answer repeats of the keys isn't shown."""
    ours = OURS.model_copy(update={"access_key": SecretStr("acc3ss"), "secret_key": SecretStr(SECRET)})
    asked = client(lambda request: httpx.Response(401, text=request.headers["x-apikeys"]))
    with pytest.raises(VendorRefused, match="FETCHER_TENABLE_EXPORT_ACCESS_KEY") as refused:
        run(asked.page(VENDOR, ours, VENDOR.first(ours)))

    assert "FETCHER_TENABLE_EXPORT_SECRET_KEY" in str(refused.value)
    assert not any(key in str(refused.value) for key in ("acc3ss", SECRET))
