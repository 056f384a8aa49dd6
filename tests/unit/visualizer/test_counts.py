"""What is counted of hosts."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.visualizer.core.ages import latest
from services.visualizer.core.ranking import SHOWN
from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import LONGEST, hour, traits
from services.visualizer.summary import Agreement, Gap, Span
from shared.contracts.host import Host
from shared.contracts.parts import Agent, Cloud, Family, Interface, Port
from tests.unit.visualizer.hosts import (
    DAYS,
    REFERENCE,
    before,
    differing,
    fleets,
    host,
    sourced,
    summary_of,
    system,
)

HOUR = timedelta(hours=1)


@given(fleets)
def test_each_chart_counts_every_host_once(fleet: list[Host]) -> None:
    """Families, systems, ages, spans, weeks, combinations of vendors and clouds each add up to all hosts."""
    found = summary_of(fleet)
    weeks = found.timeline.weeks
    came = sum(one.came for one in weeks) + found.timeline.came_before + found.timeline.came_after
    systems, overlap, regions = found.systems, found.overlap, found.clouds.regions

    assert found.hosts == len(fleet)
    assert found.coverage.hosts == len([one for one in fleet if one.gone is None])
    assert sum(one.hosts for one in found.families) == len(fleet)
    assert sum(one.hosts for one in systems.top) + systems.other.hosts == len(fleet)
    assert sum(one.hosts for one in overlap.top) + overlap.other.hosts == len(fleet)
    assert sum(found.freshness.model_dump().values()) == len(fleet)
    assert sum(one.hosts for one in found.spans) + found.freshness.unknown + found.freshness.gone == len(fleet)
    assert came == sum(one.first_seen is not None for one in fleet)
    assert sum(one.went for one in weeks) + found.timeline.went_before == found.freshness.stale + found.freshness.gone
    assert sum(one.hosts for one in regions.top) + regions.other.hosts == found.clouds.hosts
    assert sum(one.hosts for one in found.clouds.providers) == found.clouds.hosts


@given(fleets, st.randoms(use_true_random=False))
def test_the_order_of_hosts_changes_nothing(fleet: list[Host], chance: Random) -> None:
    """In any order the summary is the same to the byte."""
    shuffled = list(fleet)
    chance.shuffle(shuffled)

    assert summary_of(shuffled).model_dump_json() == summary_of(fleet).model_dump_json()


@given(fleets)
def test_vendors_are_counted_by_their_hosts(fleet: list[Host]) -> None:
    """The hosts that each vendor lists, and those that all of them do."""
    found = summary_of(fleet)
    listing = [{*one.vendors} - {*one.gone_from} for one in fleet]
    known = Counter(vendor for vendors in listing for vendor in vendors)

    assert {one.name: one.hosts for one in found.vendors} == known
    assert found.everywhere == sum(bool(known) and vendors == set(known) for vendors in listing)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (before(400), before(DAYS), "active"),
        (before(400), before(DAYS) - HOUR, "stale"),
        (before(DAYS), before(0), "new"),
        (before(DAYS) - HOUR, before(0), "active"),
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
    counted = summary_of([host(first_seen=first, last_seen=last)]).freshness.model_dump()

    assert {name for name, hosts in counted.items() if hosts} == {expected}


def test_hosts_grow_old_without_a_message() -> None:
    """The same state says, as time passes, that a host is new, then active, then stale."""
    tally = Tally()
    tally.apply("a", 1, traits(host(first_seen=before(0), last_seen=before(-10))))

    def aged(days: float) -> set[str]:
        ages = summarize(tally, before(-days), DAYS).freshness.model_dump()
        return {name for name, hosts in ages.items() if hosts}

    assert [aged(days) for days in (0, 30, 31, 40, 41)] == [{"new"}, {"new"}, {"active"}, {"active"}, {"stale"}]


def test_spans_meet_at_the_limit_of_staleness() -> None:
    """A host lies in the span that says how many days ago it was last seen."""
    days = (0, 1, 1.1, 7, 30, 30.1, 90, 365, 366, -4)
    found = summary_of([host(n, last_seen=before(one)) for n, one in enumerate(days)]).spans

    assert found == tuple(
        Span(over=over, days=end, hosts=hosts)
        for over, end, hosts in ((0, 1, 3), (1, 7, 2), (7, 30, 1), (30, 90, 2), (90, 365, 1), (365, None, 1))
    )


def test_weeks_begin_on_mondays() -> None:
    """Who came on a Sunday came in the week before who came on Monday; nothing is lost at either end of time."""
    sunday = datetime(2026, 1, 25, 23, 59, tzinfo=UTC)
    first = [sunday, sunday + HOUR, before(400), before(-30), datetime.min.replace(tzinfo=UTC)]
    found = summary_of([host(n, first_seen=one, last_seen=one) for n, one in enumerate(first)]).timeline

    assert [(f"{one.monday}", one.came) for one in found.weeks[-2:]] == [("2026-01-19", 1), ("2026-01-26", 1)]
    assert (found.came_before, found.went_before, found.came_after) == (2, 2, 1)


def test_the_source_line_tells_of_wrong_clocks() -> None:
    """Hosts seen after the reference time are counted, and can't make all others stale."""
    tally = Tally()
    for n, days in enumerate((9, 3, -900)):
        tally.apply(f"{n}", 1, traits(host(n, last_seen=before(days))))
    found = summarize(tally, REFERENCE, DAYS)

    assert (found.newest, found.ahead) == (before(-900), 1)
    assert latest(tally, REFERENCE) == before(3)


def test_a_moment_is_told_to_its_hour() -> None:
    """Also before 1970, where rounding to zero would go the other way."""
    moments = [datetime(1970, 1, 1, 0, 59, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, tzinfo=UTC), None]

    assert [hour(one) for one in moments] == [0, -1, None]


@pytest.mark.parametrize(("kinds", "bars", "others"), [(SHOWN, SHOWN, 0), (SHOWN + 1, SHOWN - 1, 2), (1_000, 14, 986)])
def test_many_kinds_share_the_last_bar(kinds: int, bars: int, others: int) -> None:
    """As many bars as have room; from one kind more on, the last bar is all others."""
    systems = summary_of([host(n, os=system("linux", f"system {n:04}")) for n in range(kinds)]).systems

    assert (len(systems.top), systems.other.kinds, systems.other.hosts) == (bars, others, others)
    assert [one.name for one in systems.top] == [f"system {number:04}" for number in range(bars)]


@pytest.mark.parametrize(
    ("family", "name", "version", "expected"),
    [
        ("linux", "Ubuntu", "22.04", "Ubuntu 22.04"),
        ("linux", "Ubuntu", None, "Ubuntu"),
        ("linux", None, "5", "linux, unnamed"),
        ("linux", "", None, "linux, unnamed"),
        ("unknown", None, None, "unknown"),
        ("linux", "A" * 5_000_000, None, "A" * (LONGEST - 1) + "…"),
    ],
)
def test_the_name_of_a_system(family: Family, name: str | None, version: str | None, expected: str) -> None:
    """A system goes by name and version, as far as they are known; of megabytes the beginning is kept, with a sign."""
    found = summary_of([host(os=system(family, name, version))])

    assert [(one.name, one.family) for one in found.systems.top] == [(expected, family)]


def test_a_scan_or_an_agent_is_a_scanner() -> None:
    """Who lacks what, in all and by group: an agent of another kind watches over nothing."""
    edr, scanner = Agent(kind="edr", vendor="x"), Agent(kind="vulnerability", vendor="y")
    found = summary_of(
        [
            host(0, agents=sourced([edr, scanner])),
            host(1, agents=sourced([edr]), last_scan=before(99), cloud=Cloud(provider="aws")),
            host(2, agents=sourced([Agent(kind="other", vendor="z")]), cloud=Cloud(provider="aws")),
        ]
    ).coverage

    assert (found.no_edr, found.no_scanner, found.neither) == (1, 1, 1)
    assert found.clouds.top == (
        Gap(name="aws", hosts=2, no_edr=1, no_scanner=1),
        Gap(name="no cloud known", hosts=1, no_edr=0, no_scanner=0),
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "unknown"),
        ({"cloud": Cloud(subnet="subnet-1"), "interfaces": sourced([Interface(ips=("10.1.2.3",))])}, "subnet-1"),
        ({"interfaces": sourced([Interface(ips=("10.1.2.3",))])}, "10.1.2.0/24"),
        ({"interfaces": sourced([Interface(ips=("2001:db8::1",))])}, "2001:db8::/64"),
        ({"interfaces": sourced([Interface(ips=("127.0.0.1", "169.254.1.1", "rubbish"))])}, "unknown"),
        (
            {
                "interfaces": sourced(
                    [Interface(mac="02:42:00:00:00:01", ips=("172.17.0.1",)), Interface(ips=("10.0.0.9",))]
                )
            },
            "10.0.0.0/24",
        ),
    ],
)
def test_the_subnet_of_a_host(fields: dict[str, Any], expected: str) -> None:
    """The cloud's, or the network of an address that says where a host is: no loopback, no bridge of containers."""
    assert traits(host(**fields)).net.name == expected


def test_a_port_counts_once_for_a_host() -> None:
    """However often it is told; tcp and udp are two; hosts without any are not in the shares."""
    twice = sourced([Port(port=53, protocol="udp", service="dns"), Port(port=53, protocol="udp"), Port(port=53)])
    found = summary_of([host(0, ports=twice), host(1)]).ports

    assert (found.hosts, found.most, found.kinds) == (1, 2, 2)
    assert {one.name: one.hosts for one in found.top} == {"53/udp": 1, "53": 1}


def test_vendors_differ_only_where_several_know_a_host() -> None:
    """Of hosts that several know: how often a field is told, and how often differently."""
    told = {"sources": {"hostname": "a:1"}, "conflicts": (differing("hostname"),)}
    found = summary_of([host(0, **told), host(1, sources={"hostname": "a:1"}), host(2, vendors=("a",), **told)])

    assert found.agreements.hosts == 2
    assert found.agreements.fields[0] == Agreement(name="hostname", hosts=2, differ=1)
