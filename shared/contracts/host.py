"""One machine, merged from all its records: the event of `hosts.merged`."""

from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, Field

from shared.contracts.event import Event, Utc, Value, as_set
from shared.contracts.parts import (
    Agent,
    Cloud,
    DeviceType,
    Hardware,
    Interface,
    Location,
    OperatingSystem,
    Port,
    Strings,
    Volume,
    Vulnerabilities,
)

T = TypeVar("T")


class Sourced(Value, Generic[T]):
    """An item of a list and the ids of the records that list it."""

    value: T
    sources: Strings


class RecordSummary(Value):
    """What a host keeps of each of its records."""

    id: str
    vendor: str
    vendor_id: str
    observed_at: Utc
    first_seen: Utc | None = None
    last_seen: Utc | None = None
    software_count: int = 0
    vulnerabilities: Vulnerabilities = Vulnerabilities()
    flags: Strings = ()


class Conflict(Value):
    """Something the records disagree about; both sides are kept."""

    kind: str = Field(description="`refused` (clusters kept apart), `values` (two values in one host), `field`")
    about: str = Field(description="identifier or field")
    sides: Annotated[tuple[str, ...], AfterValidator(as_set)] = Field(description="`value (record ids)` of each")


class Host(Event):
    """One machine. A pure function of its records: holds no time of processing, worker or offset."""

    id: str = Field(description="uuid5 of the smallest record id")
    aliases: Strings = Field(description="uuid5 of each record: every id this host may have had")
    vendors: Strings = Field(description="vendors that know it")
    records: Annotated[tuple[RecordSummary, ...], AfterValidator(as_set)] = Field(description="its records")
    first_seen: Utc | None = Field(None, description="earliest of the records")
    last_seen: Utc | None = Field(None, description="latest of the records whose clock isn't ahead")
    last_boot: Utc | None = None
    last_scan: Utc | None = None
    last_user: str | None = None
    hostname: str | None = None
    fqdn: str | None = None
    domain: str | None = None
    type: DeviceType = "unknown"
    os: OperatingSystem = OperatingSystem()
    hardware: Hardware = Hardware()
    cloud: Cloud = Cloud()
    location: Location = Location()
    timezone: str | None = None
    status: str | None = None
    names: tuple[Sourced[str], ...] = ()
    interfaces: tuple[Sourced[Interface], ...] = ()
    external_ips: tuple[Sourced[str], ...] = ()
    agents: tuple[Sourced[Agent], ...] = ()
    ports: tuple[Sourced[Port], ...] = ()
    accounts: tuple[Sourced[str], ...] = ()
    tags: tuple[Sourced[str], ...] = ()
    groups: tuple[Sourced[str], ...] = ()
    volumes: tuple[Sourced[Volume], ...] = ()
    sources: dict[str, str] = Field(default_factory=dict, description="field → id of the record it came from")
    conflicts: tuple[Conflict, ...] = Field((), description="what the records disagree about")


class MergedHost(Event):
    """A host and the revision that fences its writes. The revision is not part of the document."""

    revision: int = Field(description="the index's revision of this host; the greater wins")
    host: Host


class HostOutline(Value):
    """The few fields of a host that the charts count."""

    id: str
    hostname: str | None = None
    vendors: Strings = ()
    os_family: str = "unknown"
    os_name: str | None = None
    os_version: str | None = None
    first_seen: Utc | None = None
    last_seen: Utc | None = None

    @classmethod
    def of(cls, host: Host) -> "HostOutline":
        """Return the outline of `host`."""
        return cls(
            id=host.id,
            hostname=host.hostname,
            vendors=host.vendors,
            os_family=host.os.family,
            os_name=host.os.name,
            os_version=host.os.version,
            first_seen=host.first_seen,
            last_seen=host.last_seen,
        )
