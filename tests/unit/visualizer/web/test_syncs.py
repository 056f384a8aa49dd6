"""How syncs ended is kept beside the cursors, for the page."""

import asyncio
from dataclasses import replace

import pytest

from services.fetcher.service import Fetcher, SyncReport
from services.wiring import Ports
from services.wiring.syncs import Ending, endings, noting
from shared.adapters.memory import MemoryCursors
from shared.errors import Temporary
from tests.unit.fetcher.syncs import URL
from tests.unit.fetcher.world import NOON, QUALYS, Api, client, settings_of
from tests.unit.visualizer.web.site import Stage

REPORT = SyncReport("qualys", "s", pages=1, hosts=5, unfit=0, resumed=False)


class Away(MemoryCursors):
    """Cursors that can't be saved."""

    async def save(self, vendor: str, cursor: str | None) -> None:
        """Fail."""
        raise Temporary(f"{vendor}: {cursor} can't be saved")


def test_a_sync_tells_how_it_ended(stage: Stage) -> None:
    """A complete one leaves its hosts, a failed one its reason, and neither takes the other's place."""
    ports = stage.ports
    asyncio.run(_fetch(ports, Api({"qualys": [{"id": 1}, {"id": 2}]})))
    error = Temporary("answered 503")
    asyncio.run(noting(ports)(replace(REPORT, error=error)))
    complete, failed = asyncio.run(endings(ports, ["crowdstrike", "qualys"]))["qualys"]
    assert complete == Ending(at=NOON, hosts=2)
    assert failed == Ending(at=NOON, hosts=5, reason="answered 503")


def test_what_cannot_be_noted_fails_no_sync(stage: Stage) -> None:
    """The report goes to whoever started the sync all the same."""
    ports = replace(stage.ports, cursors=Away())
    asyncio.run(noting(ports)(REPORT))
    assert asyncio.run(endings(ports, ["qualys"])) == {}


def test_the_page_shows_each_tenants_syncs(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named tenants have a line of their own beside the unnamed one."""
    monkeypatch.setenv("FETCHER_TENANTS", "emea")
    for source in ("qualys", "qualys/emea"):
        asyncio.run(noting(stage.ports)(replace(REPORT, vendor=source)))

    text = stage.text("/pipeline")
    assert [source for source in ("qualys", "qualys/emea", "qualys/apac") if f">{source}<" in text] == [
        "qualys",
        "qualys/emea",
    ]


async def _fetch(ports: Ports, api: Api) -> None:
    vendors = {QUALYS: settings_of("qualys", URL)}
    fetcher = Fetcher(client(api.answer), ports.log, ports.cursors, ports.clock, vendors, told=noting(ports))
    await fetcher.sync_all()
