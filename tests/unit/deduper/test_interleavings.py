"""Any interleaving of workers, and the death of any of them between any two calls, gives the same documents."""

from collections.abc import Coroutine, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.deduper.hosts import Saying, World, lawful_inventory, sayings

Batch = Sequence[Saying]
Worker = Coroutine[Any, Any, None]  # Any: what a coroutine yields is its own matter
batches = st.lists(st.lists(sayings, min_size=1, max_size=4), min_size=1, max_size=6)


def interleave(world: World, work: Sequence[Batch], data: st.DataObject, workers: int, deaths: int) -> None:
    """Step workers in an order that `data` chooses; a dead one's batch is delivered again."""
    waiting = list(work)
    running: list[tuple[Batch, Worker]] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                batch = waiting.pop(0)
                running.append((batch, world.work(batch)))
            place = data.draw(st.integers(0, len(running) - 1)) if len(running) > 1 else 0
            if deaths and data.draw(st.integers(0, 7)) == 0:
                deaths -= 1
                waiting.append(running[place][0])
                running.pop(place)[1].close()
            elif not step(running[place][1]):
                running.pop(place)
    finally:
        for _, worker in running:
            worker.close()
    world.finish()


def step(worker: Worker) -> bool:
    """Take a worker one step on; tell whether there is more."""
    try:
        worker.send(None)
    except StopIteration:
        return False
    return True


def assert_lawful(world: World, said: Sequence[Saying]) -> None:
    """Compare the store and the compacted topic with the law, byte for byte; nothing is left to do."""
    wanted = lawful_inventory(said)

    assert world.inventory() == wanted
    assert world.published() == wanted


@given(batches)
def test_one_worker(work: list[list[Saying]]) -> None:
    """After each batch the documents are those of the law."""
    world = World()
    said: list[Saying] = []
    for batch in work:
        worker = world.work(batch)
        while step(worker):
            pass
        said += batch
        assert_lawful(world, said)


@given(batches, st.integers(2, 8), st.data())
def test_many_workers(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Two to eight workers that overtake one another at any call."""
    world = World()
    interleave(world, work, data, workers, deaths=0)
    assert_lawful(world, [one for batch in work for one in batch])


@given(batches, st.integers(1, 4), st.data())
def test_workers_that_die(work: list[list[Saying]], workers: int, data: st.DataObject) -> None:
    """Workers killed between any two calls; what they had begun is finished by others."""
    world = World()
    interleave(world, work, data, workers, deaths=3)
    assert_lawful(world, [one for batch in work for one in batch])
