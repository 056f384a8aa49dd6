"""One vendor's record of one host, in our schema: the event of `hosts.normalized`."""

from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from shared.contracts.event import Event, Utc, as_set
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
    Package,
    Port,
    Strings,
    Volume,
    Vulnerabilities,
    Whole,
)
from shared.contracts.raw import source_of
from shared.contracts.version import UNTOLD, Stamp, version_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_AHEAD = "clock_ahead"  # flag: the vendor's clock is more than a day past the fetch; never wins a merge
HIDDEN = "hidden"  # status of a host that was deleted in the vendor's console: its agent may still run

UNREAD = "unread:"  # flag, before a raw field's name: it held what is no value of its kind, and was left out


class HostRecord(Event):
    """What one vendor says of one host. Holds content only: no time, place or order of its processing."""

    vendor: str = Field(description="vendor's name in the topics: `qualys`")
    vendor_id: str = Field(description="the vendor's own id of the host")
    tenant_name: str = Field("", description="which of the vendor's tenants, by our name; part of the record id")
    tenant: str | None = Field(None, description="the vendor's customer id; never identifies a host")
    observed_at: Utc = Field(EPOCH, description="the version's clock: when the vendor last changed its record")
    first_seen: Utc | None = Field(None, description="when the vendor first saw the host")
    last_seen: Utc | None = Field(None, description="when the vendor last heard from the host")
    last_boot: Utc | None = Field(None, description="last boot")
    last_scan: Utc | None = Field(None, description="last vulnerability or compliance scan, the later of them")
    last_vulnerability_scan: Utc | None = Field(None, description="last vulnerability scan")
    last_compliance_scan: Utc | None = Field(None, description="last compliance scan")
    last_authenticated_scan: Utc | None = Field(None, description="last vulnerability scan that could log on")
    last_user: str | None = Field(None, description="last user to log on, as said")

    hostname: str | None = Field(None, description="short name, lower case, as the DNS or the agent gives it")
    fqdn: str | None = Field(None, description="full name, lower case, if it has a domain")
    domain: str | None = Field(None, description="DNS or Windows domain, lower case")
    names: Strings = Field((), description="every name the vendor gives, lower case")
    type: DeviceType = Field("unknown", description="kind of device")
    os: OperatingSystem = OperatingSystem()
    hardware: Hardware = Hardware()
    cloud: Cloud = Cloud()
    location: Location = Location()
    timezone: str | None = Field(None, description="host's time zone, as said")
    status: str | None = Field(None, description="vendor's status of the host, lower case")
    containment: Containment | None = Field(None, description="whether the vendor has cut it off from the network")
    criticality: str | None = Field(None, description="how critical the host is, on the vendor's own scale")
    risk_score: Whole = Field(None, description="the vendor's score of its risk, on the vendor's own scale")
    scanner_id: str | None = Field(
        None, description="its number in the vendor's scanner, unique in one subscription; never identifies a host"
    )
    tracking_method: str | None = Field(None, description="by what the vendor tells its hosts apart, as said")
    business: Business = Business()
    interfaces: Annotated[tuple[Interface, ...], AfterValidator(as_set)] = Field((), description="network interfaces")
    external_ips: Strings = Field((), description="addresses the host is seen from; shared behind NAT")
    agents: Annotated[tuple[Agent, ...], AfterValidator(as_set)] = Field((), description="agents on the host")
    ports: Annotated[tuple[Port, ...], AfterValidator(as_set)] = Field((), description="open ports")
    software: Annotated[tuple[Package, ...], AfterValidator(as_set)] = Field((), description="programs")
    vulnerabilities: Vulnerabilities = Vulnerabilities()
    accounts: Strings = Field((), description="local accounts")
    tags: Strings = Field((), description="tags")
    groups: Strings = Field(
        (), description="groups, each with its kind: `host_group:…`, `ou:…` (decision 26); none in older events"
    )
    volumes: Annotated[tuple[Volume, ...], AfterValidator(as_set)] = Field((), description="volumes")
    flags: Strings = Field(
        (),
        description="what the normalizer had to mend or doubt: `clock_ahead`, `no_clock`, `text_cut`, `lists_cut`, "
        "`interfaces_cut`, `several_instances`, `mended` (a text holds U+FFFD in place of what could not be read), "
        "`unread:FIELD` (the raw field held what is no value of its kind)",
    )

    @classmethod
    def decode(cls, value: bytes, stamp: Stamp = UNTOLD) -> Self:
        """Return the record in `value`. It stays these bytes: so it is stored, and its version is theirs (decision 24).

        The stamp comes beside the bytes: a record holds content alone.

        Raises:
            Permanent: it isn't a record; the message names the first wrong field.

        """
        record = super().decode(value)
        record.__dict__["_encoded"] = value
        record.__dict__["stamp"] = stamp
        return record

    @cached_property
    def id(self) -> str:
        """Return the record id, `vendor:vendor_id`, or `vendor:vendor_id@tenant` if the tenant has a name."""
        return f"{self.vendor}:{self.vendor_id}{self.tenant_name and '@'}{self.tenant_name}"

    @property
    def source(self) -> str:
        """Return who lists it, `vendor` or `vendor/tenant`."""
        return source_of(self.vendor, self.tenant_name)

    @cached_property
    def stamp(self) -> Stamp:
        """Return when this version was listed, and how it was read; nothing of a record that nobody told of."""
        return UNTOLD

    @cached_property
    def version(self) -> str:
        """Return what orders the versions of a record: a trusted clock first, then the clock, the stamp, the content.

        The greatest counts (DESIGN 5, rule 1). Compare as strings. Content that lacks unread fields comes before any
        other of the same clock and stamp: a reader that was taught them has the last word.
        """
        trusted = 0 if CLOCK_AHEAD in self.flags else 1
        milliseconds = int(self.observed_at.timestamp() * 1000)
        digest = blake2b(self.encode(), digest_size=8).hexdigest()
        if any(flag.startswith(UNREAD) for flag in self.flags):
            digest = f"0000{digest[4:]}"
        return version_of(f"{trusted}{max(milliseconds, 0):015d}", self.stamp, digest)
