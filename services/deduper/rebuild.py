"""Recomputes the inventory from stored records beside the present one, and says what would differ."""

from collections import defaultdict

from services.deduper.core.clusters import record_ref
from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.rulings import Verdict
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.materialise import Materialiser
from services.deduper.retiring import Retiring
from services.deduper.rules import hold_to_rules
from shared.batches import batches
from shared.contracts.event import Value
from shared.ports import EventLog, HostStore, IdentityIndex

BATCH = 500
EXAMPLES = 20  # hosts of each sort that are named


class Difference(Value):
    """What a rebuild changes; each example is `host id: record ids`."""

    before: int
    after: int
    unchanged: int
    same_records: int
    joined: int
    split: int
    joined_examples: tuple[str, ...]
    split_examples: tuple[str, ...]


async def rebuild(source: HostStore, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
    """Fill an empty index and store from the records and rulings of `source`, by the present rules."""
    await hold_to_rules(index, store, cap)
    rulings = [ruling async for ruling in source.rulings()]
    await store.put_rulings(rulings)
    await identify(index, [], [Verdict.of(ruling) for ruling in rulings], cap)
    async for batch in batches(source.records(), BATCH):
        await store.put_records(batch)
        await store.put_listings(list((await source.get_listings(record.id for record in batch)).values()))
        await identify(index, [Arrival.of(record, identifiers(record)) for record in batch], cap=cap)
    await store.put_syncs([sync async for sync in source.syncs()])
    await Retiring(index, store, None, cap).apply()
    await Materialiser(index, store, log, cap).drain(BATCH)


async def compare(before: HostStore, after: HostStore) -> Difference:
    """Return how the hosts of two stores differ."""
    old: dict[str, str] = {}
    documents: dict[str, bytes] = {}
    async for merged in before.hosts():
        old |= {record.id: merged.host.id for record in merged.host.records}
        documents[merged.host.id] = merged.host.encode()
    spread: defaultdict[str, set[str]] = defaultdict(set)
    joined: list[str] = []
    count = unchanged = 0
    async for merged in after.hosts():
        host = merged.host
        count += 1
        unchanged += documents.get(host.id) == host.encode()
        sources = {old[record.id] for record in host.records if record.id in old}
        for one in sources:
            spread[one].add(host.id)
        if len(sources) > 1:
            joined.append(f"{host.id}: {', '.join(record.id for record in host.records)}")
    split = [f"{one}: now {', '.join(sorted(parts))}" for one, parts in sorted(spread.items()) if len(parts) > 1]
    return Difference(
        before=len(documents),
        after=count,
        unchanged=unchanged,
        same_records=count - len(joined) - len({part for parts in spread.values() if len(parts) > 1 for part in parts}),
        joined=len(joined),
        split=len(split),
        joined_examples=tuple(joined[:EXAMPLES]),
        split_examples=tuple(split[:EXAMPLES]),
    )


async def roots_of(*stores: HostStore) -> set[bytes]:
    """Return the index's names of all hosts of these stores: what a switch must write anew or delete."""
    return {record_ref(merged.host.records[0].id) for store in stores async for merged in store.hosts()}
