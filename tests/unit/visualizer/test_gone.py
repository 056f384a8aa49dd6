"""Hosts that vendors list no more."""

from services.visualizer.core.traits import EDR, SCANNER, traits
from services.visualizer.summary import Agreement, Freshness
from shared.contracts.parts import Agent
from tests.unit.visualizer.hosts import before, differing, host, sourced, summary_of

WATCHED = sourced([Agent(kind="edr", vendor="crowdstrike"), Agent(kind="vulnerability", vendor="qualys")])


def test_a_host_that_is_gone_is_of_no_age_and_lacks_nothing() -> None:
    """However long ago it was seen: it is gone, isn't stale, and nobody need install anything on it."""
    gone = host(1, gone=before(3), gone_from=("crowdstrike", "qualys"), last_seen=before(90), first_seen=before(400))
    found = summary_of([gone, host(2, agents=WATCHED)])

    assert found.freshness == Freshness(new=1, gone=1)
    assert (found.coverage.no_edr, found.coverage.no_scanner) == (0, 0)
    assert sum(one.hosts for one in found.spans) == 1
    assert {one.vendors: one.hosts for one in found.overlap.top} == {(): 1, ("crowdstrike", "qualys"): 1}


def test_it_went_when_it_was_last_listed() -> None:
    """The timeline has it in that week, once; who is stale went when last seen."""
    gone = host(1, gone=before(14), gone_from=("crowdstrike", "qualys"), last_seen=before(90))
    stale = host(2, last_seen=before(70))
    weeks = summary_of([gone, stale, host(3)]).timeline.weeks

    assert [len(weeks) - 1 - place for place, week in enumerate(weeks) for _ in range(week.went)] == [10, 2]


def test_a_vendor_that_lists_it_no_more_does_not_watch_over_it() -> None:
    """Its agents don't count, nor does it among those that know the host."""
    left = traits(host(agents=WATCHED, gone_from=("crowdstrike",)))

    assert left.vendors == ("qualys",)
    assert left.system.lacks == (EDR,)
    assert traits(host(agents=WATCHED)).system.lacks == ()
    assert traits(host(agents=WATCHED, gone_from=("qualys",))).system.lacks == (SCANNER,)


def test_who_lists_it_no_more_differs_from_nobody() -> None:
    """A field counts where several vendors know the host now: never on more hosts than those."""
    told = {"sources": {"hostname": "a:1"}, "conflicts": (differing("hostname"),)}
    found = summary_of([host(1, gone_from=("qualys",), **told), host(2, **told)]).agreements

    assert found.hosts == 1
    assert found.fields[0] == Agreement(name="hostname", hosts=1, differ=1)


def test_who_is_gone_is_neither_covered_nor_not() -> None:
    """Shares are of hosts that a vendor lists: those that are gone don't make a gap look smaller."""
    gone = [host(number, gone=before(3)) for number in range(2, 12)]
    found = summary_of([host(0), host(1, agents=WATCHED), *gone])
    coverage = found.coverage

    assert (coverage.hosts, coverage.no_edr) == (2, 1)
    assert coverage.families.top[0].hosts == coverage.clouds.top[0].hosts == 2
    assert "No EDR: 1 of 2 listed hosts (50 %)" in "".join(one.finding for one in found.charts)
