"""Random host records that collide in everything, the inventory that the law says they make, and workers to step."""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import coroutine
from typing import Any

from hypothesis import strategies as st

from services.deduper.core.clusters import Claim, clusters, record_ref
from services.deduper.core.conflicts import refused
from services.deduper.core.entries import unpack_node
from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.merging import merge
from services.deduper.core.rulings import Verdict
from services.deduper.service import Deduper, Rulings
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.contracts.parts import Cloud, Hardware, Interface
from shared.contracts.record import CLOCK_AHEAD, HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.topics import MERGED, NORMALIZED, RULINGS
from shared.ports import Delivery
from tests.unit.deduper.worlds import CAP, Happening, latest_claims, run

DAY = datetime(2026, 1, 1, tzinfo=UTC)
UUIDS = [f"ec2e1916-9099-7caf-fd21-01234567890{digit}" for digit in "abc"]
Saying = HostRecord | Ruling


def host_record(  # noqa: PLR0913, PLR0917 - one parameter is one thing that may collide
    vendor: str,
    number: int,
    day: int,
    name: str | None,
    uuid: str | None,
    instance: str | None,
    nics: Sequence[tuple[int, int]],
    *,
    ahead: bool,
) -> HostRecord:
    """Return a version of a record."""
    seen = DAY + timedelta(days=day)
    return HostRecord(
        vendor=vendor,
        vendor_id=str(number),
        observed_at=seen,
        last_seen=seen,
        first_seen=DAY,
        hostname=name,
        hardware=Hardware(uuid=uuid),
        cloud=Cloud(provider="aws", account="1", instance_id=instance) if instance else Cloud(),
        interfaces=tuple(Interface(mac=f"0a:00:00:00:00:0{mac}", ips=(f"10.0.0.{ip}",)) for mac, ip in nics),
        flags=(CLOCK_AHEAD,) if ahead else (),
    )


host_records = st.builds(
    host_record,
    st.sampled_from("ab"),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from([None, "web", "db"]),
    st.sampled_from([None, None, *UUIDS]),
    st.sampled_from([None, None, "i-1", "i-2"]),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=2),
    ahead=st.sampled_from([False, False, True]),
)
rulings = st.builds(
    lambda pair, verdict, day: Ruling(
        left=pair[0], right=pair[1], verdict=verdict, ruled_at=DAY + timedelta(days=day), because="so"
    ),
    st.sampled_from([("a:0", "b:0"), ("a:0", "a:1"), ("a:1", "b:1"), ("b:0", "b:1")]),
    st.sampled_from(["link", "unlink", "forget"]),
    st.integers(0, 3),
)
sayings = st.one_of(host_records, host_records, host_records, rulings)


def lawful_inventory(said: Sequence[Saying]) -> dict[str, bytes]:
    """Return the documents, by host id, that these sayings must come to in any order."""
    records: dict[str, HostRecord] = {}
    events: list[Happening] = []
    for one in said:
        if isinstance(one, Ruling):
            events.append(Verdict.of(one))
        elif one.id not in records or one.version > records[one.id].version:
            records[one.id] = one
    events += [Arrival.of(record, identifiers(record)) for record in records.values()]
    arrivals, ruled = latest_claims(events)
    claims = [
        Claim(record_ref(one.id), one.id, tuple(sorted({*one.keys, *ruled[one.id]}))) for one in arrivals.values()
    ]
    held = {record_ref(record.id): record for record in records.values()}
    hosts = [
        merge([held[member.ref] for member in cluster.members], refused(sorted(cluster.refusals), held))
        for cluster in clusters(claims, CAP)
    ]
    return {host.id: host.encode() for host in hosts}


@coroutine
def pause() -> Any:  # Any: the type of generator-based coroutines
    """Let the scheduler choose who goes on."""
    yield


class Stepped:
    """A port that pauses before every call: there a worker may be overtaken, or die."""

    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:  # Any: whatever the port has
        method = getattr(self._port, name)

        async def paused(*arguments: Any, **named: Any) -> Any:  # Any: the port's own
            await pause()
            return await method(*arguments, **named)

        return paused


@dataclass
class World:
    """Shared state, and batches that workers take."""

    index: MemoryIdentityIndex = field(default_factory=MemoryIdentityIndex)
    store: MemoryHostStore = field(default_factory=MemoryHostStore)
    log: MemoryEventLog = field(default_factory=lambda: MemoryEventLog(ManualClock(DAY)))

    def work(self, batch: Sequence[Saying]) -> Coroutine[Any, Any, None]:
        """Return a worker that handles a batch, and pauses before each call of a port."""
        index: Any = Stepped(self.index)  # Any: it is whatever port it wraps
        store: Any = Stepped(self.store)
        log: Any = Stepped(self.log)

        async def handle() -> None:
            if records := [delivery(one) for one in batch if isinstance(one, HostRecord)]:
                await Deduper(index, store, log, CAP).handle(records)
            if ruled := [delivery(one) for one in batch if isinstance(one, Ruling)]:
                await Rulings(index, store, log, CAP).handle(ruled)

        return handle()

    def finish(self) -> None:
        """Let a worker find the topic quiet."""
        run(Deduper(self.index, self.store, self.log, CAP).tick())

    def inventory(self) -> dict[str, bytes]:
        """Return the documents of the store."""

        async def read() -> dict[str, bytes]:
            return {one.host.id: one.host.encode() async for one in self.store.hosts()}

        return run(read())

    def published(self) -> dict[str, bytes]:
        """Return the documents that hosts.merged holds once it is compacted."""
        last = {one.message.key: one.message.value for one in self.log.there(MERGED.name)}
        return {key: MERGED.event.decode(value).host.encode() for key, value in last.items() if value}

    def roots(self) -> set[str]:
        """Return the record ids that the index names hosts after."""
        names = [record_ref(f"{vendor}:{number}") for vendor in "ab" for number in range(4)]
        nodes = [unpack_node(ref, entry) for ref, entry in run(self.index.get_many(names)).items()]
        return {node.id for node in nodes if node.members and any(node.version)}


def delivery(saying: Saying) -> Delivery:
    """Return a saying as a topic delivers it."""
    topic = RULINGS.name if isinstance(saying, Ruling) else NORMALIZED.name
    message = RULINGS.message(saying) if isinstance(saying, Ruling) else NORMALIZED.message(saying)
    return Delivery(message, topic, 0, 0, DAY)
