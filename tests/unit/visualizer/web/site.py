"""A small inventory behind the web page, without a server."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from services.deduper.core.merging import merge
from services.deduper.core.software import software_of
from services.visualizer.settings import VisualizerSettings
from services.visualizer.web.app import application
from services.visualizer.web.seal import Seal
from services.visualizer.web.site import Site
from services.wiring import Ports
from services.wiring.web import PortAnswers
from shared.adapters.clock import ManualClock
from shared.adapters.memory import (
    MemoryCursors,
    MemoryEventLog,
    MemoryHostStore,
    MemoryIdentityIndex,
    MemoryRoster,
    MemorySlots,
)
from shared.contracts.host import Host, MergedHost
from shared.contracts.parts import Agent, OperatingSystem, Package, Port
from shared.contracts.query import HostPage, HostQuery
from shared.contracts.record import HostRecord
from shared.contracts.topics import MERGED
from shared.errors import Temporary

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOSTILE = '<img src=x onerror="document.title=1">'
EDR = Agent(kind="edr", vendor="crowdstrike")
OTHER_EDR = Agent(kind="edr", vendor="qualys")
SENSOR, OTHER_SENSOR = Package(name="CrowdStrike Windows Sensor"), Package(name="Sentinel Agent")


class FickleStore(MemoryHostStore):
    """A store that can be away."""

    away = False

    async def search(self, query: HostQuery) -> HostPage:
        """Answer, unless it is away."""
        self._be_there()
        return await super().search(query)

    async def find(self, text: str, limit: int = 20) -> list[MergedHost]:
        """Answer, unless it is away."""
        self._be_there()
        return await super().find(text, limit)

    def _be_there(self) -> None:
        if self.away:
            raise Temporary("MongoDB can't be reached: no route to host")


def said(vendor: str, number: int, **fields: object) -> HostRecord:
    """Return what a vendor says of a host."""
    usual = {"vendor": vendor, "vendor_id": str(number), "hostname": f"web-{number}", "observed_at": NOON}
    return HostRecord.model_validate({**usual, "first_seen": ago(90), "last_seen": NOON, **fields})


def ago(days: float) -> datetime:
    """Return the instant so many days before."""
    return NOON - timedelta(days=days)


def fleet() -> list[list[HostRecord]]:
    """Return records, those of each host together: each host is the answer to a question, the first to none."""
    centos = OperatingSystem(family="linux", name="CentOS", version="7.9")
    edr = {"agents": (EDR,), "last_scan": ago(1)}
    return [
        [said("crowdstrike", 1, **edr), said("qualys", 1, tags=("prod",))],
        [said("qualys", 2, last_scan=ago(1), hostname=HOSTILE, tags=(HOSTILE,), os=OperatingSystem(name=HOSTILE))],
        [said("crowdstrike", 3, agents=(EDR,), last_scan=ago(31))],
        [said("crowdstrike", 4, **edr, last_seen=ago(8)), said("qualys", 4)],
        [said("qualys", 5, **edr, last_boot=ago(3)), said("qualys", 50, hostname="web-5", fqdn="web-5.example.net")],
        [said("crowdstrike", 6, **edr, os=centos)],
        [said("crowdstrike", 7, **edr, first_seen=ago(0.5))],
        [said("crowdstrike", 8, **edr, last_seen=ago(40))],
        [said("crowdstrike", 90, **edr, hostname="cut-1", status="contained", containment="contained")],
        [said("qualys", 91, hostname="lost-1", agents=(OTHER_EDR,), last_scan=ago(1), software=(SENSOR, OTHER_SENSOR))],
    ]


@dataclass(frozen=True)
class Browser:
    """A browser without scripts, and without a wire: it hands each request to the application."""

    app: ASGIApp

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Return the answer."""
        return self.request("GET", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # Any: httpx's options
        """Return the answer to any request."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())


@dataclass
class Stage:
    """A site, what it looks at, and a browser without scripts."""

    folder: Path
    token: str | None = None
    listens_at: str = "127.0.0.1"
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    store: FickleStore = field(default_factory=FickleStore)

    def __post_init__(self) -> None:
        """Build the site."""
        self.log = MemoryEventLog(self.clock)
        parts = (MemoryIdentityIndex(), self.store, MemoryCursors(), MemoryRoster(), MemorySlots(self.clock))
        ports = Ports(self.clock, self.log, *parts, alone=True)
        settings = VisualizerSettings.model_validate({"folder": self.folder})
        seal = Seal(self.token) if self.token else None
        self.ports, self.site = ports, Site(self.store, PortAnswers(ports), self.clock, settings, seal)
        app = application(self.site, self.listens_at, self.token)
        self.browser = Browser(app)

    def put(self, hosts: Sequence[Sequence[HostRecord]], gone: Collection[str] = ()) -> list[Host]:
        """Store these hosts, publish them; return them. `gone` are the records that are listed no more."""
        left = dict.fromkeys(gone, NOON)
        merged = [MergedHost(revision=1, host=merge(records, gone=left)) for records in hosts]

        async def write() -> None:
            await self.store.put_records([record for records in hosts for record in records])
            await self.store.put_hosts(merged, [])
            software = [software_of(one.host.id, records) for one, records in zip(merged, hosts, strict=True)]
            await self.store.software.put(software, {one.host: 1 for one in software})
            await self.log.append(MERGED.name, [MERGED.message(one) for one in merged])

        asyncio.run(write())
        return [one.host for one in merged]

    def text(self, address: str, status: int = 200) -> str:
        """Return a page, which must come with this status."""
        answer = self.browser.get(address)
        assert answer.status_code == status, (address, answer.text)
        return answer.text


def monster() -> list[HostRecord]:
    """Return the records of a host with 10,000 ports, 12,000 programs, a field of 5 MB, and dates far away."""
    ports = tuple(Port(port=number, protocol="tcp") for number in range(10_000))
    dates = {"first_seen": datetime(1970, 1, 1, tzinfo=UTC), "last_seen": datetime(2100, 1, 1, tzinfo=UTC)}
    software = tuple(Package(name=f"program {number}", version="1") for number in range(12_000))
    return [said("qualys", 9, ports=ports, software=software, last_user="x" * 5_000_000, **dates)]
