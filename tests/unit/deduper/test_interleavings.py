"""Any interleaving of workers, and the death of any of them before any write, gives the same documents."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.deduper.rebuild import compare, rebuild
from shared.adapters.memory import MemoryHostStore, MemoryIdentityIndex
from tests.unit.deduper.histories import check_a_death_before_each_call, check_one_worker, check_workers
from tests.unit.deduper.hosts import Saying, lawful_inventory, lawful_software, sayings
from tests.unit.deduper.workers import World, run_through
from tests.unit.deduper.worlds import CAP, law, run

batches = st.lists(st.lists(sayings, max_size=4), min_size=1, max_size=6)  # an empty one: the topic is quiet


@law
@given(batches)
def test_one_worker(work: list[list[Saying]]) -> None:
    """After each batch, once the topic is quiet, the documents are those of the law."""
    check_one_worker(work)


@law
@given(batches, st.integers(2, 8), st.data())
def test_many_workers(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Two to eight workers that overtake one another at any call."""
    check_workers(work, data, workers, deaths=0)


@law
@given(batches, st.integers(1, 4), st.data())
def test_workers_that_die(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Workers killed before any write; what they had begun is finished by others."""
    check_workers(work, data, workers, deaths=3)


@settings(max_examples=settings().max_examples // 5)  # each is some dozens of runs
@given(st.lists(sayings, max_size=5), st.lists(sayings, min_size=1, max_size=3))
def test_a_death_before_each_call_in_turn(first: list[Saying], second: list[Saying]) -> None:
    """Not one place is left out: the batch is begun anew after a death before its first call, its second, and so on."""
    check_a_death_before_each_call(first, second)


@law
@given(batches)
def test_replay_and_rebuild_change_nothing(work: list[list[Saying]]) -> None:
    """Read again, the topics change and publish nothing; an inventory computed anew has the same bytes."""
    world, again, index = World(), MemoryHostStore(), MemoryIdentityIndex()
    for _ in range(2):
        length = len(world.log.there("hosts.merged"))
        for batch in work:
            run_through(world.work(batch))
        world.finish()
    run(rebuild(world.store, index, again, world.log, CAP))
    difference = run(compare(world.store, again))

    assert len(world.log.there("hosts.merged")) - difference.after == length
    assert difference.unchanged == difference.before == difference.after
    assert World(index, again).inventory() == lawful_inventory([one for batch in work for one in batch])
    assert World(index, again).software() == lawful_software([one for batch in work for one in batch])
