"""Records are inside exactly one host's document each, and the hosts of the store are the latest of hosts.merged."""

from collections.abc import Callable, Sequence

from services.audit.digests import digest
from services.audit.report import Findings
from services.wiring import READERS, Ports
from shared.batches import batches
from shared.contracts.host import MergedHost, revision_of
from shared.contracts.topics import MERGED, NORMALIZED, RULINGS, SYNCS
from shared.ports import Delivery

DOCUMENTS, PUBLICATION = "records → hosts", "hosts → hosts.merged"
BATCH = 500
WRITERS = [READERS[NORMALIZED.name], READERS[RULINGS.name], READERS[SYNCS.name]]


async def audit_documents(ports: Ports, progress: Callable[[str, int], None]) -> Findings:
    """Return which records are in no host's document, or in several."""
    findings, inside = Findings(DOCUMENTS, WRITERS), set[bytes]()
    async for merged in ports.store.hosts():
        findings.counts["hosts"] += 1
        for record in merged.host.records:
            name = digest(record.id)
            if name in inside:
                findings.lack(record.id, f"in several hosts; one of them is {merged.host.id}")
            inside.add(name)
        progress(DOCUMENTS, findings.counts["hosts"])
    async for stored in ports.store.records():
        findings.counts["records"] += 1
        if digest(stored.id) not in inside:
            findings.lack(stored.id, "in no host")
    return findings


async def audit_publication(ports: Ports, progress: Callable[[str, int], None]) -> Findings:
    """Return which hosts are stored in another version than the latest of hosts.merged."""
    findings, published = Findings(PUBLICATION, [*WRITERS, "reconciler"]), set[bytes]()
    async for batch in batches(ports.log.read(MERGED.name), BATCH):
        published |= await _account(ports, batch, findings)
        progress(PUBLICATION, findings.counts["messages"])
    async for merged in ports.store.hosts():
        findings.counts["hosts in the store"] += 1
        if digest(merged.host.id, merged.encode()) not in published:
            findings.lack(merged.host.id, f"its stored version is not in {MERGED.name}")
    return findings


async def _account(ports: Ports, batch: Sequence[Delivery], findings: Findings) -> set[bytes]:
    """Compare messages with the store; return digests of those that tell of a host."""
    stored = await ports.store.get_hosts({delivery.message.key for delivery in batch})
    published = set()
    for delivery in batch:
        findings.counts["messages"] += 1
        key, value = delivery.message.key, delivery.message.value
        held, _ = stored.get(key, (0, None))
        revision = MergedHost.decode(value).revision if value else revision_of(delivery.message.headers)
        if held < revision:
            findings.lack(key, f"published at revision {revision}; the store has {held or 'none'}")
        if value:
            published.add(digest(key, value))
    return published
