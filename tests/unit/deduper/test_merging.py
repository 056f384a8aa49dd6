"""What a host says: each field's source, lists as unions with the sources of each item, times, ids."""

from datetime import timedelta
from operator import attrgetter
from typing import Any
from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.merging import LISTS, NAMESPACE, host_id, merge
from shared.contracts.host import Host
from shared.contracts.parts import Cloud, Hardware, Location, OperatingSystem
from shared.contracts.record import CLOCK_AHEAD, HostRecord
from tests.unit.deduper.fleet import SEEN, nic
from tests.unit.deduper.hosts import host_records
from tests.unit.deduper.worlds import law

DAY = timedelta(days=1)


def record(vendor: str, number: int, days: int = 0, **said: Any) -> HostRecord:
    """Return a record, last seen some days after the first."""
    seen = SEEN + days * DAY
    return HostRecord(vendor=vendor, vendor_id=str(number), observed_at=seen, **{"last_seen": seen, **said})


@law
@given(st.lists(host_records, min_size=1, max_size=4, unique_by=lambda one: one.id))
def test_the_order_of_records_doesnt_matter(records: list[HostRecord]) -> None:
    """The same bytes; each field has a source that says just that; every item's sources list it."""
    host = merge(records)
    held = {one.id: one for one in records}

    assert merge(records[::-1]).encode() == host.encode()
    assert list(host.sources) == sorted(host.sources)
    assert all(
        attrgetter(path)(held[source]) == attrgetter(path)(host_as_record(host))
        for path, source in host.sources.items()
    )
    assert all(
        item.value in getattr(held[one], name) for name in LISTS for item in getattr(host, name) for one in item.sources
    )
    assert Host.decode(host.encode()) == host


def host_as_record(host: Host) -> Any:  # Any: paths are read from it
    """Return the host, whose fields have the paths of a record's."""
    return host


def test_ids_are_made_of_record_ids() -> None:
    """The smallest names the host; each record's is an alias, whatever else they say."""
    host = merge([record("b", 2), record("a", 9), record("b", 1)])

    assert host.id == host_id("a:9") == str(uuid5(NAMESPACE, "a:9"))
    assert set(host.aliases) == {host_id("a:9"), host_id("b:1"), host_id("b:2")}


def test_a_better_source_wins_then_the_fresher_then_the_smaller_id() -> None:
    """In that order; a source that says nothing doesn't count."""
    old = record("qualys", 1, hardware=Hardware(memory_mib=1), last_user="old")
    new = record("crowdstrike", 1, 5, hardware=Hardware(memory_mib=2), last_user="new")
    same = record("crowdstrike", 0, 5, last_user="same")

    assert merge([old, new]).hardware.memory_mib == 1
    assert merge([old, new]).last_user == "new"
    assert merge([new, same]).last_user == "same"
    assert merge([old, record("crowdstrike", 2, 9)]).last_user == "old"


def test_a_clock_ahead_wins_nothing_but_fills_gaps() -> None:
    """Not by freshness, not by rank, not the times; what nobody else says is still taken."""
    ahead = record(
        "qualys", 1, 900, last_boot=SEEN + 900 * DAY, hardware=Hardware(memory_mib=1, cpu="x"), flags=(CLOCK_AHEAD,)
    )
    host = merge([ahead, record("crowdstrike", 1, hardware=Hardware(memory_mib=2))])

    assert (host.hardware.memory_mib, host.hardware.cpu) == (2, "x")
    assert (host.last_seen, host.last_boot) == (SEEN, None)
    assert host.sources["hardware.cpu"] == "qualys:1"
    assert merge([ahead]).last_seen is None


def test_first_seen_is_the_earliest_and_last_seen_the_latest() -> None:
    """Of those that say it."""
    host = merge([record("a", 1, 3, first_seen=SEEN), record("b", 1, 1, first_seen=SEEN - DAY), record("b", 2)])

    assert (host.first_seen, host.last_seen) == (SEEN - DAY, SEEN + 3 * DAY)


def test_an_update_revision_is_of_the_build_beside_it() -> None:
    """Another record's revision is of another build, unless both name the same one."""
    old = OperatingSystem(family="windows", name="Windows", version="10", build="19044", ubr=1288)
    new = OperatingSystem(family="windows", name="Windows", version="10", build="19045")
    known = OperatingSystem(family="windows", name="Windows", version="10", build="19045", ubr=7)
    apart = merge([record("qualys", 1, os=old), record("crowdstrike", 2, 1, os=new)])
    joined = merge([record("qualys", 1, os=known), record("tenable", 3, os=old), record("crowdstrike", 2, 1, os=new)])

    assert (apart.os.build, apart.os.ubr, "os.ubr" in apart.sources) == ("19045", None, False)
    assert (joined.os.build, joined.os.ubr, joined.sources["os.ubr"]) == ("19045", 7, "qualys:1")


def test_an_operating_system_is_taken_whole() -> None:
    """Its gaps are filled by records of the same system alone, so that no system is invented."""
    best = record("a", 1, 5, os=OperatingSystem(family="linux", name="Debian"))
    same = record("b", 1, 3, os=OperatingSystem(family="linux", name="Debian", version="12"))
    other = record("b", 2, 4, os=OperatingSystem(family="linux", name="Ubuntu", version="24.04", kernel="6.8"))
    host = merge([best, same, other])

    assert host.os == OperatingSystem(family="linux", name="Debian", version="12")
    assert (host.sources["os.name"], host.sources["os.version"]) == ("a:1", "b:1")
    assert [one.about for one in host.conflicts] == ["os.name", "os.version"]


def test_what_one_record_alone_tells_is_taken_as_it_is() -> None:
    """What it leaves out has no source; a zero says something, `unknown` nothing."""
    told = record("a", 1, cloud=Cloud(provider="aws", zone="z-1"), location=Location(latitude=0.0))
    vague = record("a", 1, cloud=Cloud(provider="aws", zone="unknown"))

    assert merge([told, record("b", 2)]).cloud == told.cloud
    said = ["cloud.provider", "cloud.zone", "last_seen", "location.latitude"]
    assert merge([told]).sources == dict.fromkeys(said, "a:1")
    assert merge([vague]).cloud == merge([vague, record("b", 2)]).cloud == Cloud(provider="aws")
    assert merge([vague]).sources == {"cloud.provider": "a:1", "last_seen": "a:1"}


def test_interfaces_of_one_mac_are_one_with_what_each_vendor_knows() -> None:
    """Name from one, address from the other; both are its sources."""
    one = record("a", 1, interfaces=(nic("0a:00:00:00:00:01", name="eth0"), nic(None, "10.0.0.9")))
    other = record("b", 1, interfaces=(nic("0a:00:00:00:00:01", "10.0.0.1", gateway="10.0.0.254"),))
    interfaces = merge([one, other]).interfaces

    assert [(item.value.name, item.value.ips, item.sources) for item in interfaces] == [
        ("eth0", ("10.0.0.1",), ("a:1", "b:1")),
        (None, ("10.0.0.9",), ("a:1",)),
    ]


def test_lists_keep_who_says_each_item() -> None:
    """An item of both is there once, with both."""
    host = merge([record("a", 1, tags=("x", "y")), record("b", 1, tags=("y",))])

    assert [(tag.value, tag.sources) for tag in host.tags] == [("x", ("a:1",)), ("y", ("a:1", "b:1"))]


def test_a_record_whose_identifiers_were_cut_is_flagged_on_the_host() -> None:
    """Beside the normalizer's own flags."""
    nics = tuple(nic(f"0a:00:00:00:00:{last:02x}") for last in range(40))

    assert merge([record("a", 1, interfaces=nics, flags=("lists_cut",))]).records[0].flags == ("keys_cut", "lists_cut")
    assert merge([record("a", 1, interfaces=nics[:16])]).records[0].flags == ()
