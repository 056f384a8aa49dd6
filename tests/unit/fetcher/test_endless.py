"""Vendors that repeat a page or a place for ever, in each API's form: stopped, told, and the next sync begins anew."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.fetcher.census import Census
from services.fetcher.circuit import Circuit, Circuits
from services.fetcher.core import Endless, Vendor
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from services.fetcher.vendors import discover
from shared.settings import Settings
from tests.unit.fetcher import test_qualys_assets as assets
from tests.unit.fetcher import test_qualys_gav as gav
from tests.unit.fetcher import test_qualys_vmdr as vmdr
from tests.unit.fetcher import test_tenable as tenable
from tests.unit.fetcher import test_tenable_export as export
from tests.unit.fetcher.falcon_wire import OURS, answer, device, said
from tests.unit.fetcher.syncs import World
from tests.unit.fetcher.world import Answering, Api, client, run, settings_of

Body = Callable[[str, bool], Any]  # Any: a body, or what becomes one
SCROLLED: list[str] = []  # ids that the older pair gave
AGAIN = "https://q.example.com/api/2.0/fo/asset/host/?action=list&id_min=5"


def falcon(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """Offsets: the same one with each page."""
    if "oauth2" in url:
        return {"access_token": "t", "expires_in": 1799}
    return said(device("10:00:00", f"hidden {'hidden' in url}"), total=1, following="" if good else "n")


def falcon_in_a_circle(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """Offsets that lead round, and nobody says how many there are."""
    if "oauth2" in url:
        return {"access_token": "t", "expires_in": 1799}
    following = "" if good else "m" if "offset=n" in url else "n"
    pagination = {"next": following, "limit": 2}
    found = device("10:00:00", f"{'hidden' in url} {following}")
    return {"meta": {"pagination": pagination}, "resources": [found], "errors": []}


def scroll(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """The older pair, where whole devices are closed to us: the same ids with each question, and no total."""
    if "oauth2" in url:
        return {"access_token": "t", "expires_in": 1799}
    if "combined" in url:
        return answer(errors=[{"code": 403, "message": "access denied"}], resources=None)
    if "entities" in url:
        return answer(resources=[device("10:00:00", "a")])
    none = "hidden" in url or (good and "offset" in url)
    return answer({"offset": "" if none else "scroll", "limit": 2}, resources=[] if none else ["a"])


def scrolls(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """The same with three pages in a circle: the number of ids that were given makes each place another."""
    name = "abc"[len(SCROLLED) % 3]
    if "entities" in url:
        return answer(resources=[device("10:00:00", name)])
    if "devices-scroll" in url and not good:
        SCROLLED.append(name)
        return answer({"offset": "scroll", "limit": 2}, resources=[name])
    return scroll(url, good)


def last_id(url: str, good: bool) -> Any:  # noqa: ARG001, FBT001 - of the table
    """A last id that isn't greater than the one before."""
    return assets.said(data=assets.ASSETS, hasMoreRecords=not good, lastId=9, count=2)


def last_seen(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """The same, of GAV."""
    return b"a-token" if url.endswith("/auth") else gav.said(hasMore=int(not good))


def next_url(url: str, good: bool) -> Any:  # noqa: ARG001, FBT001 - of the table
    """An address of the rest that is that of this page."""
    return vmdr.listed(f"<HOST_LIST>{vmdr.HOST}</HOST_LIST>" + ("" if good else vmdr.warned(AGAIN)))


def chunks(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """A status that never comes to an end, beside the chunks that are there."""
    if url.endswith("/export"):
        return {"export_uuid": "e-1"}
    if url.endswith("/status"):
        return {"status": "FINISHED" if good else "PROCESSING", "chunks_available": [1]}
    return [{"id": "a"}]


def cursors(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """The assessment's cursors, which lead round."""
    at = url.rpartition("cursor=")[2]
    return {"hosts": [] if good and at else [{"id": at or "first"}], "cursor": {"": "1", "1": "2"}.get(at, "1")}


def skipped(url: str, good: bool) -> Any:  # noqa: FBT001 - of the table
    """Places that nobody heeds."""
    return [] if good and "skip=0" not in url else [{"id": 1}]


FORMS: dict[str, tuple[str, Settings, Body]] = {
    "offset": ("falcon", OURS, falcon),
    "offsets": ("falcon", OURS, falcon_in_a_circle),
    "scroll": ("falcon", OURS, scroll),
    "scrolls": ("falcon", OURS, scrolls),
    "lastId": ("qualys_assets", assets.OURS, last_id),
    "lastSeenAssetId": ("qualys_gav", gav.OURS, last_seen),
    "next URL": ("qualys_vmdr", vmdr.OURS, next_url),
    "chunks": ("tenable_export", export.OURS, chunks),
    "cursor": ("tenable", tenable.OURS, cursors),
    "skip": ("qualys", settings_of(), skipped),
}


class Endlessly:
    """A vendor that never comes to an end, until it is mended."""

    def __init__(self, form: str) -> None:
        module, self.settings, self.body = FORMS[form]
        self.vendor: Vendor = discover()[module]
        self.good, self.world = False, World(Api())

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request."""
        said = self.body(str(request.url), self.good)
        return httpx.Response(200, content=said if isinstance(said, bytes) else json.dumps(said))

    def sync(self) -> SyncReport:
        """Sync in a new process."""
        world, answering = self.world, self.answer
        (report,) = run(fetcher(world, answering, {self.vendor: self.settings}).sync_all())
        return report


def fetcher(world: World, answering: Answering, vendors: dict[Vendor, Settings]) -> Fetcher:
    """Return the fetcher of a new process."""
    return Fetcher(
        client(answering, attempts=2),
        world.log,
        world.cursors,
        world.clock,
        vendors,
        census=Census(world.log, world.cursors, world.roster, 1),
        circuits=Circuits(world.cursors, world.clock, allowed=3, pause=timedelta(hours=1)),
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_vendor_without_an_end_is_stopped_and_begun_anew(form: str) -> None:
    """Nobody is retired, the trouble is told to whoever asks, and no place in the circle is kept."""
    endless = Endlessly(form)
    source = endless.vendor.name
    run(endless.world.roster.mark(source, [b"of old"], endless.world.clock.now() - timedelta(days=1)))
    stopped = endless.sync()
    told = run(endless.world.cursors.load(f"{source}:circuit")) or ""

    assert isinstance(stopped.error, Endless)
    assert (run(endless.world.cursors.load(source)), endless.world.retired()) == (None, [])
    assert str(Circuit.model_validate_json(told)) == f"1 failed sync: {stopped.error}"

    endless.good = True
    endless.world.later()
    mended = endless.sync()
    assert (mended.complete, mended.resumed) == (True, False)
    assert [one.hosts for one in endless.world.retired()] == [mended.hosts]
