"""Requests to tenants that count who asks too often: `python -m benchmarks.polite --requests 10000`.

Two tenants of Falcon at a time, over the whole wire less the sockets, on clocks that go forward only when somebody
waits: so a day's requests take seconds. `--without-limits` shows that the simulator would notice: it ends at the first.
"""

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated

import httpx
import typer
from pydantic import SecretStr

from services.fetcher.client import Client
from services.fetcher.core import Vendor
from services.fetcher.service import Fetcher
from services.fetcher.settings import FetcherSettings
from services.fetcher.tenants import Tenants
from services.fetcher.vendors import discover
from services.fetcher.vendors.falcon import FalconSettings
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog
from simulator.limits import Limits
from simulator.population import Population
from simulator.server import Simulator

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
RATE = 600  # requests that a tenant takes in a minute
TENANTS = ("", "emea")
FALCON: Vendor = discover()["falcon"]


def main(
    requests: Annotated[int, typer.Option(min=2, help="requests of all tenants")] = 10_000,
    without_limits: Annotated[bool, typer.Option("--without-limits", help="ask as fast as is answered")] = False,
) -> None:
    """Fetch a device a request; print what each tenant's API counted."""
    print(json.dumps(asyncio.run(counted(requests, limited=not without_limits)), indent=1))


async def counted(requests: int, *, limited: bool) -> dict[str, dict[str, int]]:
    """Return, by tenant, how often it was asked, how often that was over a limit, and the hosts that came."""
    clocks = {name: ManualClock(NOON) for name in TENANTS}
    apis = {name: _api(requests // len(TENANTS), number, clocks[name]) for number, name in enumerate(TENANTS)}
    settings = FetcherSettings(per_minute=RATE) if limited else FetcherSettings(attempts=1, patience=0)
    pools = {name: httpx.AsyncClient(transport=httpx.ASGITransport(api.app())) for name, api in apis.items()}
    fetchers = [_fetcher(name, pools[name], clocks[name], settings) for name in TENANTS]
    reports = await Tenants(fetchers).sync_all()
    for pool in pools.values():
        await pool.aclose()
    hosts = dict(zip(TENANTS, (report.hosts for report in reports), strict=True))
    return {
        name or "(no name)": {"requests": api.limits.requests, **api.limits.violations, "hosts": hosts[name]}
        for name, api in apis.items()
    }


def _api(hosts: int, seed: int, clock: ManualClock) -> Simulator:
    def seconds() -> float:
        return (clock.now() - NOON).total_seconds()

    population = Population(hosts, seed + 1, NOON, detail=0)
    return Simulator(population, "simulator", limits=Limits(RATE, now=seconds))


def _fetcher(tenant: str, pool: httpx.AsyncClient, clock: ManualClock, settings: FetcherSettings) -> Fetcher:
    ours = FalconSettings(
        client_id="simulator",
        client_secret=SecretStr("simulator"),
        cloud="https://simulator",
        page=1,
    )
    client = Client(pool, clock, settings)
    return Fetcher(client, MemoryEventLog(clock), MemoryCursors(), clock, {FALCON: ours}, tenant=tenant)


if __name__ == "__main__":
    typer.run(main)
