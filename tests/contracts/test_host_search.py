"""What every host store promises of searching."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.deduper.core.merging import merge
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.parts import Agent, Cloud, Hardware, Interface, OperatingSystem, Package
from shared.contracts.query import Condition, HostQuery, Sort
from shared.contracts.record import HostRecord
from shared.ports import HostStore
from tests.contracts.documents import merged

DAY = datetime(2026, 1, 31, tzinfo=UTC)
EDR = Agent(kind="edr", vendor="crowdstrike")


def seen(vendor: str, number: int, days: int, **fields: object) -> HostRecord:
    """Return a vendor's record of a host that it last heard from so many days ago."""
    then = DAY - timedelta(days=days)
    return HostRecord.model_validate({"vendor": vendor, "vendor_id": str(number), "last_seen": then, **fields})


WEB = [
    seen("qualys", 1, 0, hostname="web-1", os=OperatingSystem(family="linux", name="CentOS", version="7.9")),
    seen(
        "crowdstrike",
        1,
        40,
        hostname="web-1",
        agents=(EDR,),
        containment="contained",
        os=OperatingSystem(family="linux"),
    ),
]
DB = [
    seen(
        "qualys",
        2,
        50,
        hostname="db-1",
        first_seen=DAY,
        os=OperatingSystem(family="windows", name="Windows"),
        software=(Package(name="CrowdStrike Windows Sensor"), Package(name="Sentinel Agent")),
    )
]
TWICE = [
    seen(
        "qualys",
        3,
        2,
        hostname="twice",
        hardware=Hardware(maker="Dell", serial="A1B2C3D"),
        last_scan=DAY - timedelta(days=2),
    ),
    seen(
        "qualys",
        4,
        1,
        hostname="twice",
        hardware=Hardware(maker="Dell", serial="E4F5G6H"),
        os=OperatingSystem(name="CentOS Stream"),
    ),
]
LEFT = [seen("qualys", 6, 50, hostname="left"), seen("crowdstrike", 6, 1, hostname="left", agents=(EDR,))]
ALL_GONE = [seen("qualys", 7, 50, hostname="gone", agents=(EDR,)), seen("qualys", 8, 50, hostname="gone")]
NO_MORE = {LEFT[1].id: DAY, ALL_GONE[0].id: DAY, ALL_GONE[1].id: DAY}  # records that their vendor lists no more
NAMELESS = [HostRecord(vendor="crowdstrike", vendor_id="5", agents=(EDR,))]


async def fill(store: HostStore) -> None:
    """Store these hosts."""
    every = (WEB, DB, TWICE, NAMELESS, LEFT, ALL_GONE)
    hosts = [MergedHost(revision=1, host=merge(records, gone=NO_MORE)) for records in every]
    await store.put_hosts(hosts, [])


async def names(store: HostStore, query: HostQuery) -> list[str | None]:
    """Return the names of the hosts that are found."""
    return [host.hostname for host in (await store.search(query)).hosts]


CONDITIONS: list[tuple[Sequence[Condition], set[str | None]]] = [
    ([Condition("vendors", "has", "crowdstrike")], {"web-1", None}),
    ([Condition("vendors", "lacks", "crowdstrike")], {"db-1", "twice", "left", "gone"}),
    ([Condition("vendors", "has", "crowd")], set()),
    ([Condition("agents", "lacks", "edr")], {"db-1", "twice", "left", "gone"}),
    ([Condition("gone", "is", 1)], {"gone"}),
    ([Condition("gone", "is", 0), Condition("vendors", "lacks", "crowdstrike")], {"db-1", "twice", "left"}),
    ([Condition("family", "is", "linux")], {"web-1"}),
    ([Condition("containment", "is", "contained")], {"web-1"}),
    ([Condition("containment", "any_of", ("normal", "contained"))], {"web-1"}),
    ([Condition("containment", "any_of", ("contain", "contained_"))], set()),
    ([Condition("containment", "any_of", ())], set()),
    ([Condition("sensors", "any_of", ("crowdstrike", "carbonblack"))], {"db-1"}),
    ([Condition("sensors", "any_of", ("sentinelone",))], {"db-1"}),
    ([Condition("sensors", "any_of", ("sentinel", "crowd", "' OR 1=1 --"))], set()),
    ([Condition("sensors", "any_of", ())], set()),
    ([Condition("sensors", "any_of", ("crowdstrike",)), Condition("family", "is", "windows")], {"db-1"}),
    ([Condition("last_seen", "before", DAY - timedelta(days=30))], {"db-1", "gone"}),
    ([Condition("last_seen", "before", DAY)], {"db-1", "twice", "left", "gone"}),
    ([Condition("last_seen", "since", DAY)], {"web-1"}),
    ([Condition("last_scan", "not_since", DAY - timedelta(days=2))], {"web-1", "db-1", "left", "gone", None}),
    ([Condition("last_scan", "not_since", DAY - timedelta(days=1))], {"web-1", "db-1", "twice", "left", "gone", None}),
    ([Condition("first_seen", "since", DAY)], {"db-1"}),
    ([Condition("quiet_since", "before", DAY - timedelta(days=30))], {"web-1"}),
    ([Condition("heard_at", "since", DAY - timedelta(days=30))], {"web-1", "twice"}),
    ([Condition("spare_records", "over", 0)], {"twice"}),
    ([Condition("conflicts", "over", 0)], {"twice"}),
    ([Condition("system", "under", ("centos 7", "solaris"))], {"web-1"}),
    ([Condition("system", "under", ("windows", "centos"))], {"db-1"}),
    ([Condition("system", "under", ())], set()),
    ([Condition("system", "under", ("cent.s 7", "(", "%"))], set()),
    ([Condition("vendors", "has", "qualys"), Condition("vendors", "lacks", "crowdstrike")], {"db-1", "twice", "left"}),
    ([Condition("family", "is", "' OR 1=1 --")], set()),
]


@pytest.mark.parametrize(("where", "wanted"), CONDITIONS)
def test_every_condition_holds_of_what_is_found(
    store: HostStore, where: Sequence[Condition], wanted: set[str | None]
) -> None:
    """A known time alone is before another, a system's version counts as a whole, several conditions all hold."""

    async def scenario() -> None:
        await fill(store)
        page = await store.search(HostQuery(where=tuple(where), counted=True))

        assert {host.hostname for host in page.hosts} == wanted
        assert page.total == len(wanted)

    asyncio.run(scenario())


def test_text_is_how_something_begins_that_a_host_goes_by(store: HostStore) -> None:
    """Name, address, MAC, serial, instance, id or tag, in any case; exact means the whole; nothing is a pattern."""

    async def scenario() -> None:
        nic = Interface(mac="0a:00:00:00:00:01", ips=("10.0.0.7",))
        cloud, serial = Cloud(provider="aws", instance_id="i-0abc"), Hardware(serial="SER.7")
        fields = {"interfaces": (nic,), "cloud": cloud, "hardware": serial, "tags": ("Prod_eu", "i-0zzz")}
        await store.put_hosts([merged(7, 1, hostname="web-7", **fields), merged(8, 1, hostname="web-8")], [])
        for text in ("10.0.0", "0A:00", "ser.7", "I-0AB", "prod", "tag:prod_", "web-7", "qualys:7"):
            assert await names(store, HostQuery(text)) == ["web-7"], text
        for text in ("10.0.0.7", " web-7 ", "PROD_EU", "tag:prod_eu", "ser.7"):
            assert await names(store, HostQuery(text, exact=True)) == ["web-7"], text
        for text in ("10.0.0", "web", "prod"):
            assert await names(store, HostQuery(text, exact=True)) == [], text
        assert await names(store, HostQuery("web")) == ["web-7", "web-8"]
        for text in ("%", "_", ".*", "^web", "ser_7", "ser[.]7", "\\", "\x00", "'", "w\U0010ffff", "(" * 50):
            assert await names(store, HostQuery(text)) == [], text
        assert await store.find("prod_eu") == []
        assert await names(store, HostQuery("prod_eu", exact=True, tags=False)) == []
        assert await names(store, HostQuery("prod", tags=False)) == []
        assert await names(store, HostQuery("ser.7", exact=True, tags=False)) == ["web-7"]

    asyncio.run(scenario())


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["name", "system", "first_seen", "last_seen"])
def test_pages_in_any_order_give_every_host_once(store: HostStore, sort: Sort, descending: bool) -> None:  # noqa: FBT001
    """However many hosts are equal in what is sorted by; what is unknown comes first; other writes don't matter."""

    async def scenario() -> None:
        await fill(store)
        many = [merged(100 + number, 1, hostname=f"h{number % 3}") for number in range(9)]
        await store.put_hosts(many, [])
        found: list[HostOutline] = []
        query = HostQuery(sort=sort, descending=descending, limit=2)
        while True:
            page = await store.search(query)
            found += page.hosts
            if page.next is None:
                break
            assert len(page.hosts) == 2
            query = HostQuery(sort=sort, descending=descending, limit=2, after=page.next)

        everything = await store.search(HostQuery(sort=sort, descending=descending, limit=99))
        assert found == list(everything.hosts)
        assert len({host.id for host in found}) == len(found) == 15
        keys = [_key(host, sort) for host in found]
        assert keys == sorted(keys, reverse=descending)

    asyncio.run(scenario())


def _key(host: HostOutline, sort: Sort) -> str:
    if sort == "system":
        return " ".join(filter(None, (host.os_name, host.os_version))).lower()
    value = host.hostname if sort == "name" else host.first_seen if sort == "first_seen" else host.last_seen
    return str(value or "")


def test_search_knows_only_what_is_true_now(store: HostStore) -> None:
    """A newer revision's facts replace the older's, a deletion takes them; an empty store finds nothing."""

    async def scenario() -> None:
        assert (await store.search(HostQuery(counted=True))).total == 0
        one = merged(1, 5, hostname="new")
        for revision, name in ((3, "old"), (5, "new"), (4, "late")):
            await store.put_hosts([merged(1, revision, hostname=name)], [])
        assert (await store.search(HostQuery())).hosts == (HostOutline.of(one.host),)
        await store.put_hosts([], [(one.host.id, 6)])
        page = await store.search(HostQuery(counted=True))
        assert (page.hosts, page.next, page.total) == ((), None, 0)

    asyncio.run(scenario())


def test_what_is_no_fact_of_a_page_is_not_there(store: HostStore) -> None:
    """A page of no hosts has no mark, and a count is given only where it was asked for."""

    async def scenario() -> None:
        await store.put_hosts([merged(1, 1)], [])
        page = await store.search(HostQuery(limit=0, counted=True))
        assert (page.hosts, page.next, page.total) == ((), None, 1)
        assert (await store.search(HostQuery())).total is None

    asyncio.run(scenario())
