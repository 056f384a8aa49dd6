"""hosts.normalized: the latest record of each id is in the store, and the index knows this very version of it."""

from collections.abc import Callable, Sequence

from services.audit.digests import digest
from services.audit.report import Findings
from services.deduper.core.clusters import record_ref
from services.deduper.core.entries import unpack_node
from services.deduper.core.incremental import Arrival
from services.deduper.service import listed_record
from services.wiring import READERS, Ports
from shared.batches import batches
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED
from shared.errors import Permanent
from shared.ports import Delivery

NAME = "records → store and index"
BATCH = 500


async def audit_records(ports: Ports, progress: Callable[[str, int], None]) -> Findings:
    """Return which records are not in the store, or not in the index, in their latest version."""
    findings = Findings(NAME, [READERS[NORMALIZED.name]])
    letters = {digest(one.message.value or b"") async for one in ports.log.read(NORMALIZED.dead_letter)}
    published: set[bytes] = set()
    async for batch in batches(ports.log.read(NORMALIZED.name), BATCH):
        published |= await _account(ports, batch, letters, findings)
        progress(NAME, findings.counts["messages"])
    async for stored in batches(ports.store.records(), BATCH):
        findings.counts["records in the store"] += len(stored)
        await _account_stored(ports, stored, published, findings)
        progress(NAME, findings.counts["messages"] + findings.counts["records in the store"])
    return findings


async def _account(ports: Ports, batch: Sequence[Delivery], letters: set[bytes], findings: Findings) -> set[bytes]:
    """Compare messages with the store; return digests of the records' ids."""
    told = _decoded(batch, letters, findings)
    stored = await ports.store.get_records({record.id for _, record in told})
    for delivery, record in told:
        held = stored.get(record.id)
        if held is None or held.version < record.version:
            what = "not in the store" if held is None else "in the store in an older version alone"
            findings.lack(record.id, what, delivery.partition, delivery.offset)
    return {digest(record.id) for _, record in told}


def _decoded(batch: Sequence[Delivery], letters: set[bytes], findings: Findings) -> list[tuple[Delivery, HostRecord]]:
    told = []
    for delivery in batch:
        findings.read(delivery.partition, delivery.offset)
        findings.counts["messages"] += 1
        value = delivery.message.value
        if value is None:
            continue
        try:
            told.append((delivery, listed_record(delivery.message)[0]))
        except Permanent as error:
            if digest(value) not in letters:
                what = f"a record that can't be read and is no dead letter: {error}"
                findings.lack(delivery.message.key, what, delivery.partition, delivery.offset)
    return told


async def _account_stored(
    ports: Ports, stored: Sequence[HostRecord], published: set[bytes], findings: Findings
) -> None:
    """Compare the store with the topic and the index.

    The store may be ahead of the topic: compaction leaves the last message of a key, which may be an older version.
    """
    refs = {record.id: record_ref(record.id) for record in stored}
    entries = await ports.index.get_many(refs.values())
    for record in stored:
        if digest(record.id) not in published:
            findings.lack(record.id, f"in the store, and in no message of {NORMALIZED.name}")
        entry = entries.get(refs[record.id])
        if entry is None:
            findings.lack(record.id, "not in the index")
        elif unpack_node(refs[record.id], entry).version != Arrival.of(record, ()).version:
            findings.lack(record.id, "in the index in another version than in the store")
