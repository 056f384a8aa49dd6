"""A commit whose answer was lost may have been applied: the batch is given again, and the inventory is the same."""

import asyncio
from collections.abc import Sequence

import pytest

from services.deduper.service import Deduper
from services.normalizer.vendors import discover
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.adapters.redis.index import RedisIdentityIndex
from shared.adapters.redis.place import Place
from shared.contracts.topics import NORMALIZED
from shared.errors import Temporary
from shared.ports import Change, Delivery, IdentityIndex
from simulator.population import VENDORS, Population
from tests.contracts.conftest import NOON
from tests.stack.connecting import redis_place

pytestmark = pytest.mark.stack
BATCH = 50


class Lossy(RedisIdentityIndex):
    """An index that applies each second commit and then loses the answer, as a time-out does."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.commits = self.lost = 0

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Apply each change; tell of it every other time."""
        revisions = await super().commit(changes)
        self.commits += 1
        if self.commits % 2:
            self.lost += 1
            raise Temporary("the answer was lost")
        return revisions


def deliveries() -> list[Delivery]:
    """Return the normalised records of a small population."""
    population, readers = Population(200), discover()
    records = [
        readers[vendor].to_host(readers[vendor].payload.model_validate(raw, context=set()), population.reference)
        for vendor in VENDORS
        for raw in population.hosts(vendor, 0, population.count(vendor))
    ]
    return [Delivery(NORMALIZED.message(one), NORMALIZED.name, 0, place, NOON) for place, one in enumerate(records)]


async def inventory(index: IdentityIndex, every: Sequence[Delivery]) -> list[bytes]:
    """Return the documents that come of it, when each batch is given again until it succeeds."""
    store = MemoryHostStore()
    deduper = Deduper(index, store, MemoryEventLog(ManualClock(NOON)))
    for start in range(0, len(every), BATCH):
        while True:
            try:
                await deduper.handle(every[start : start + BATCH])
                break
            except Temporary:
                continue
    while await index.outbox(1):
        await deduper.tick()
    return [merged.host.encode() async for merged in store.hosts()]


def test_a_lost_answer_changes_nothing() -> None:
    """The documents are those of an index that never lost an answer."""

    async def scenario() -> None:
        every = deliveries()
        async with redis_place() as place:
            lossy = Lossy(place)
            found = await inventory(lossy, every)
            assert lossy.lost > 3
        assert found == await inventory(MemoryIdentityIndex(), every)

    asyncio.run(scenario())
