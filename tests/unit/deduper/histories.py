"""Histories: batches that one worker works off, or many that overtake one another and die; and what holds then."""

from collections.abc import Sequence

from hypothesis import event
from hypothesis import strategies as st

from shared.contracts.host import Host
from tests.unit.deduper.hosts import Saying, lawful_inventory, lawful_software
from tests.unit.deduper.workers import Worker, World, run_through, step
from tests.unit.deduper.worlds import run

Batch = Sequence[Saying]


def every(work: Sequence[Batch]) -> list[Saying]:
    """Return all that is said."""
    return [one for batch in work for one in batch]


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


def check_one_worker(work: Sequence[Batch]) -> None:
    """See after each batch, once the topic is quiet, that the documents are those of the law."""
    world = World()
    for number, batch in enumerate(work, start=1):
        run_through(world.work(batch))
        world.finish()
        assert_lawful(world, every(work[:number]))


def check_workers(work: Sequence[Batch], data: st.DataObject, workers: int, deaths: int) -> None:
    """See that the documents are those of the law when workers overtook one another, and some of them died."""
    world = World()
    interleave(world, work, data, workers, deaths)
    assert_lawful(world, every(work))


def check_a_death_before_each_call(first: Batch, second: Batch, third: Batch | None = None) -> None:
    """Have a worker die before its first call, its second, and so on; another batch may come before its own again."""
    calls = 0
    ended = False
    while not ended:
        world = World()
        run_through(world.work(first))
        worker = world.work(second)
        ended = any(step(worker) is None for _ in range(calls + 1))
        worker.close()
        if third is not None:
            run_through(world.work(third))
        run_through(world.work(second))
        world.finish()
        assert_lawful(world, [*first, *second, *(third or ())])
        calls += 1
