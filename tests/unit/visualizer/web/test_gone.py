"""What the page counts where vendors list a host no more."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from hypothesis import given

from services.deduper.core.merging import merge
from services.visualizer.web.questions import GONE, QUESTIONS, Moment
from shared.adapters.memory import MemoryHostStore
from shared.contracts.host import Host, MergedHost
from shared.contracts.parts import OperatingSystem
from shared.contracts.query import Condition, HostQuery
from shared.contracts.record import HostRecord
from tests.unit.visualizer.hosts import REFERENCE, fleets, summary_of
from tests.unit.visualizer.web.site import EDR, NOON, SENSOR, Stage, ago, said
from tests.unit.visualizer.web.test_pages import names


def put(stage: Stage, records: Sequence[HostRecord], left: Sequence[str]) -> Host:
    """Store a host some of whose records are listed no more."""
    gone: Mapping[str, datetime] = dict.fromkeys(left, NOON)
    host = merge(records, gone=gone)
    asyncio.run(stage.store.put_records(records))
    asyncio.run(stage.store.put_hosts([MergedHost(revision=2, host=host)], []))
    return host


def fill(stage: Stage) -> None:
    """Store hosts that would answer every question, were it not for those who list them no more."""
    centos = OperatingSystem(family="linux", name="CentOS", version="7.9")
    everything = {
        "containment": "contained",
        "software": (SENSOR,),
        "os": centos,
        "first_seen": ago(0.5),
        "last_seen": ago(60),
    }
    put(stage, [said("qualys", 1, **everything), said("tenable", 1, **everything)], ["qualys:1", "tenable:1"])
    scanned = {"last_scan": ago(1), "agents": (EDR,)}
    falcon = said("crowdstrike", 2, **scanned, containment="contained")
    put(stage, [falcon, said("qualys", 2, software=(SENSOR,))], ["crowdstrike:2"])
    put(stage, [said("crowdstrike", 3, **scanned, last_seen=ago(9)), said("qualys", 3)], ["qualys:3"])
    put(stage, [said("crowdstrike", 4, **scanned), said("crowdstrike", 40, hostname="web-4")], ["crowdstrike:40"])


def test_questions_are_about_what_is_listed_now(empty: Stage) -> None:
    """Nothing is told of a host that is gone, nor counted of a vendor that lists it no more."""
    fill(empty)
    assert {name: names(empty.text(f"/hosts?question={name}")) for name in QUESTIONS} == {
        "no-edr": ["web-2"],
        "contained": [],
        "sensor-not-reporting": ["web-2"],
        "not-scanned": [],
        "silent": [],
        "duplicates": [],
        "end-of-life": [],
        "new": [],
    }


def test_counts_are_those_of_the_lists_behind_them(empty: Stage) -> None:
    """On the first page, in the API, and on the list."""
    fill(empty)
    cards = dict(re.findall(r'question=([^"]*)"[^>]*><strong>(\d+)<', empty.text("/")))
    counted = {one["name"]: str(one["hosts"]) for one in empty.browser.get("/api/questions").json()}
    listed = {name: str(len(names(empty.text(f"/hosts?question={name}")))) for name in QUESTIONS}
    assert cards == counted == listed


def test_filters_are_about_who_lists_a_host_now(empty: Stage) -> None:
    """A vendor that left is missing; a host that is gone is missed by nobody, and found by that."""
    fill(empty)
    found = {
        asked: names(empty.text(f"/hosts?{asked}"))
        for asked in ("vendor=crowdstrike", "missing=crowdstrike", "missing=qualys", "stale=1", "gone=1", "gone=0")
    }
    assert found == {
        "vendor=crowdstrike": ["web-3", "web-4"],
        "missing=crowdstrike": ["web-2"],
        "missing=qualys": ["web-3", "web-4"],
        "stale=1": [],
        "gone=1": ["web-1"],
        "gone=0": ["web-2", "web-3", "web-4"],
    }
    assert '<a href="/hosts?gone=1">1 of them gone</a>' in empty.text("/")


def test_a_list_says_who_lists_a_host_no_more(empty: Stage) -> None:
    """Of a vendor that left, and of a host that is gone; that one lacks no EDR."""
    fill(empty)
    assert "crowdstrike, no longer</span>" in empty.text("/hosts?question=no-edr")
    gone = empty.text("/hosts?gone=1")
    assert 'class="tag gap">gone' in gone
    assert "no EDR" not in gone


@given(fleets)
def test_the_page_counts_as_the_charts_do(fleet: Sequence[Host]) -> None:
    """Hosts without EDR, SENSOR, and hosts that are gone: whatever vendors tell, and whichever of them left."""
    store, summary = MemoryHostStore(), summary_of(fleet)

    async def count(*where: Condition) -> int | None:
        return (await store.search(HostQuery(where=where, limit=0, counted=True))).total

    async def scenario() -> None:
        await store.put_hosts([MergedHost(revision=1, host=one) for one in fleet], [])
        moment = Moment(REFERENCE, 30)
        assert await count(*QUESTIONS["no-edr"].where(moment)) == summary.coverage.no_edr
        assert await count(GONE) == summary.freshness.gone

    asyncio.run(scenario())
