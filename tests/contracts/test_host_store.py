"""What every host store promises: whatever the order of the writes, the newest stands."""

import asyncio
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

from services.deduper.core.merging import host_id, merge
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.parts import Interface
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.ports import Counts, HostStore


def record(number: int, hour: int = 0, **fields: Any) -> HostRecord:
    """Return a version of a record."""
    seen = datetime(2026, 1, 1, hour, tzinfo=UTC)
    return HostRecord(vendor="qualys", vendor_id=str(number), observed_at=seen, last_seen=seen, **fields)


def merged(number: int, revision: int, **fields: Any) -> MergedHost:
    """Return a host of one record."""
    return MergedHost(revision=revision, host=merge([record(number, **fields)]))


def test_the_latest_version_of_a_record_stands(store: HostStore) -> None:
    """In any order of writes the greatest version is kept, byte for byte."""

    async def scenario() -> None:
        for number, versions in enumerate(permutations([record(0, 1), record(0, 2), record(0, 2, hostname="b")])):
            wanted = [one.model_copy(update={"vendor_id": str(number)}) for one in versions]
            for one in wanted:
                await store.put_records([one])
            best = max(wanted, key=lambda one: one.version)
            found = await store.get_records([best.id, "no:such"])
            assert {key: value.encode() for key, value in found.items()} == {best.id: best.encode()}

    asyncio.run(scenario())


def test_records_come_in_order_of_their_ids(store: HostStore) -> None:
    """Every record is given once, sorted."""

    async def scenario() -> None:
        await store.put_records([record(number) for number in (3, 1, 2)])
        assert [one.vendor_id async for one in store.records()] == ["1", "2", "3"]

    asyncio.run(scenario())


def test_the_newest_revision_of_a_host_stands(store: HostStore) -> None:
    """Writes and deletions in any order leave what the greatest revision says; a deleted host isn't brought back."""

    async def scenario() -> None:
        for number, order in enumerate(permutations([1, 2, 3])):
            for revision in order:
                one = merged(number, revision, hostname=f"r{revision}")
                if revision == 3:
                    await store.put_hosts([], [(one.host.id, revision)])
                else:
                    await store.put_hosts([one], [])
            assert await store.get_hosts([one.host.id]) == {one.host.id: (3, None)}
        assert [one async for one in store.hosts()] == []

    asyncio.run(scenario())


def test_an_equal_revision_changes_nothing(store: HostStore) -> None:
    """Only a newer revision writes."""

    async def scenario() -> None:
        first = merged(1, 5, hostname="first")
        await store.put_hosts([first], [])
        await store.put_hosts([merged(1, 5, hostname="second")], [])
        assert await store.get_hosts([first.host.id, "unknown"]) == {first.host.id: (5, first)}

    asyncio.run(scenario())


def test_hosts_and_outlines_come_in_order(store: HostStore) -> None:
    """Hosts and their outlines are given sorted by id, deleted ones left out."""

    async def scenario() -> None:
        hosts = [merged(number, 1, hostname=f"h{number}") for number in range(5)]
        await store.put_hosts(hosts, [])
        await store.put_hosts([], [(hosts[0].host.id, 2)])
        wanted = sorted((one.host for one in hosts[1:]), key=lambda host: host.id)
        assert [one.host async for one in store.hosts()] == wanted
        assert [one async for one in store.outlines()] == [HostOutline.of(host) for host in wanted]

    asyncio.run(scenario())


def test_counts_records_by_vendor_and_living_hosts(store: HostStore) -> None:
    """A record counts once whatever its versions, a host that is gone doesn't count; an empty store has none."""

    async def scenario() -> None:
        assert await store.counts() == Counts({}, 0)
        other = HostRecord(vendor="crowdstrike", vendor_id="qualys:9")
        await store.put_records([record(1), record(1, 2), record(2), other])
        hosts = [merged(number, 1) for number in (1, 2, 3)]
        await store.put_hosts(hosts, [])
        await store.put_hosts([], [(hosts[0].host.id, 2)])
        assert await store.counts() == Counts({"qualys": 2, "crowdstrike": 1}, 2)

    asyncio.run(scenario())


def test_find_by_whatever_a_host_goes_by(store: HostStore) -> None:
    """Ids, former ids, vendor ids, names, addresses and MACs find it, in any case; a deleted host isn't found."""

    async def scenario() -> None:
        nic = Interface(mac="0a:00:00:00:00:01", ips=("10.0.0.7",))
        host = merge([record(7, hostname="web-7", fqdn="web-7.example.net", interfaces=(nic,)), record(8)])
        await store.put_hosts([MergedHost(revision=1, host=host), merged(9, 1)], [])
        for text in (host.id, host_id("qualys:8"), "qualys:8", "7", "WEB-7", "web-7.example.net", "10.0.0.7", nic.mac):
            assert [one.host.id for one in await store.find(text or "")] == [host.id], text
        await store.put_hosts([], [(host.id, 2)])
        assert await store.find("web-7") == []

    asyncio.run(scenario())


def test_the_latest_ruling_of_a_pair_stands(store: HostStore) -> None:
    """In any order of writes the latest ruling is kept."""

    async def scenario() -> None:
        rulings = [
            Ruling(left="a", right="b", verdict=verdict, ruled_at=datetime(2026, 1, day, tzinfo=UTC))
            for day, verdict in ((1, "link"), (2, "unlink"), (3, "forget"))
        ]
        for order in permutations(rulings):
            for ruling in order:
                await store.put_rulings([ruling])
            assert [one async for one in store.rulings()] == [rulings[2]]

    asyncio.run(scenario())
