"""hosts.raw: each raw host is a record in hosts.normalized or a dead letter.

The pages are read again by the normalizer's own reading, which says the record of each host; so a host is missing by
its id. A host that no message could hold never came into the topic: the fetcher's dead letters are counted beside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.audit.digests import digest
from services.audit.report import Findings
from services.fetcher.decoding.unfit import Unfit
from services.normalizer.core import Refused, read
from services.normalizer.vendors import Reader, discover
from services.wiring import READERS, Ports
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED, RAW
from shared.errors import Permanent
from shared.ports import Delivery, EventLog
from shared.runtime.dead_letters import TRUNCATED

NAME = "raw hosts → records"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of pages: digests of the records' ids, and of the messages that were refused."""

    records: frozenset[bytes]
    letters: frozenset[bytes]


async def audit_pages(ports: Ports, progress: Callable[[str, int], None]) -> Findings:
    """Return which raw hosts are neither a record nor a dead letter."""
    findings, readers = Findings(NAME, [READERS[RAW.name]]), discover()
    end = [delivery async for delivery in ports.log.last(RAW.name, 64)]
    for delivery in end:
        findings.read(delivery.partition, delivery.offset)
    arrived = await _arrived(ports.log, findings)
    async for delivery in ports.log.read(RAW.name):
        _account(delivery, readers, arrived, findings)
        progress(NAME, findings.counts["raw hosts"])
    return findings


async def _arrived(log: EventLog, findings: Findings) -> Arrived:
    records, letters = set(), set()
    async for delivery in log.read(NORMALIZED.name):
        records.add(digest(delivery.message.key))
    async for delivery in log.read(RAW.dead_letter):
        if TRUNCATED in delivery.message.headers:
            is_host = delivery.message.headers.get("error-class") == Unfit.__name__
            findings.counts["unfit hosts" if is_host else "unreadable answers"] += 1
        else:
            letters.add(digest(delivery.message.value or b""))
    findings.counts["dead letters"] = len(letters)
    return Arrived(frozenset(records), frozenset(letters))


def _account(delivery: Delivery, readers: Mapping[str, Reader], arrived: Arrived, findings: Findings) -> None:
    findings.read(delivery.partition, delivery.offset)
    findings.counts["pages"] += 1
    value, where = delivery.message.value or b"", f"{RAW.name}/{delivery.partition}/{delivery.offset}"
    try:
        page = AnyPage.decode(value)
        records, refused = read(page, readers)
    except Permanent as error:
        if digest(value) not in arrived.letters:
            what = f"a page that can't be read and is no dead letter: {error}"
            findings.lack(where, what, delivery.partition, delivery.offset)
        return
    findings.counts["raw hosts"] += len(page.hosts)
    _account_records(delivery, records, arrived, findings)
    _account_refused(delivery, refused, arrived, findings)


def _account_records(delivery: Delivery, records: list[HostRecord], arrived: Arrived, findings: Findings) -> None:
    for record in records:
        findings.counts["readable"] += 1
        if digest(record.id) not in arrived.records:
            what = f"no record in {NORMALIZED.name}, though its page is in {RAW.name}"
            findings.lack(record.id, what, delivery.partition, delivery.offset)


def _account_refused(delivery: Delivery, refused: list[Refused], arrived: Arrived, findings: Findings) -> None:
    for number, host in enumerate(refused):
        findings.counts["unreadable"] += 1
        if digest(host.page.encode()) not in arrived.letters:
            where = f"{RAW.name}/{delivery.partition}/{delivery.offset} refused {number}"
            what = f"a host that can't be read and is no dead letter: {host.reason}"
            findings.lack(where, what, delivery.partition, delivery.offset)
