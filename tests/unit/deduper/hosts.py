"""Random host records that collide in everything, and the inventory that the law says they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from services.deduper.core.clusters import Claim, clusters, record_ref
from services.deduper.core.conflicts import refused
from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.merging import merge
from services.deduper.core.rulings import Verdict
from services.deduper.core.software import software_of
from shared.contracts.host import Conflict
from shared.contracts.parts import Cloud, Containment, Hardware, Interface, Package
from shared.contracts.record import CLOCK_AHEAD, HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.sync import SyncCompleted, micros
from shared.contracts.version import Stamp
from tests.unit.deduper.worlds import CAP, Happening, latest_claims

DAY = datetime(2026, 1, 1, tzinfo=UTC)
UUIDS = [f"ec2e1916-9099-7caf-fd21-01234567890{digit}" for digit in "abc"]


@dataclass(frozen=True)
class Listed:
    """A version of a record that says when it was listed."""

    record: HostRecord
    at: datetime
    reading: int = 0

    @property
    def version(self) -> HostRecord:
        """Return the record with its stamp."""
        return HostRecord.decode(self.record.encode(), Stamp(micros(self.at), self.reading))


Saying = HostRecord | Listed | Ruling | SyncCompleted


def host_record(  # noqa: PLR0913, PLR0917 - one parameter is one thing that may collide
    vendor: str,
    number: int,
    day: int,
    name: str | None,
    uuid: str | None,
    instance: str | None,
    nics: Sequence[tuple[int, int]],
    programs: Sequence[Package] = (),
    containment: Containment | None = None,
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
        software=tuple(programs),
        containment=containment,
        flags=(CLOCK_AHEAD,) if ahead else (),
    )


def of_a_later_release(record: HostRecord) -> HostRecord:
    """Return a record that says the same, and one thing that isn't read."""
    return HostRecord.decode(record.encode()[:-1] + b',"of_a_later_release":1}')


PROGRAMS = (
    Package(name="CrowdStrike Windows Sensor", version="6.40"),
    Package(name="OpenSSH", version="7.4"),
    Package(name="openssh", version="7.4", maker="openbsd"),
    Package(name="tomcat", version="9"),
    Package(name="tomcat", version="9", maker="apache"),
)
made_records = st.builds(
    host_record,
    st.sampled_from("ab"),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from([None, "web", "db"]),
    st.sampled_from([None, None, *UUIDS]),
    st.sampled_from([None, None, "i-1", "i-2"]),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=2),
    st.sampled_from([(), (), PROGRAMS[:1], PROGRAMS[1:3], PROGRAMS[2:]]),
    st.sampled_from([None, "normal", "contained"]),
    ahead=st.sampled_from([False, False, True]),
)
host_records = st.one_of(made_records, made_records.map(of_a_later_release))
rulings = st.builds(
    lambda pair, verdict, day: Ruling(
        left=pair[0], right=pair[1], verdict=verdict, ruled_at=DAY + timedelta(days=day), because="so"
    ),
    st.sampled_from([("a:0", "b:0"), ("a:0", "a:1"), ("a:1", "b:1"), ("b:0", "b:1")]),
    st.sampled_from(["link", "unlink", "forget"]),
    st.integers(0, 3),
)
listed = st.builds(
    lambda record, day, reading: Listed(record, DAY + timedelta(days=day), reading),
    host_records,
    st.integers(0, 3),
    st.integers(0, 1),
)
syncs = st.builds(
    lambda vendor, day, hosts: SyncCompleted(vendor=vendor, started_at=DAY + timedelta(days=day), hosts=hosts),
    st.sampled_from("ab"),
    st.integers(0, 4),
    st.integers(0, 3),
)
sayings = st.one_of(host_records, listed, listed, listed, rulings, syncs)


def lawful_inventory(said: Sequence[Saying], cap: int = CAP) -> dict[str, bytes]:
    """Return the documents, by host id, that these sayings must come to in any order."""
    gone = lawful_absence(said)
    hosts = [merge(records, refusals, gone) for records, refusals in lawful_machines(said, cap)]
    return {host.id: host.encode() for host in hosts}


def lawful_software(said: Sequence[Saying], cap: int = CAP) -> dict[str, bytes]:
    """Return what is installed, by host id, of those hosts that have something."""
    every = [software_of(merge(records).id, records) for records, _ in lawful_machines(said, cap)]
    return {one.host: one.encode() for one in every if one.programs}


def lawful_machines(said: Sequence[Saying], cap: int) -> list[tuple[list[HostRecord], list[Conflict]]]:
    """Return the records of each machine, and what kept others out of it."""
    records: dict[str, HostRecord] = {}
    events: list[Happening] = []
    for saying in said:
        one = saying.version if isinstance(saying, Listed) else saying
        if isinstance(one, Ruling):
            events.append(Verdict.of(one))
        elif isinstance(one, SyncCompleted):
            continue
        elif one.id not in records or one.version > records[one.id].version:
            records[one.id] = one
    events += [Arrival.of(record, identifiers(record)) for record in records.values()]
    arrivals, ruled = latest_claims(events)
    claims = [
        Claim(record_ref(one.id), one.id, tuple(sorted({*one.keys, *ruled[one.id]}))) for one in arrivals.values()
    ]
    held = {record_ref(record.id): record for record in records.values()}
    return [
        ([held[member.ref] for member in cluster.members], refused(sorted(cluster.refusals), held))
        for cluster in clusters(claims, cap)
    ]


def lawful_absence(said: Sequence[Saying]) -> dict[str, datetime]:
    """Return the records that are listed no more, and when they last were, whatever the order of what was said."""
    starts = lawful_starts(said)
    return {
        record: at
        for (source, record), at in _last_listed(said).items()
        if any(one == source and at < start for one, start in starts)
    }


def lawful_starts(said: Sequence[Saying]) -> list[tuple[str, datetime]]:
    """Return source and start of each sync that counts, whatever the order of what was said."""
    listed = _last_listed(said)
    return [
        (sync.source, sync.started_at)
        for sync in said
        if isinstance(sync, SyncCompleted)
        and sum(source == sync.source and at >= sync.started_at for (source, _), at in listed.items()) >= sync.hosts
    ]


def _last_listed(said: Sequence[Saying]) -> dict[tuple[str, str], datetime]:
    listed: dict[tuple[str, str], datetime] = {}
    for one in said:
        if isinstance(one, Listed):
            key = one.record.source, one.record.id
            listed[key] = max(one.at, listed.get(key, one.at))
    return listed
