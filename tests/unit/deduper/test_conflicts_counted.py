"""Decisions that have to be made again are counted."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from prometheus_client import REGISTRY

from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from shared.adapters.memory import MemoryIdentityIndex
from shared.contracts.record import HostRecord
from shared.ports import Change

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class Contended(MemoryIdentityIndex):
    """An index in which another worker is faster a few times."""

    conflicts = 0

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Refuse, or commit."""
        if self.conflicts:
            self.conflicts -= 1
            return [None for _ in changes]
        return await super().commit(changes)


def test_each_conflict_counts_once() -> None:
    """Three refusals of one change are three; a commit that goes through adds none."""

    def counted() -> float:
        return REGISTRY.get_sample_value("rollcall_index_conflicts_total") or 0.0

    before = counted()
    record = HostRecord(vendor="qualys", vendor_id="1", hostname="web-1", observed_at=NOON)
    index = Contended()
    asyncio.run(mark_new(index, CAP))
    index.conflicts = 3
    dirty = asyncio.run(identify(index, [Arrival.of(record, identifiers(record))]))

    assert len(dirty) == 1
    assert counted() - before == 3
