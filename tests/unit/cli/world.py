"""A small inventory for the command line to look at."""

from datetime import UTC, datetime

from services.deduper.core.merging import merge
from services.deduper.core.software import software_of
from services.wiring import Ports
from shared.contracts.host import MergedHost
from shared.contracts.parts import Package
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.contracts.topics import RAW, Message
from shared.errors import Permanent
from shared.ports import Delivery, Rejection
from shared.runtime.dead_letters import TRUNCATED, Author, letter_of

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
PAGES = 3


def record(vendor: str, number: int) -> HostRecord:
    """Return a record of host `web-<number>`."""
    return HostRecord(vendor=vendor, vendor_id=str(number), hostname=f"web-{number}", observed_at=NOON, last_seen=NOON)


PROGRAMS = {
    "qualys": (Package(name="OpenSSH", version="7.4"), Package(name="example-tool", version="1.0")),
    "crowdstrike": (Package(name="openssh", maker="openbsd", version="8.0"), Package(name="Example Tool")),
}


def with_software(one: HostRecord) -> HostRecord:
    """Return the record with what its vendor lists."""
    return one.model_copy(update={"software": PROGRAMS[one.vendor]})


async def install(ports: Ports) -> None:
    """Put in what the two hosts of `fill` have."""
    hosts = [[record("qualys", 1), record("crowdstrike", 1)], [record("qualys", 2)]]
    found = [software_of(merge(records).id, [*map(with_software, records)]) for records in hosts]
    await ports.store.software.put(found, {one.host: 1 for one in found})


def page(sequence: int) -> Message:
    """Return a raw page with one host."""
    one = AnyPage(
        vendor="qualys",
        endpoint="vendor.test/api",
        sync_id="s",
        sequence=sequence,
        fetched_at=NOON,
        hosts=({"id": sequence},),
    )
    return RAW.message(one)


async def fill(ports: Ports) -> None:
    """Put in three records of two hosts, three raw pages, and two dead letters of which one is only a head."""
    records = [record("qualys", 1), record("qualys", 2), record("crowdstrike", 1)]
    hosts = [merge([records[0], records[2]]), merge([records[1]])]
    await ports.store.put_records(records)
    await ports.store.put_hosts([MergedHost(revision=1, host=host) for host in hosts], [])
    await ports.log.append(RAW.name, [page(sequence) for sequence in range(PAGES)])
    refused = Rejection(Delivery(page(1), RAW.name, 0, 1, NOON), page(1), Permanent("field id: expected text; got 1"))
    letter = letter_of(refused, Author("normalizer", "1.0", NOON))
    head = Message("qualys/s/2.unfit.0", b'{"id": 3, "tex', {TRUNCATED: "5000000", "error-class": "Unfit"})
    await ports.log.append(RAW.dead_letter, [letter, head])
