"""Which record a field is taken from: the vendor's rank for it, then freshness, then the record id."""

from datetime import timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.precedence import RANKS, freshest, freshness, preferred
from services.normalizer.vendors import discover
from shared.contracts.host import COMPARED
from shared.contracts.record import CLOCK_AHEAD, HostRecord
from tests.unit.deduper.fleet import SEEN
from tests.unit.deduper.hosts import host_records


def record(vendor: str, number: int, days: int = 0, *, flags: tuple[str, ...] = ()) -> HostRecord:
    """Return a record, last seen some days after the first."""
    seen = SEEN + timedelta(days=days)
    return HostRecord(vendor=vendor, vendor_id=str(number), observed_at=seen, last_seen=seen, flags=flags)


@given(st.lists(host_records, max_size=4, unique_by=lambda one: one.id), st.sampled_from([*RANKS, *COMPARED]))
def test_an_order_is_total(records: list[HostRecord], path: str) -> None:
    """Whatever the order of asking, one order comes out: no two records are equal."""
    assert preferred(path, freshest(records[::-1])) == preferred(path, freshest(records))


def test_a_clock_ahead_comes_last_of_all() -> None:
    """Behind vendors without a rank, however fresh it claims to be."""
    ahead, plain = record("qualys", 1, 900, flags=(CLOCK_AHEAD,)), record("unheard-of", 1)

    assert preferred("cloud.zone", freshest([ahead, plain])) == [plain, ahead]


def test_freshness_is_the_vendors_word() -> None:
    """When it last heard from the host; where it doesn't say, when it last changed the record."""
    silent = HostRecord(vendor="a", vendor_id="1", observed_at=SEEN)

    assert freshness(silent) == SEEN
    assert freshness(record("a", 1, 2)) == SEEN + timedelta(days=2)


@pytest.mark.parametrize("path", COMPARED)
def test_compared_fields_exist(path: str) -> None:
    """And are empty in a record that says nothing."""
    assert attrgetter(path)(record("a", 1)) in (None, "unknown")


@pytest.mark.parametrize("path", RANKS)
def test_ranks_name_vendors_and_fields_that_exist(path: str) -> None:
    """A line of precedence with a slip of the pen would never count."""
    attrgetter(path)(record("a", 1))

    assert set(RANKS[path]) <= set(discover())


def test_the_longest_prefix_ranks() -> None:
    """`hardware.serial` has its own line, `cloud.zone` its part's."""
    ours, theirs = record("qualys", 1), record("crowdstrike", 1, 5)

    assert [one.vendor for one in preferred("hardware.serial", freshest([ours, theirs]))] == ["crowdstrike", "qualys"]
    assert [one.vendor for one in preferred("cloud.zone", freshest([ours, theirs]))] == ["qualys", "crowdstrike"]
    assert [one.vendor for one in preferred("hostname", freshest([ours, theirs]))] == ["crowdstrike", "qualys"]
    assert [one.vendor for one in preferred("typewriter", freshest([ours, theirs]))] == ["crowdstrike", "qualys"]
