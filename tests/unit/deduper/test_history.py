"""What became of a host and its records: splits, joins, tombstones and former ids, in the order of the log."""

from services.cli.wording import history_text
from services.deduper.core.merging import host_id
from services.deduper.history import Step, history
from services.deduper.inquiry import Inquiry
from shared.contracts.topics import MERGED
from tests.unit.deduper.hosts import Saying, host_record
from tests.unit.deduper.workers import World, run_through
from tests.unit.deduper.worlds import run

A, B = host_id("a:0"), host_id("b:0")


def told(*said: Saying) -> World:
    """Return an inventory that was told these, one after the other."""
    world = World()
    for one in said:
        run_through(world.work([one]))
    return world


def web(vendor: str, day: int, name: str | None = "web") -> Saying:
    """Return a version of a record."""
    return host_record(vendor, 0, day, name, None, None, [(1 if vendor == "a" else 2, 1)], ahead=False)


def steps(world: World, name: str) -> list[Step]:
    """Return the history of a host."""
    return run(history(world.log, run(Inquiry(world.index, world.store).host(name))))


STORY = (web("a", 0), web("b", 0), web("b", 1, "db"), web("b", 2))  # alone, joined, split, joined again


def test_a_host_splits_and_joins_again() -> None:
    """Ids are stable, each former id leads on, what is gone has a tombstone with a revision."""
    world = told(*STORY)
    published = world.published()

    assert set(world.inventory()) == {A}
    assert {key: document is None for key, (_, document) in published.items()} == {A: False, B: True}
    assert run(Inquiry(world.index, world.store).host(B)).id == A
    assert published[A][0] > 0 < published[B][0]


def test_the_history_tells_it() -> None:
    """Also of the time when a record belonged to another host."""
    found = [(one.host, one.joined, one.left, one.gone) for one in steps(told(*STORY), "a:0")]

    assert found == [
        (A, ("a:0",), (), False),
        (A, ("b:0",), (), False),
        (A, (), ("b:0",), False),
        (B, ("b:0",), (), False),
        (A, ("b:0",), (), False),
        (B, (), ("b:0",), True),
    ]
    assert [one.host for one in steps(told(*STORY[:3]), "b:0")] == [A, A, B]


def test_what_was_published_late_is_no_step() -> None:
    """A worker that was overtaken publishes an older version after a newer one, which is then published again."""
    world = told(*STORY)
    before = steps(world, "a:0")
    late = [one.message for one in world.log.there(MERGED.name)]
    run(world.log.append(MERGED.name, late[:2]))
    world.finish()

    assert len(world.log.there(MERGED.name)) > len(late) + 2
    assert steps(world, "a:0") == before


def test_a_step_is_a_line() -> None:
    """When, which revision, which host, and what happened."""
    lines = [history_text(one) for one in steps(told(*STORY), "a:0")]

    assert lines[0] == f"2026-01-01 00:00:00  revision 2  {A}  joined by a:0"
    assert lines[-1].endswith(f"{B}  gone; left by b:0")
