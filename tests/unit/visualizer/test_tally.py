"""The state that follows the hosts."""

from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.visualizer.core.rows import Rows, placed
from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import traits
from shared.contracts.host import Host
from tests.unit.visualizer.hosts import DAYS, REFERENCE, any_host, fleets, host, seeds, summary_of

# A version of a host: its number and its content; None: it is gone.
versions = st.lists(st.tuples(st.integers(0, 3), st.none() | seeds), max_size=12).map(
    lambda told: [(number, None if seed is None else any_host(number, seed)) for number, seed in told]
)


@given(versions, st.randoms(use_true_random=False))
def test_counting_as_they_come_is_counting_the_latest(told: list[tuple[int, Host | None]], chance: Random) -> None:
    """Any order of changes and departures, repeated and late ones too, comes to what the latest versions come to."""
    latest: dict[int, Host | None] = dict(told)
    deliveries = [*enumerate(told, 1), *chance.choices(list(enumerate(told, 1)), k=len(told) // 2)] if told else []
    chance.shuffle(deliveries)
    tally = Tally()
    for revision, (number, one) in deliveries:
        tally.apply(f"{number:06}", revision, traits(one) if one else None)

    assert summarize(tally, REFERENCE, DAYS) == summary_of(one for one in latest.values() if one)


@given(fleets)
def test_what_no_host_has_is_forgotten(fleet: list[Host]) -> None:
    """When all hosts have gone nothing is counted, and no word of theirs is kept."""
    tally = Tally()
    for one in fleet:
        tally.apply(one.id, 1, traits(one))
    for one in fleet:
        tally.apply(one.id, 2, None)

    assert summarize(tally, REFERENCE, DAYS) == summary_of([])
    assert not any([*tally.systems.counts(), *tally.nets.counts(), *tally.ports.counts(), *tally.ports.sizes])


def test_only_a_later_version_counts() -> None:
    """The same revision again and an earlier one change nothing, also after the host has gone."""
    tally, found = Tally(), traits(host())

    assert tally.apply("a", 5, found)
    assert not tally.apply("a", 5, None)
    assert tally.apply("a", 6, None)
    assert not tally.apply("a", 5, found)
    assert (tally.hosts, tally.knows("a", 6), tally.knows("a", 7)) == (0, True, False)


def test_a_row_begins_where_a_row_begins() -> None:
    """Revision and numbers that look like another host's name aren't taken for it, beside it or before it."""
    bucket, name = placed("sought")
    beside = next(other for number in count() if placed(other := f"other {number}")[0] == bucket)
    rows = Rows(2)
    rows.put(beside, int.from_bytes(name[:8], "little"), (int.from_bytes(name[8:], "little"), 7))

    assert rows.get("sought") == (0, ())
    rows.put("sought", 3, (1, 2))
    assert rows.get("sought") == (3, [1, 2])
    assert rows.get(beside)[1] == [int.from_bytes(name[8:], "little"), 7]
