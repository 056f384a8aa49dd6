"""One worker stops before each of its calls in turn, another does all of its work: nobody is misjudged."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from shared.contracts.record import HostRecord
from shared.contracts.sync import SyncCompleted
from tests.unit.deduper.histories import assert_lawful
from tests.unit.deduper.hosts import DAY, Listed, Saying
from tests.unit.deduper.workers import World, run_through, step

NOON, EVENING = DAY + timedelta(hours=12), DAY + timedelta(hours=18)
SYNC = SyncCompleted(vendor="a", started_at=NOON, hosts=1)


def seen(number: int, at: datetime) -> Listed:
    """Return that a record was listed then."""
    return Listed(HostRecord(vendor="a", vendor_id=str(number), observed_at=DAY), at)


BEFORE = [seen(1, DAY), seen(2, DAY), seen(2, EVENING), seen(3, DAY)]  # a sync from noon on counts: it saw the second
ARRIVALS = {
    "one that is being found gone comes back": seen(1, EVENING),
    "an old page brings one that nobody knew": seen(4, DAY),
    "an old page is read again": seen(1, DAY),
    "one was listed later, but not late enough": seen(1, DAY + timedelta(hours=1)),
    "a new one": seen(4, EVENING),
}


def interrupted(stopped: Sequence[Saying], other: Sequence[Saying], calls: int) -> bool:
    """Stop a worker before its n-th call, let another do all of its work; return whether the first had ended before."""
    world = World()
    run_through(world.work(BEFORE))
    worker = world.work(stopped)
    ended = any(step(worker) is None for _ in range(calls + 1))
    run_through(world.work(other))
    if not ended:
        run_through(worker)
    world.finish()
    assert_lawful(world, [*BEFORE, *stopped, *other])
    return ended


@pytest.mark.parametrize("arrival", ARRIVALS.values(), ids=ARRIVALS)
@pytest.mark.parametrize("first", ["sync", "record"])
def test_a_sync_and_a_record_overtake_each_other_anywhere(arrival: Listed, first: str) -> None:
    """Whichever is stopped, and wherever."""
    stopped, other = ([SYNC], [arrival]) if first == "sync" else ([arrival], [SYNC])
    calls = 0
    while not interrupted(stopped, other, calls):
        calls += 1
    assert calls > 5


@pytest.mark.parametrize("again", [True, False])
def test_a_sync_that_is_half_applied_is_applied_whole(*, again: bool) -> None:
    """By its message's next reader, or by whoever finds the topic quiet, wherever the first died."""
    calls = stored = 0
    ended = False
    while not ended:
        world = World()
        run_through(world.work(BEFORE))
        worker = world.work([SYNC])
        told = [step(worker) for _ in range(calls + 1)]
        ended = None in told
        worker.close()
        if again:
            run_through(world.work([SYNC]))
        world.finish()
        is_stored = "put_syncs" in told[:-1] or ended
        assert_lawful(world, [*BEFORE, *([SYNC] if again or is_stored else [])])
        stored += is_stored
        calls += 1
    assert stored > 5
