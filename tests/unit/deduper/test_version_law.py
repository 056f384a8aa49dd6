"""Of versions with one clock the one listed later counts, then the better reading: in any order, whoever dies.

Two records that share a machine or don't, of one clock or two, with one content or another: what is said goes there and
back (A, B, A), which a store and an index that remember content alone can't tell from A, A, B.
"""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.deduper.rebuild import compare, rebuild
from shared.adapters.memory import MemoryHostStore, MemoryIdentityIndex
from shared.contracts.parts import Hardware
from shared.contracts.record import HostRecord
from shared.contracts.topics import MERGED
from tests.unit.deduper.histories import (
    assert_lawful,
    check_a_death_before_each_call,
    check_one_worker,
    check_workers,
    every,
)
from tests.unit.deduper.hosts import DAY, UUIDS, Listed, Saying, lawful_inventory
from tests.unit.deduper.workers import World, run_through
from tests.unit.deduper.worlds import CAP, law, run


def version(vendor: str, clock: int, user: str, uuid: int, at: int, reading: int = 0) -> Listed:
    """Return a version of a vendor's one record, listed at an hour."""
    record = HostRecord(
        vendor=vendor,
        vendor_id="1",
        observed_at=DAY + timedelta(days=clock),
        last_user=user,
        hardware=Hardware(uuid=UUIDS[uuid]),
    )
    return Listed(record, DAY + timedelta(hours=at), reading)


_versions = st.builds(
    version,
    st.sampled_from("aab"),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from("xy"),
    st.sampled_from([0, 0, 1]),
    st.integers(0, 3),
    st.sampled_from([0, 0, 1]),
)
_untold = _versions.map(lambda one: one.record)
batches = st.lists(st.lists(st.one_of(_versions, _versions, _versions, _untold), max_size=3), min_size=1, max_size=6)
many = settings(max_examples=law.max_examples * 2)


@law
@given(batches)
def test_one_worker(work: list[list[Saying]]) -> None:
    """After each batch the documents are those of the law."""
    check_one_worker(work)


@many
@given(batches, st.integers(2, 4), st.data())
def test_many_workers(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Workers that overtake one another at any call."""
    check_workers(work, data, workers, deaths=0)


@many
@given(batches, st.integers(1, 4), st.data())
def test_workers_that_die(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """A version may be stored by a worker that dies before the index knows of it."""
    check_workers(work, data, workers, deaths=3)


@law
@given(batches)
def test_a_rebuild_keeps_the_order(work: list[list[Saying]]) -> None:
    """The inventory computed anew has the same bytes, and takes what comes late as the present one does."""
    world, again, index = World(), MemoryHostStore(), MemoryIdentityIndex()
    *early, late = work
    for batch in early:
        run_through(world.work(batch))
    world.finish()
    run(rebuild(world.store, index, again, world.log, CAP))
    assert run(compare(world.store, again)).unchanged == len(world.inventory())

    other = World(index, again)
    run_through(other.work(late))
    other.finish()
    assert other.inventory() == lawful_inventory(every(work))


LATER = [version("a", 0, user, 0, at) for at, user in enumerate("xyxy")]


@pytest.mark.parametrize("last", range(4))
def test_the_version_that_is_listed_last_counts(last: int) -> None:
    """Whatever the digests of the contents are."""
    (document,) = lawful_inventory(LATER[: last + 1]).values()

    assert f'"last_user":"{"xyxy"[last]}"'.encode() in document


def test_a_better_reading_of_one_page_counts() -> None:
    """A worse reading of a later page counts more: it says what the vendor says now."""
    worse, better, later = (version("a", 0, *one) for one in (("x", 0, 1, 1), ("y", 0, 1, 2), ("z", 0, 2, 1)))
    users = [
        next(iter(lawful_inventory(said).values())) for said in ([worse, better], [better, worse], [later, better])
    ]

    assert [b'"last_user":"y"' in one for one in users] == [True, True, False]


def test_a_record_that_is_listed_again_changes_no_host() -> None:
    """Its later listing is remembered; the document keeps its revision, and nothing is published."""
    world = World()
    run_through(world.work([LATER[0]]))
    world.finish()
    before = world.published(), len(world.log.there(MERGED.name))
    run_through(world.work([LATER[2]]))
    world.finish()

    assert (world.published(), len(world.log.there(MERGED.name))) == before
    run_through(world.work([LATER[1]]))
    world.finish()
    assert_lawful(world, LATER[:3])


@settings(max_examples=settings().max_examples // 5)  # each is some dozens of runs
@given(st.lists(_versions, max_size=3), st.lists(_versions, min_size=1, max_size=2), st.lists(_versions, max_size=2))
def test_a_death_before_each_call_in_turn(first: list[Saying], second: list[Saying], third: list[Saying]) -> None:
    """What a dead worker stored is overtaken by others before its batch comes again."""
    check_a_death_before_each_call(first, second, third)
