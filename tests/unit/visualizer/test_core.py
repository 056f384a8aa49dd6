"""What is counted."""

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.visualizer.core import EXAMPLES, SHOWN, age, later, summarize
from services.visualizer.summary import Summary
from shared.contracts.host import HostOutline
from tests.unit.visualizer.hosts import DAYS, REFERENCE, before, fleets, host, outlines, times

MOMENT = timedelta(microseconds=1)


def summary_of(hosts: list[HostOutline]) -> Summary:
    """Return the hosts' numbers at the usual reference time."""
    return summarize(hosts, REFERENCE, DAYS)


@given(fleets)
def test_each_chart_counts_every_host_once(hosts: list[HostOutline]) -> None:
    """Families, systems, ages and combinations of vendors each add up to all hosts."""
    found = summary_of(hosts)

    assert found.hosts == len(hosts)
    assert sum(one.hosts for one in found.families) == len(hosts)
    assert sum(one.hosts for one in found.systems.top) + found.systems.other.hosts == len(hosts)
    assert sum(one.hosts for one in found.overlap.top) + found.overlap.other.hosts == len(hosts)
    assert sum(found.freshness.model_dump().values()) == len(hosts)


@given(fleets, st.randoms(use_true_random=False))
def test_the_order_of_hosts_changes_nothing(hosts: list[HostOutline], chance: Random) -> None:
    """In any order the summary is the same to the byte."""
    shuffled = list(hosts)
    chance.shuffle(shuffled)

    assert summary_of(shuffled).model_dump_json() == summary_of(hosts).model_dump_json()


@given(fleets)
def test_a_vendor_knows_a_host_or_misses_it(hosts: list[HostOutline]) -> None:
    """Of every vendor, hosts known and hosts missing add up; those that all know are missing from none."""
    found = summary_of(hosts)
    known = Counter(vendor for one in hosts for vendor in one.vendors)

    assert {one.name: one.hosts for one in found.vendors} == known
    assert {gap.vendor: gap.hosts for gap in found.gaps} == {name: len(hosts) - n for name, n in known.items()}
    assert found.everywhere == sum(bool(known) and set(one.vendors) == set(known) for one in hosts)


names = st.none() | st.integers(0, 2 * EXAMPLES).map(lambda number: f"host-{number}")


@given(st.lists(st.tuples(st.sampled_from([("qualys",), ("crowdstrike", "tenable")]), names), max_size=50))
def test_examples_are_the_first_names_of_missing_hosts(known: list[tuple[tuple[str, ...], str | None]]) -> None:
    """Each gap names the first few different hosts that the vendor doesn't know; an id only where names run out."""
    hosts = [host(number, vendors=vendors, hostname=name) for number, (vendors, name) in enumerate(known)]

    for gap in summary_of(hosts).gaps:
        missing = {(not one.hostname, one.hostname or one.id) for one in hosts if gap.vendor not in one.vendors}
        assert gap.examples == tuple(name for _, name in sorted(missing)[:EXAMPLES])


def test_clones_are_one_example() -> None:
    """A golden image's name is given once, however many hosts have it."""
    clones = [host(number, vendors=("qualys",), hostname="golden") for number in range(2 * EXAMPLES)]
    gap = summary_of([*clones, host(99, vendors=("qualys",), hostname="other"), host(100)]).gaps[0]

    assert (gap.vendor, gap.hosts, gap.examples) == ("crowdstrike", 2 * EXAMPLES + 1, ("golden", "other"))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (before(400), before(DAYS), "active"),
        (before(400), before(DAYS) - MOMENT, "stale"),
        (before(DAYS), before(0), "new"),
        (before(DAYS) - MOMENT, before(0), "active"),
        (before(1), before(DAYS + 1), "stale"),
        (None, before(0), "active"),
        (None, before(DAYS + 1), "stale"),
        (before(1), None, "unknown"),
        (None, None, "unknown"),
        (before(400), before(-5), "active"),
        (before(-5), before(-5), "new"),
    ],
)
def test_the_age_of_a_host(first: datetime | None, last: datetime | None, expected: str) -> None:
    """Exactly 30 days ago is not stale and still new; stale wins over new; the future counts as now."""
    assert age(host(first_seen=first, last_seen=last), REFERENCE, DAYS) == expected


@given(outlines, times, st.integers(1, 60))
def test_a_host_has_one_age(one: HostOutline, reference: datetime | None, days: int) -> None:
    """The classes are disjoint: a host counts in the one that `age` says and in no other."""
    counted = summarize([one], reference, days).freshness.model_dump()

    assert {name for name, hosts in counted.items() if hosts} == {age(one, reference, days)}


@given(fleets)
def test_the_source_line_tells_of_wrong_clocks(hosts: list[HostOutline]) -> None:
    """The newest sign of life and the hosts seen after the reference time are counted."""
    seen = [one.last_seen for one in hosts if one.last_seen]
    found = summary_of(hosts)

    assert found.newest == max(seen, default=None)
    assert found.ahead == sum(moment > REFERENCE for moment in seen)


@given(fleets)
def test_the_latest_sign_of_life_is_never_of_the_future(hosts: list[HostOutline]) -> None:
    """A host whose clock is ahead of now can't make all others stale."""
    found = None
    for one in hosts:
        found = later(found, one, REFERENCE)

    assert found == max((one.last_seen for one in hosts if one.last_seen and one.last_seen <= REFERENCE), default=None)


@pytest.mark.parametrize(("kinds", "bars", "others"), [(SHOWN, SHOWN, 0), (SHOWN + 1, SHOWN - 1, 2), (1_000, 14, 986)])
def test_many_kinds_share_the_last_bar(kinds: int, bars: int, others: int) -> None:
    """As many bars as have room; from one kind more on, the last bar is all others."""
    systems = summary_of([host(number, os_name=f"system {number:04}") for number in range(kinds)]).systems

    assert (len(systems.top), systems.other.kinds, systems.other.hosts) == (bars, others, others)
    assert [one.name for one in systems.top] == [f"system {number:04} 22.04" for number in range(bars)]


@pytest.mark.parametrize(
    ("family", "name", "version", "expected"),
    [
        ("linux", "Ubuntu", "22.04", "Ubuntu 22.04"),
        ("linux", "Ubuntu", None, "Ubuntu"),
        ("linux", None, "5", "linux, unnamed"),
        ("linux", "", None, "linux, unnamed"),
        ("unknown", None, None, "unknown"),
    ],
)
def test_the_name_of_a_system(family: str, name: str | None, version: str | None, expected: str) -> None:
    """A system goes by name and version, as far as they are known."""
    found = summary_of([host(os_family=family, os_name=name, os_version=version)])

    assert [(one.name, one.family) for one in found.systems.top] == [(expected, family)]


def test_memory_does_not_grow_with_the_hosts() -> None:
    """Hosts pass by: ten times as many, each with its own name and times, need no more memory."""

    def peak(count: int) -> int:
        def stream() -> Iterator[HostOutline]:
            for number in range(count):
                yield host(number, first_seen=before(number), last_seen=before(number / 7))

        tracemalloc.start()
        summarize(stream(), REFERENCE, DAYS)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)  # what is made once

    assert peak(5_000) < peak(500) + 20_000
