"""One machine, merged from all its records: the event of `hosts.merged`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field

from shared.contracts.event import Event, Utc, Value, as_set, unchecked
from shared.contracts.parts import (
    Agent,
    Business,
    Cloud,
    Containment,
    DeviceType,
    Hardware,
    Interface,
    Location,
    OperatingSystem,
    Port,
    Sensor,
    Strings,
    Volume,
    Vulnerabilities,
    Whole,
)
from shared.contracts.record import CLOCK_AHEAD

T = TypeVar("T")

# Fields whose disagreement is listed. The others differ between vendors by nature: status, time zone, versions.
COMPARED = (
    "hostname",
    "domain",
    "os.family",
    "os.name",
    "os.version",
    "hardware.maker",
    "hardware.model",
    "cloud.region",
    "cloud.zone",
    "cloud.vpc",
    "cloud.subnet",
    "cloud.image",
    "cloud.instance_type",
)

_LONGEST_REVISION = 20  # digits: more than a 64-bit number has


@unchecked
class Sourced(Generic[T]):
    """An item of a list and the ids of the records that list it, in order."""

    value: Annotated[T, Field(description="the item")]
    sources: Annotated[tuple[str, ...], Field(description="ids of the records that list it")]


@unchecked
class RecordSummary:
    """What a host keeps of each of its records."""

    id: Annotated[str, Field(description="record id, `vendor:vendor_id`, with `@tenant` if the tenant has a name")]
    vendor: Annotated[str, Field(description="vendor's name")]
    vendor_id: Annotated[str, Field(description="the vendor's own id of the host")]
    observed_at: Annotated[
        Utc | None, Field(description="when the vendor last changed its record; none if it gives no time at all")
    ]
    first_seen: Annotated[Utc | None, Field(description="when the vendor first saw the host")] = None
    last_seen: Annotated[Utc | None, Field(description="when the vendor last heard from the host")] = None
    last_vulnerability_scan: Annotated[Utc | None, Field(description="last vulnerability scan")] = None
    last_compliance_scan: Annotated[Utc | None, Field(description="last compliance scan")] = None
    last_authenticated_scan: Annotated[Utc | None, Field(description="last scan that could log on")] = None
    status: Annotated[str | None, Field(description="the vendor's status of the host, as of `observed_at`")] = None
    containment: Annotated[
        Containment | None, Field(description="whether the vendor has cut it off from the network")
    ] = None
    criticality: Annotated[str | None, Field(description="how critical, on the vendor's own scale")] = None
    risk_score: Annotated[Whole, Field(description="risk, on the vendor's own scale")] = None
    scanner_id: Annotated[str | None, Field(description="its number in the vendor's scanner")] = None
    tracking_method: Annotated[str | None, Field(description="by what the vendor tells its hosts apart")] = None
    business: Business = Business()
    software_count: Annotated[int, Field(description="programs that the record lists")] = 0
    vulnerabilities: Vulnerabilities = Vulnerabilities()
    flags: Annotated[
        Strings,
        Field(
            description="what the normalizer had to mend or doubt; `keys_cut` if identifiers were left out in matching"
        ),
    ] = ()
    gone: Annotated[
        Utc | None, Field(description="when it was last listed, our clock, if a later whole sync didn't list it")
    ] = None


class Conflict(Value):
    """Something the records disagree about; both sides are kept."""

    kind: str = Field(description="`refused` (clusters kept apart), `values` (two values in one host), `field`")
    about: str = Field(description="identifier or field")
    sides: Annotated[tuple[str, ...], AfterValidator(as_set)] = Field(description="`value (record ids)` of each")


class Host(Event):
    """One machine. A pure function of its records: holds no time of processing, worker or offset."""

    id: str = Field(description="uuid5 of the smallest record id")
    aliases: Strings = Field(description="uuid5 of each record: every id this host may have had")
    vendors: Strings = Field(description="vendors that know it, or knew it once")
    records: tuple[RecordSummary, ...] = Field(description="its records, in order of their ids")
    first_seen: Utc | None = Field(None, description="earliest of the records")
    last_seen: Utc | None = Field(None, description="latest of the records whose clock isn't ahead")
    last_boot: Utc | None = Field(None, description="latest boot that a record tells")
    last_scan: Utc | None = Field(None, description="latest scan that a record tells, of any kind")
    last_vulnerability_scan: Utc | None = Field(None, description="latest vulnerability scan that a record tells")
    last_compliance_scan: Utc | None = Field(None, description="latest compliance scan that a record tells")
    last_authenticated_scan: Utc | None = Field(None, description="latest scan that could log on")
    last_user: str | None = Field(None, description="last user to log on")
    hostname: str | None = Field(None, description="short name, lower case")
    fqdn: str | None = Field(None, description="full name, lower case")
    domain: str | None = Field(None, description="DNS or Windows domain, lower case")
    type: DeviceType = Field("unknown", description="kind of device")
    os: OperatingSystem = OperatingSystem()
    hardware: Hardware = Hardware()
    cloud: Cloud = Cloud()
    location: Location = Location()
    timezone: str | None = Field(None, description="time zone, as said")
    containment: Containment | None = Field(
        None, description="whether a vendor that lists it has cut it off: the strictest word of them"
    )
    names: tuple[Sourced[str], ...] = Field((), description="every name that a vendor gives, lower case")
    interfaces: tuple[Sourced[Interface], ...] = Field((), description="network interfaces, one a MAC")
    external_ips: tuple[Sourced[str], ...] = Field((), description="addresses it is seen from; shared behind NAT")
    agents: tuple[Sourced[Agent], ...] = Field((), description="agents on it")
    ports: tuple[Sourced[Port], ...] = Field((), description="open ports")
    accounts: tuple[Sourced[str], ...] = Field((), description="local accounts")
    tags: tuple[Sourced[str], ...] = Field((), description="tags")
    groups: tuple[Sourced[str], ...] = Field((), description="groups, each with its kind: `ou:…`")
    volumes: tuple[Sourced[Volume], ...] = Field((), description="volumes")
    unlisted_sensors: tuple[Sourced[Sensor], ...] = Field(
        (), description="EDR programs on it whose vendor, connected or not, doesn't list it"
    )
    sources: dict[str, str] = Field(default_factory=dict, description="field → id of the record it came from")
    conflicts: tuple[Conflict, ...] = Field((), description="what the records disagree about")
    gone: Utc | None = Field(None, description="when it was last listed, our clock, if no vendor lists it any more")
    gone_from: Strings = Field((), description="vendors that list none of its records any more")

    @property
    def listing(self) -> Strings:
        """Return the vendors that still list it."""
        return _listing(self)

    @property
    def watching(self) -> frozenset[str]:
        """Return the kinds of agents on it; those of a vendor that lists it no more watch over nothing."""
        there = () if self.gone else (one.value for one in self.agents)
        return frozenset(agent.kind for agent in there if agent.vendor not in self.gone_from)


class MergedHost(Event):
    """A host and the revision that fences its writes. The revision is not part of the document."""

    revision: int = Field(description="the index's revision of this host; the greater wins")
    host: Host


def revision_of(headers: Mapping[str, str]) -> int:
    """Return the revision of a host that a message's headers tell; 0 where they tell none, as no host has it."""
    told = headers.get("revision", "")
    return int(told) if told.isdecimal() and len(told) < _LONGEST_REVISION else 0


class HostOutline(Value):
    """The few facts of a host that a list of hosts shows and asks for; made of one that was checked."""

    id: str
    hostname: str | None = None
    vendors: tuple[str, ...] = ()
    os_family: str = "unknown"
    os_name: str | None = None
    os_version: str | None = None
    first_seen: AwareDatetime | None = None
    last_seen: AwareDatetime | None = None
    last_scan: AwareDatetime | None = None
    quiet_since: AwareDatetime | None = Field(
        None, description="of several vendors that list it, when the first of them last heard from it"
    )
    heard_at: AwareDatetime | None = Field(
        None, description="when the latest of the vendors that list it last heard from it"
    )
    address: str | None = Field(None, description="one of its addresses")
    agents: tuple[str, ...] = Field((), description="kinds of agents on it, of vendors that list it")
    containment: Containment | None = None
    unlisted_sensors: tuple[str, ...] = Field((), description="vendors of EDR programs on it that don't list it")
    conflicts: int = 0
    records: int = 0
    listed: int = Field(0, description="records that are still listed")
    gone: AwareDatetime | None = None
    gone_from: tuple[str, ...] = ()

    @property
    def listing(self) -> Strings:
        """Return the vendors that still list it."""
        return _listing(self)

    @classmethod
    def of(cls, host: Host) -> "HostOutline":
        """Return the outline of `host`."""
        heard = _heard(host)
        return cls(
            id=host.id,
            hostname=host.hostname,
            vendors=host.vendors,
            os_family=host.os.family,
            os_name=host.os.name,
            os_version=host.os.version,
            first_seen=host.first_seen,
            last_seen=host.last_seen,
            last_scan=host.last_scan,
            quiet_since=min(heard) if len(heard) > 1 else None,
            heard_at=max(heard, default=None),
            address=next((ip for one in host.interfaces for ip in one.value.ips), None),
            agents=tuple(sorted(host.watching)),
            containment=host.containment,
            unlisted_sensors=tuple(sorted({one.value.vendor for one in host.unlisted_sensors})),
            conflicts=len(host.conflicts),
            records=len(host.records),
            listed=sum(one.gone is None for one in host.records),
            gone=host.gone,
            gone_from=host.gone_from,
        )


def _listing(host: Host | HostOutline) -> Strings:
    return tuple(one for one in host.vendors if one not in host.gone_from)


def _heard(host: Host) -> Collection[datetime]:
    """Return when each vendor that lists it last heard from it, if the vendor tells and its clock isn't ahead."""
    latest: dict[str, datetime] = {}
    for record in host.records:
        if record.last_seen and record.gone is None and CLOCK_AHEAD not in record.flags:
            latest[record.vendor] = max(record.last_seen, latest.get(record.vendor, record.last_seen))
    return latest.values()
