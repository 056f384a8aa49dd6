"""Any interleaving of workers, and the death of any of them before any write, gives the same documents."""

from collections.abc import Sequence

from hypothesis import event, given, settings
from hypothesis import strategies as st

from services.deduper.rebuild import compare, rebuild
from shared.adapters.memory import MemoryHostStore, MemoryIdentityIndex
from shared.contracts.host import Host
from tests.unit.deduper.hosts import Saying, lawful_inventory, lawful_software, sayings
from tests.unit.deduper.workers import Worker, World, run_through, step
from tests.unit.deduper.worlds import CAP, law, run

Batch = Sequence[Saying]
batches = st.lists(st.lists(sayings, max_size=4), min_size=1, max_size=6)  # an empty one: the topic is quiet


def interleave(world: World, work: Sequence[Batch], data: st.DataObject, workers: int, deaths: int) -> None:
    """Step workers in an order that `data` chooses; a dead one's batch is delivered again."""
    waiting = list(work)
    running: list[tuple[Batch, Worker, str]] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                batch = waiting.pop(0)
                running.append((batch, world.work(batch), "anything"))
            place = data.draw(st.integers(0, len(running) - 1)) if len(running) > 1 else 0
            dies = deaths > 0 and data.draw(st.integers(0, 7)) == 0
            batch, worker, ahead = running.pop(place)
            if dies:
                event(f"died before {ahead}")
                deaths -= 1
                waiting.append(batch)
                worker.close()
            elif call := step(worker):
                running.insert(place, (batch, worker, call))
    finally:
        for _, worker, _ in running:
            worker.close()
    world.finish()


def assert_lawful(world: World, said: Sequence[Saying]) -> None:
    """Compare the store and the compacted topic with the law, byte for byte; nothing is left to do."""
    wanted = lawful_inventory(said)
    published = world.published()
    aliases = [alias for document in wanted.values() for alias in Host.decode(document).aliases]
    stored = run(world.store.get_hosts(published))

    assert world.inventory() == wanted
    assert world.software() == lawful_software(said)
    assert {key: document for key, (_, document) in published.items() if document} == wanted
    assert {key: revision for key, (revision, _) in published.items()} == {key: one[0] for key, one in stored.items()}
    assert [key for key in published if aliases.count(key) != 1] == [], "a former id leads to no host, or to two"
    assert run(world.index.outbox(1)) == []


@law
@given(batches)
def test_one_worker(work: list[list[Saying]]) -> None:
    """After each batch, once the topic is quiet, the documents are those of the law."""
    world = World()
    said: list[Saying] = []
    for batch in work:
        run_through(world.work(batch))
        world.finish()
        said += batch
        assert_lawful(world, said)


@law
@given(batches, st.integers(2, 8), st.data())
def test_many_workers(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Two to eight workers that overtake one another at any call."""
    world = World()
    interleave(world, work, data, workers, deaths=0)
    assert_lawful(world, [one for batch in work for one in batch])


@law
@given(batches, st.integers(1, 4), st.data())
def test_workers_that_die(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Workers killed before any write; what they had begun is finished by others."""
    world = World()
    interleave(world, work, data, workers, deaths=3)
    assert_lawful(world, [one for batch in work for one in batch])


@settings(max_examples=settings().max_examples // 5)  # each is some dozens of runs
@given(st.lists(sayings, max_size=5), st.lists(sayings, min_size=1, max_size=3))
def test_a_death_before_each_call_in_turn(first: list[Saying], second: list[Saying]) -> None:
    """Not one place is left out: the batch is begun anew after a death before its first call, its second, and so on."""
    calls = 0
    ended = False
    while not ended:
        world = World()
        run_through(world.work(first))
        worker = world.work(second)
        ended = any(step(worker) is None for _ in range(calls + 1))
        worker.close()
        run_through(world.work(second))
        world.finish()
        assert_lawful(world, [*first, *second])
        calls += 1


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
