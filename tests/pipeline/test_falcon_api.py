"""Falcon's own ways over real HTTP: hidden hosts, the older pair of requests, a missing scope."""

import asyncio
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
import structlog
from pydantic import SecretStr

from services.fetcher.client import Client
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors.falcon import VENDOR, FalconSettings
from services.fetcher.wire import connect
from shared.adapters.clock import SystemClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog
from shared.contracts.raw import AnyPage
from shared.contracts.topics import RAW
from shared.errors import VendorRefused
from simulator.demo import simulator
from tests.pipeline.production import FALCON, STILL, status

Json = dict[str, Any]  # Any: a vendor's
KEPT = {"rate": 0, "concurrency": 0}


@dataclass
class Tenant:
    """A fetcher of Falcon alone, in this process, and what it left."""

    url: str
    cursors: MemoryCursors = field(default_factory=MemoryCursors)
    lines: Sequence[MutableMapping[str, Any]] = ()  # Any: a log's

    def sync(self, *, hidden: bool = True) -> tuple[SyncReport, dict[str, Json]]:
        """Sync; return what came of it, and the latest version of each host that came."""
        with structlog.testing.capture_logs() as self.lines:
            return asyncio.run(self._sync(hidden=hidden))

    @property
    def notes(self) -> list[str]:
        """Return what the log says of another way that was taken."""
        return [line["reason"] for line in self.lines if line["event"] == "fetched_another_way"]

    async def _sync(self, *, hidden: bool) -> tuple[SyncReport, dict[str, Json]]:
        ours = FalconSettings(
            client_id="simulator", client_secret=SecretStr("simulator"), cloud=self.url, page=20, hidden=hidden
        )
        settings, clock = FetcherSettings(longest_wait=0.01), SystemClock()
        log = MemoryEventLog(clock)
        async with connect(settings) as http:
            client = Client(http, clock, settings)
            fetcher = Fetcher(client, log, self.cursors, clock, {VENDOR: ours}, full_every=timedelta(days=7))
            (report,) = await fetcher.sync_all()
        pages = [AnyPage.decode(one.message.value or b"") async for one in log.read(RAW.name)]
        found = sorted((one for page in pages for one in page.hosts), key=lambda one: str(one["modified_timestamp"]))
        return report, {one["device_id"]: one for one in found}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator's address; about every fourth device is hidden."""
    with simulator(100, *STILL, "--hide", "4") as address:
        yield address


@pytest.fixture
def whole(url: str) -> dict[str, Json]:
    """The hosts by whole devices; from then on nothing is wrong until a test says so."""
    httpx.post(f"{url}/faults", json={})
    return Tenant(url).sync()[1]


def test_hidden_hosts_are_hosts(url: str, whole: dict[str, Json]) -> None:
    """They say so themselves, as others do; left out on request."""
    _, visible = Tenant(url).sync(hidden=False)
    hidden = [name for name, one in whole.items() if one["host_hidden_status"] == "hidden"]

    assert len(whole) == FALCON.hosts
    assert hidden
    assert sorted([*hidden, *visible]) == sorted(whole)


@pytest.mark.parametrize("trouble", [{}, {"cut": 9, "401": 7}, {"stale-offset": 5, "malformed": 13}], ids=str)
def test_the_older_pair_gives_the_same_hosts(url: str, whole: dict[str, Json], trouble: dict[str, int]) -> None:
    """The log says so once; in trouble no page of a scroll is lost with its answer."""
    httpx.post(f"{url}/faults", json={"no-combined": 1} | trouble)
    tenant = Tenant(url)
    report, found = tenant.sync()

    assert (report.error, found) == (None, whole)
    assert (len(tenant.notes), status(url)["violations"]) == (1, KEPT)


def test_the_next_sync_remembers_the_older_pair() -> None:
    """It asks for changes alone, of both lists, without trying the other way first."""
    with simulator(100, "--hide", "4", "--fault", "no-combined:1") as url:
        tenant = Tenant(url)
        _, before = tenant.sync()
        httpx.post(f"{url}/round")
        report, changed = tenant.sync()
        httpx.post(f"{url}/faults", json={})

        assert (report.error, tenant.notes) == (None, [])
        assert 0 < len(changed) < FALCON.hosts
        assert {"hidden", "visible"} == {one["host_hidden_status"] for one in changed.values()}
        assert before | changed == before | Tenant(url).sync()[1]


def test_a_missing_scope_is_said(url: str) -> None:
    """Nothing is kept, so the inventory is what it was."""
    httpx.post(f"{url}/faults", json={"no-scope": 1})
    report, found = Tenant(url).sync()

    assert (type(report.error), found) == (VendorRefused, {})
    assert "Missing is the scope Hosts: Read of the API client" in str(report.error)
