"""An index that was lost, or that other rules built, is noticed before anything is decided from it."""

from collections.abc import Sequence

import pytest

from services.deduper.core.clusters import record_ref
from services.deduper.core.entries import unpack_node
from services.deduper.core.usable import CAP
from services.deduper.materialise import Materialiser
from services.deduper.rebuild import rebuild
from services.deduper.rules import NAME, IndexLost, RulesChanged, hold_to_rules, mark_new
from services.deduper.service import Deduper, Rulings
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.topics import MERGED
from shared.ports import Change
from tests.unit.deduper.fleet import MACHINES, SEEN
from tests.unit.deduper.workers import delivery
from tests.unit.deduper.worlds import run

RECORDS: list[HostRecord] = [record for records in MACHINES.values() for record in records]
FIRST, SECOND = RECORDS[:12], RECORDS[12:]


class Replaceable(MemoryIdentityIndex):
    """An index that is replaced by another just before the nth commit, as a flush or a switch does under way."""

    commits_left = -1
    rules: int | None = None  # the cap of the rules that the one in its place is of; none: it is empty

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Commit, to the index that is there by now."""
        if self.commits_left == 0:
            self.replace()
        self.commits_left -= 1
        return await super().commit(changes)

    def replace(self) -> None:
        """Put another index in its place."""
        self.commits_left = -1
        MemoryIdentityIndex.__init__(self)
        if self.rules is not None:
            run(mark_new(self, self.rules))


class Place:
    """A deduper that has handled a first batch."""

    def __init__(self) -> None:
        self.index, self.store, self.log = Replaceable(), MemoryHostStore(), MemoryEventLog(ManualClock(SEEN))
        self.deduper = Deduper(self.index, self.store, self.log)
        self.handle(FIRST)

    def handle(self, records: Sequence[HostRecord]) -> None:
        """Have the deduper handle a batch."""
        run(self.deduper.handle([delivery(one) for one in records]))

    def written(self) -> tuple[dict[str, bytes], int, list[tuple[bytes, int]]]:
        """Return all that says who is who: hosts, how many were published, what is due."""

        async def hosts() -> dict[str, bytes]:
            return {one.host.id: one.host.encode() async for one in self.store.hosts()}

        return run(hosts()), len(self.log.there(MERGED.name)), run(self.index.outbox(999))


@pytest.mark.parametrize(("rules", "error"), [(None, IndexLost), (CAP + 1, RulesChanged)])
@pytest.mark.parametrize("commits", [None, 0])
def test_nothing_is_decided_from_another_index(rules: int | None, error: type[Exception], commits: int | None) -> None:
    """Replaced between two batches, or between a batch's look at the rules and its commit: refused, nothing written."""
    place = Place()
    before = place.written()
    place.index.rules = rules
    if commits is None:
        place.index.replace()
    else:
        place.index.commits_left = commits

    with pytest.raises(error, match="rollcall rebuild --switch"):
        place.handle(SECOND)
    assert place.written() == before


def test_a_deduper_starts_on_no_index_if_records_are_stored() -> None:
    """It says how many, also when the topic is quiet, and leaves the index without a mark."""
    place = Place()
    place.index.replace()
    for service in (Deduper, Rulings):
        with pytest.raises(IndexLost, match=f"the store holds {len(FIRST)} records: it was lost"):
            run(service(place.index, place.store, place.log).handle([]))
    with pytest.raises(IndexLost):
        run(Deduper(place.index, place.store, place.log).tick())

    assert run(place.index.get_many([NAME])) == {}


def test_an_operators_ruling_is_not_applied_to_another_index() -> None:
    """A ruling is fenced as records are."""
    place = Place()
    left, right = sorted(record.id for record in FIRST[:2])
    ruling = Ruling(left=left, right=right, verdict="unlink", because="so", by="ann", ruled_at=SEEN)
    place.index.commits_left = 0

    with pytest.raises(IndexLost):
        run(Rulings(place.index, place.store, place.log).handle([delivery(ruling)]))


def test_hosts_that_an_index_no_longer_knows_are_not_written() -> None:
    """Lost between the commit and the reading of what it made due: no host loses a record for it."""
    place = Place()
    due = [(run(_root(place.index, FIRST[0])), 99)]
    before = place.written()
    place.index.replace()

    with pytest.raises(IndexLost):
        run(Materialiser(place.index, place.store, place.log).materialise(due))
    assert place.written() == before


def test_a_rebuild_fills_what_was_lost() -> None:
    """From the records that are stored, to the byte; then dedupers go on with it."""
    place, index, store = Place(), MemoryIdentityIndex(), MemoryHostStore()
    hosts = place.written()[0]
    run(rebuild(place.store, index, store, MemoryEventLog(ManualClock(SEEN))))
    run(Deduper(index, place.store, place.log).handle([delivery(one) for one in FIRST]))

    assert place.written()[0] == hosts


def test_a_new_index_is_marked_by_whoever_comes_first() -> None:
    """The same rules go on, also after records were stored; others are refused and told what to run."""
    index, store = MemoryIdentityIndex(), MemoryHostStore()
    run(hold_to_rules(index, store, CAP))
    run(store.put_records(FIRST))
    run(hold_to_rules(index, store, CAP))

    with pytest.raises(RulesChanged, match="rollcall rebuild"):
        run(hold_to_rules(index, store, CAP + 1))


async def _root(index: MemoryIdentityIndex, record: HostRecord) -> bytes:
    ref = record_ref(record.id)
    return unpack_node(ref, (await index.get_many([ref]))[ref]).root
