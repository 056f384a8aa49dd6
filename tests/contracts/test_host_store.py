"""What every host store promises of reading; of writing: test_guarded_writes.py."""

import asyncio

from services.deduper.core.merging import host_id, merge
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.parts import Cloud, Interface
from shared.contracts.record import HostRecord
from shared.contracts.topics import MERGED
from shared.ports import Counts, HostStore
from tests.contracts.documents import merged, record


def test_records_come_in_order_of_their_ids(store: HostStore) -> None:
    """Every record is given once, sorted, however many there are; those asked for by id come together."""

    async def scenario() -> None:
        many = [record(number) for number in range(1500)]
        await store.put_records([record(1), *reversed(many)])

        assert [one.id async for one in store.records()] == sorted(one.id for one in many)
        assert (await store.get_records(one.id for one in many)).keys() == {one.id for one in many}
        assert await store.get_records([]) == {}

    asyncio.run(scenario())


def test_reading_all_does_not_hinder_writing(store: HostStore) -> None:
    """While records and hosts are read, others can be written; what was there before is given all the same."""

    async def scenario() -> None:
        before = {number: merged(number, 1) for number in range(20)}
        await store.put_records([record(number) for number in before])
        await store.put_hosts(list(before.values()), [])
        records, hosts = [], []
        async for one in store.records():
            records.append(one.vendor_id)
            await store.put_records([record(100 + len(records)), record(5, 9)])
        async for host in store.hosts():
            hosts.append(host.host.id)
            await store.put_hosts([merged(100 + len(hosts), 1)], [])

        assert {str(number) for number in before} <= set(records)
        assert {one.host.id for one in before.values()} <= set(hosts)
        assert (len(set(records)), len(set(hosts))) == (len(records), len(hosts))
        assert (await store.counts()).hosts > len(before)

    asyncio.run(scenario())


def test_documents_come_back_as_they_went(store: HostStore) -> None:
    """A host's bytes are those of its event, the ones that are published; so is a record's."""

    async def scenario() -> None:
        one = merged(1, 7, hostname="ä-☃", fqdn="ä.example.net")
        await store.put_hosts([one], [])
        await store.put_records([record(1, hostname="ä-☃")])

        assert [MERGED.message(host).value async for host in store.hosts()] == [MERGED.message(one).value]
        assert [host.encode() async for host in store.records()] == [record(1, hostname="ä-☃").encode()]

    asyncio.run(scenario())


def test_a_record_is_kept_in_the_bytes_it_was_published_in(store: HostStore) -> None:
    """What a later release says in it isn't lost, and its version is that of those bytes, by whichever release."""

    async def scenario() -> None:
        value = record(1).encode()[:-1] + ',"of_a_later_release": ["ä"]}'.encode()
        published = HostRecord.decode(value)
        await store.put_records([published])

        assert [one.encode() async for one in store.records()] == [value]
        assert (await store.get_records([published.id]))[published.id].version == published.version
        assert published.version != record(1).version

    asyncio.run(scenario())


def test_an_equal_revision_changes_nothing(store: HostStore) -> None:
    """Only a newer revision writes."""

    async def scenario() -> None:
        first = merged(1, 5, hostname="first")
        await store.put_hosts([first], [])
        await store.put_hosts([merged(1, 5, hostname="second")], [])
        assert await store.get_hosts([first.host.id, "unknown"]) == {first.host.id: (5, first)}

    asyncio.run(scenario())


def test_revisions_are_of_whatever_was_written(store: HostStore) -> None:
    """Also a deleted host's; an unknown id has none."""

    async def scenario() -> None:
        first, second = merged(1, 5), merged(2, 6)
        await store.put_hosts([first, second], [])
        await store.put_hosts([], [(first.host.id, 8)])
        assert await store.revisions([first.host.id, second.host.id, "unknown"]) == {
            first.host.id: 8,
            second.host.id: 6,
        }

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
    """Ids, former ids, vendor ids, names, addresses, MACs and cloud ids find it, in any case and with blanks around."""

    async def scenario() -> None:
        nic = Interface(mac="0a:00:00:00:00:01", ips=("10.0.0.7", "2001:db8::7"))
        full = record(
            7,
            hostname="web-7",
            fqdn="web-7.example.net",
            names=("alias-7",),
            interfaces=(nic,),
            external_ips=("203.0.113.7",),
            cloud=Cloud(provider="aws", instance_id="i-0abc"),
        )
        host = merge([full, record(8)])
        await store.put_hosts([MergedHost(revision=1, host=host), merged(9, 1)], [])
        ids = (host.id, host_id("qualys:8"), "qualys:8", "7")
        names = ("WEB-7", "web-7.example.net", " alias-7 ", "i-0ABC")
        addresses = (*nic.ips, "203.0.113.7", "0A:00:00:00:00:01")
        for text in (*ids, *names, *addresses):
            assert [one.host.id for one in await store.find(text)] == [host.id], text
        for text in ("", "web", "web-%", "10.0.0", "unknown"):
            assert await store.find(text) == [], text

    asyncio.run(scenario())


def test_find_gives_the_first_of_many(store: HostStore) -> None:
    """Of many that share a name, no more than the limit come, the smallest ids."""

    async def scenario() -> None:
        hosts = [merged(number, 1, hostname="localhost") for number in range(30)]
        await store.put_hosts(hosts, [])
        ids = sorted(one.host.id for one in hosts)

        assert [one.host.id for one in await store.find("localhost")] == ids[:20]
        assert [one.host.id for one in await store.find("localhost", limit=3)] == ids[:3]

    asyncio.run(scenario())


def test_find_knows_only_what_a_host_is_called_now(store: HostStore) -> None:
    """A name that a newer revision lacks finds it no more, an older revision gives it none, a deletion takes all."""

    async def scenario() -> None:
        one = merged(1, 5, hostname="new")
        for revision, name in ((3, "old"), (5, "new"), (4, "late")):
            await store.put_hosts([merged(1, revision, hostname=name)], [])
        assert [await store.find(name) for name in ("old", "new", "late")] == [[], [one], []]
        await store.put_hosts([], [(one.host.id, 6)])
        assert await store.find("new") == []

    asyncio.run(scenario())
