"""Who is listed no more is a function of the set of events: in any order, by any workers, whoever dies meanwhile."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.deduper.rebuild import compare, rebuild
from shared.adapters.memory import MemoryHostStore, MemoryIdentityIndex
from shared.contracts.record import HostRecord
from shared.contracts.sync import SyncCompleted
from tests.unit.deduper.histories import check_one_worker, check_workers, every
from tests.unit.deduper.hosts import DAY, Listed, Saying, lawful_absence, lawful_inventory, lawful_starts
from tests.unit.deduper.workers import World, run_through
from tests.unit.deduper.worlds import CAP, law, run

# Two records of one machine and two of others, listed and missed over and over: nothing changes but presence.
_listed = st.builds(
    lambda vendor, number, hour: Listed(
        HostRecord(vendor=vendor, vendor_id=str(number), observed_at=DAY), DAY + timedelta(hours=hour)
    ),
    st.sampled_from("aab"),
    st.integers(0, 2),
    st.integers(0, 3),
)
_syncs = st.builds(
    lambda vendor, hour, hosts: SyncCompleted(vendor=vendor, started_at=DAY + timedelta(hours=hour), hosts=hosts),
    st.sampled_from("aab"),
    st.integers(0, 4),
    st.sampled_from([0, 0, 1, 2]),
)
batches = st.lists(st.lists(st.one_of(_listed, _listed, _syncs), max_size=3), min_size=1, max_size=6)
many = settings(max_examples=law.max_examples * 2)


@law
@given(batches)
def test_one_worker(work: list[list[Saying]]) -> None:
    """After each batch, once the topic is quiet, the documents are those of the law."""
    check_one_worker(work)


@many
@given(batches, st.integers(2, 4), st.data())
def test_many_workers(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Workers that overtake one another: a record comes back while it is being found gone, a later sync comes first."""
    check_workers(work, data, workers, deaths=0)


@many
@given(batches, st.integers(1, 4), st.data())
def test_workers_that_die(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """A sync half applied is applied by another."""
    check_workers(work, data, workers, deaths=3)


@law
@given(batches)
def test_a_rebuild_knows_who_is_gone(work: list[list[Saying]]) -> None:
    """The inventory computed anew from what is stored has the same bytes."""
    world, again, index = World(), MemoryHostStore(), MemoryIdentityIndex()
    for batch in work:
        run_through(world.work(batch))
    world.finish()
    run(rebuild(world.store, index, again, world.log, CAP))

    assert run(compare(world.store, again)).unchanged == len(world.inventory())
    assert World(index, again).inventory() == lawful_inventory(every(work))


@law
@given(batches)
def test_syncs_that_were_left_behind_are_forgotten(work: list[list[Saying]]) -> None:
    """Only what may still say something is kept: of each source the latest sync that counts, and those after it."""
    world = World()
    for batch in work:
        run_through(world.work(batch))
    world.finish()
    world.finish()
    latest = dict(sorted(lawful_starts(every(work))))
    syncs = [one for one in every(work) if isinstance(one, SyncCompleted)]

    async def kept() -> set[str]:
        return {one.key async for one in world.store.syncs()}

    assert run(kept()) == {one.key for one in syncs if one.started_at >= latest.get(one.source, DAY)}


def test_the_law_says_who_is_gone() -> None:
    """Not in a later sync that counts; a sync counts once as many records came as it saw, and never takes that back."""
    one, other = [HostRecord(vendor="a", vendor_id=name, observed_at=DAY) for name in ("1", "2")]
    noon = DAY + timedelta(hours=12)
    sync = SyncCompleted(vendor="a", started_at=noon, hosts=1)
    before, after = Listed(one, DAY), Listed(other, noon)

    assert lawful_absence([before, sync]) == {}
    assert lawful_absence([before, sync, after]) == {"a:1": DAY}
    assert lawful_absence([before, sync, after, Listed(one, noon)]) == {}
