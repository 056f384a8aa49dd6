"""A vendor that lists a host no more, from its answer to the inventory."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.fetcher.census import Census
from services.fetcher.service import Fetcher
from shared.adapters.clock import ManualClock
from shared.contracts.host import Host
from shared.contracts.topics import MERGED, SYNCS
from tests.payloads.recorded import READERS, hosts
from tests.pipeline.inside import Inside, in_memory, on_file
from tests.unit.fetcher.world import CROWDSTRIKE, NOON, QUALYS, Api, client, settings_of

VENDORS = {QUALYS: settings_of("qualys"), CROWDSTRIKE: settings_of("crowdstrike")}


class World:
    """Two vendors and an inventory."""

    def __init__(self, inside: Inside) -> None:
        self.inside, self.clock = inside, ManualClock(NOON)
        self.api = Api({vendor.name: hosts(vendor.name) for vendor in VENDORS})

    def sync(self) -> None:
        """Fetch all hosts an hour later."""
        ports = self.inside.ports
        census = Census(ports.log, ports.cursors, ports.roster, limit=1.0)
        fetcher = Fetcher(client(self.api.answer), ports.log, ports.cursors, self.clock, VENDORS, census=census)
        reports = asyncio.run(fetcher.sync_all())
        assert [report.error for report in reports] == [None, None]
        asyncio.run(self.clock.sleep(3600))

    def gone(self) -> dict[str, Any]:
        """Return since when each record is gone, of those that are."""
        found = [Host.decode(document) for document in self.inside.documents()]
        return {record.id: record.gone for host in found for record in host.records if record.gone}

    def published(self) -> int:
        """Return how often a host was published."""
        return asyncio.run(self.inside.ports.log.count(MERGED.name))

    def leave(self, vendor: str) -> str:
        """Have a vendor list one host less; return its record's id."""
        left, *rest = self.api.hosts[vendor]
        self.api.hosts[vendor] = rest
        return f"{vendor}:{left[{'qualys': 'id', 'crowdstrike': 'device_id'}[vendor]]}"


@pytest.fixture(params=["memory", "file"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """An inventory of all recorded hosts, in memory with three partitions, or in a file."""
    if request.param == "memory":
        yield World(in_memory())
        return
    with on_file(tmp_path) as inside:
        yield World(inside)


def test_a_host_that_is_listed_no_more_is_gone_until_it_is_listed_again(world: World) -> None:
    """It stays as evidence, with when it was listed last; nothing else changes; and it may come back."""
    world.sync()
    world.inside.run()
    before = world.inside.documents()
    every = {vendor.name: world.api.hosts[vendor.name] for vendor in VENDORS}
    written = world.published()
    left = world.leave("qualys")
    world.sync()
    world.inside.run()

    assert world.gone() == {left: NOON}
    assert world.published() == written + 1  # no other host was touched
    changed = [Host.decode(one) for one in world.inside.documents() if one not in before]
    assert [[record.id for record in host.records if record.gone] for host in changed] == [[left]]
    assert [host.gone_from for host in changed] == [("qualys",)]

    world.api.hosts = dict(every)
    world.sync()
    world.inside.run()
    assert world.inside.documents() == before


def test_a_sync_that_overtakes_its_pages_retires_nobody_before_they_come(world: World) -> None:
    """With all of the second sync's pages unread, its end is no reason to call anyone gone."""
    world.sync()
    world.inside.run()
    before = world.inside.documents()
    left = world.leave("crowdstrike")
    world.sync()
    world.inside.run(readers={name: reader for name, reader in READERS.items() if name != "crowdstrike"})

    assert asyncio.run(world.inside.ports.log.count(SYNCS.name)) == 1
    assert (world.inside.documents(), world.gone()) == (before, {})

    asyncio.run(world.inside.ports.log.seek("hosts.raw", "normalizer", 0))
    world.inside.run()
    assert world.gone() == {left: NOON}


def test_pages_read_again_change_nothing(world: World) -> None:
    """Replayed from the first, old listings don't bring back who is gone, nor new ones take away who isn't."""
    world.sync()
    world.leave("qualys")
    world.sync()
    world.inside.run()
    after = world.inside.documents()
    published = world.published()
    for topic, group in (("hosts.raw", "normalizer"), (SYNCS.name, "syncs")):
        asyncio.run(world.inside.ports.log.seek(topic, group, 0))
    world.inside.run()

    assert world.inside.documents() == after
    assert world.published() == published
    assert list(world.gone().values()) == [NOON]
    assert timedelta(hours=2) == world.clock.now() - NOON
