"""How syncs ended is kept beside the cursors, for the page."""

import asyncio
from dataclasses import replace

import pytest

from services.fetcher.bookmarks import place_of as next_of
from services.fetcher.census import held_at
from services.fetcher.circuit import circuit_at
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from services.wiring import Ports
from services.wiring.syncs import Ending, endings, noting, place_of
from shared.adapters.memory import MemoryCursors
from shared.contracts.raw import source_of
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


def test_tenants_with_a_name_are_shown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the pipeline's page and in the API, each by its source; one that isn't named any more isn't asked for."""
    for source in ("qualys", "qualys/emea", "qualys/lab"):
        asyncio.run(noting(stage.ports)(replace(REPORT, vendor=source)))
    monkeypatch.setenv("FETCHER_TENANTS", "emea")
    assert '<th scope="row">qualys/emea</th>' in stage.text("/pipeline")
    assert [one["vendor"] for one in stage.browser.get("/api/status").json()["syncs"]] == ["qualys", "qualys/emea"]


@pytest.mark.parametrize("name", ["complete", "failed", "next", "held", "circuit"])
def test_no_tenants_name_is_that_of_a_place(name: str) -> None:
    """What is kept beside the cursor of one source is never taken for the cursor of another."""
    ended = {place_of("qualys", failed=failed) for failed in (False, True)}
    assert source_of("qualys", name) not in {*ended, next_of("qualys"), held_at("qualys"), circuit_at("qualys")}


async def _fetch(ports: Ports, api: Api) -> None:
    vendors = {QUALYS: settings_of("qualys", URL)}
    fetcher = Fetcher(client(api.answer), ports.log, ports.cursors, ports.clock, vendors, told=noting(ports))
    await fetcher.sync_all()
