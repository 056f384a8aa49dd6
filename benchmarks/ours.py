"""Rollcall as a program to be measured: the deduper on memory adapters, whole, and its decision alone."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from services.deduper.core.clusters import record_ref
from services.deduper.core.entries import unpack_node
from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from services.deduper.service import Deduper
from shared.adapters.clock import SystemClock
from shared.adapters.memory.index import MemoryIdentityIndex
from shared.adapters.memory.log import MemoryEventLog
from shared.adapters.memory.store import MemoryHostStore
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED
from shared.ports import Delivery

BATCH = 500


def inventory(records: Iterable[HostRecord]) -> Mapping[str, str]:
    """Return the host of each record, by the deduper: stored, decided, merged and published."""
    return asyncio.run(_inventory(records))


def decision(records: Iterable[HostRecord]) -> Mapping[str, str]:
    """Return the host of each record, by the identity index alone: nothing is stored, merged or published."""
    return asyncio.run(_decision(records))


async def _inventory(records: Iterable[HostRecord]) -> Mapping[str, str]:
    clock, store = SystemClock(), MemoryHostStore()
    deduper = Deduper(MemoryIdentityIndex(), store, MemoryEventLog(clock))
    for batch in _batches(records):
        messages = [NORMALIZED.message(record) for record in batch]
        await deduper.handle([Delivery(one, NORMALIZED.name, 0, 0, clock.now()) for one in messages])
    return {record.id: merged.host.id async for merged in store.hosts() for record in merged.host.records}


async def _decision(records: Iterable[HostRecord]) -> Mapping[str, str]:
    index, ids = MemoryIdentityIndex(), set[str]()
    await mark_new(index, CAP)
    for batch in _batches(records):
        ids.update(record.id for record in batch)
        await identify(index, [Arrival.of(record, identifiers(record)) for record in batch])
    entries = await index.get_many(map(record_ref, ids))
    return {one: unpack_node(ref, entries[ref]).root.hex() for one in ids for ref in (record_ref(one),)}


def _batches(records: Iterable[HostRecord]) -> Iterator[list[HostRecord]]:
    left = iter(records)
    return iter(lambda: list(islice(left, BATCH)), [])
