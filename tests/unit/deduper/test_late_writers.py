"""A worker stalls before any of its calls, another does all of its work, and the first dies some calls later."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.record import HostRecord
from tests.unit.deduper.histories import assert_lawful
from tests.unit.deduper.hosts import DAY, Saying, sayings
from tests.unit.deduper.workers import World, run_through, step

few = settings(max_examples=max(2, settings().max_examples // 50))  # each is hundreds of runs


def version(day: int) -> HostRecord:
    """Return what is said of one host on a day."""
    return HostRecord(vendor="a", vendor_id="0", observed_at=DAY + timedelta(days=day), hostname=f"web{day}")


def overtaken(late: list[Saying], other: list[Saying], stall: int, more: int) -> tuple[bool, bool]:
    """Stall before a call, be overtaken, take `more` calls, die; return whether it ended before it stalled, or died."""
    world = World()
    worker = world.work(late)
    ended = any(step(worker) is None for _ in range(stall + 1))
    run_through(world.work(other))
    lived = ended or any(step(worker) is None for _ in range(more))
    worker.close()
    run_through(world.work(late))  # its batch comes again
    world.finish()
    assert_lawful(world, [*late, *other])
    return ended, lived


def everywhere(late: list[Saying], other: list[Saying]) -> int:
    """Leave out no place to stall and no place to die; return how many there were."""
    stall = count = 0
    ended = False
    while not ended:
        more, lived = 0, False
        while not lived:
            ended, lived = overtaken(late, other, stall, more)
            more += 1
        count += more
        stall += 1
    return count


def test_a_version_that_is_published_late() -> None:
    """It came after the newer one, and who published it died of it: it isn't what the topic ends with."""
    assert everywhere([version(1)], [version(2)]) > 50


@few
@given(st.lists(sayings, min_size=1, max_size=2), st.lists(sayings, min_size=1, max_size=2))
def test_anyone_may_be_late(late: list[Saying], other: list[Saying]) -> None:
    """Whatever both have to do."""
    everywhere(late, other)
