"""The parts of a host, named after OCSF Device Inventory Info (class 5001) where it has a word.

A host has dozens: as dataclasses with slots they take a third of the memory that models would.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from shared.contracts.event import EXACT, Utc, as_set

Strings = Annotated[tuple[str, ...], AfterValidator(as_set)]
DeviceType = Literal["server", "desktop", "laptop", "virtual", "other", "unknown"]
Family = Literal["windows", "linux", "macos", "other", "unknown"]
Containment = Literal["contained", "lift_containment_pending", "containment_pending", "normal"]
LARGEST = (
    2**53 - 1
)  # whole numbers beyond it are read otherwise by JavaScript, and by whatever reads numbers as doubles


def _exact(number: int | None) -> int | None:
    return None if number is None or number > LARGEST else number


Whole = Annotated[int | None, AfterValidator(_exact)]  # one that every reader of JSON reads alike, or nothing


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class OperatingSystem:
    """What the host runs."""

    family: Family = Field(default="unknown", description="kind of operating system")
    name: str | None = Field(default=None, description="product, without its version: `Amazon Linux`, `Windows Server`")
    version: str | None = Field(default=None, description="product's version: `2`, `2019`, `13`")
    edition: str | None = Field(default=None, description="edition: `Datacenter`")
    build: str | None = Field(default=None, description="build: `17763`, `22E252`")
    kernel: str | None = Field(default=None, description="kernel release, as said")
    said: str | None = Field(default=None, description="the vendor's own words, unchanged")
    ubr: int | None = Field(default=None, description="Windows' update build revision: 3232 of 10.0.17763.3232")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Hardware:
    """What the host is made of, real or virtual."""

    maker: str | None = Field(default=None, description="system manufacturer, as said")
    model: str | None = Field(default=None, description="product name")
    serial: str | None = Field(default=None, description="serial number, as said")
    uuid: str | None = Field(default=None, description="SMBIOS UUID in canonical byte order, 8-4-4-4-12 lower-case hex")
    bios_maker: str | None = Field(default=None, description="BIOS manufacturer")
    bios_version: str | None = Field(default=None, description="BIOS version")
    chassis: str | None = Field(default=None, description="kind of chassis")
    cpu: str | None = Field(default=None, description="processor's name")
    cpu_count: Whole = Field(default=None, description="processors listed")
    cpu_speed_mhz: Whole = Field(default=None, description="processor's clock, MHz")
    memory_mib: Whole = Field(default=None, description="memory, MiB")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Cloud:
    """Where a cloud host lives."""

    provider: str | None = Field(default=None, description="`aws`, `gcp`, `azure`, or the vendor's word in lower case")
    account: str | None = Field(default=None, description="account, project or subscription")
    instance_id: str | None = Field(default=None, description="instance id, lower case")
    region: str | None = Field(default=None, description="region")
    zone: str | None = Field(default=None, description="availability zone")
    vpc: str | None = Field(default=None, description="virtual network")
    subnet: str | None = Field(default=None, description="subnet")
    image: str | None = Field(default=None, description="machine image")
    instance_type: str | None = Field(default=None, description="size")
    state: str | None = Field(default=None, description="state of the instance, lower case")
    created_at: Utc | None = Field(default=None, description="creation of the instance")
    public_dns: str | None = Field(default=None, description="public DNS name, lower case")
    private_dns: str | None = Field(default=None, description="private DNS name, lower case")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Interface:
    """A network interface with all its addresses."""

    name: str | None = Field(default=None, description="interface's name")
    mac: str | None = Field(default=None, description="MAC address, `aa:bb:cc:dd:ee:ff`")
    ips: Strings = Field(default=(), description="addresses, IPv6 compressed")
    gateway: str | None = Field(default=None, description="default gateway")
    hostname: str | None = Field(default=None, description="name given to this interface, lower case")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Policy:
    """A policy that an agent follows."""

    kind: str = Field(description="kind of policy, the vendor's word")
    uid: str | None = Field(default=None, description="the vendor's id of the policy")
    applied: bool | None = Field(default=None, description="whether the agent follows it already")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Agent:
    """A vendor's agent on the host."""

    kind: Literal["edr", "vulnerability", "other"] = Field(description="what it is there for")
    vendor: str = Field(description="whose agent it is")
    uid: str | None = Field(default=None, description="the vendor's id of the agent, lower case")
    version: str | None = Field(default=None, description="version")
    status: str | None = Field(default=None, description="state, lower case: `active`, `normal`, `reduced`")
    platform: str | None = Field(default=None, description="platform it was built for, as said")
    last_checked_in: Utc | None = Field(default=None, description="when it last reported")
    modules: Strings = Field(default=(), description="what is switched on in it")
    uninstall_protection: str | None = Field(
        default=None, description="whether it can be removed without a token, the vendor's word: `ENABLED`"
    )
    policies: Annotated[tuple[Policy, ...], AfterValidator(as_set)] = Field(
        default=(), description="policies it follows"
    )


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Port:
    """An open port."""

    port: int = Field(ge=0, le=65535, description="number")
    protocol: str = Field(default="", description="`tcp` or `udp`")
    service: str | None = Field(default=None, description="what listens there, as said")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Package:
    """An installed program."""

    name: str = Field(description="name, as said; of a CPE, without its escapes")
    version: str | None = Field(default=None, description="version, as said")
    maker: str | None = Field(default=None, description="who makes it, as said")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Volume:
    """A mounted volume."""

    name: str = Field(description="where it is mounted, or its letter")
    size_bytes: Whole = Field(default=None, description="size, bytes")
    free_bytes: Whole = Field(default=None, description="free space, bytes")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Vulnerabilities:
    """How many vulnerabilities the vendor lists, and when they were found."""

    count: int | None = Field(default=None, description="how many are listed, of any severity")
    first_found: Utc | None = Field(default=None, description="when the first was found")
    last_found: Utc | None = Field(default=None, description="when one was last found")
    critical: int | None = Field(default=None, description="of these, critical ones")
    high: int | None = Field(default=None, description="of these, high ones")
    medium: int | None = Field(default=None, description="of these, medium ones")
    low: int | None = Field(default=None, description="of these, low ones")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Location:
    """Where the vendor places the host."""

    name: str | None = Field(default=None, description="place, as said")
    latitude: float | None = Field(default=None, description="latitude, degrees north")
    longitude: float | None = Field(default=None, description="longitude, degrees east")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class BusinessApplication:
    """An application that the host serves, as the customer's own register has it."""

    name: str | None = Field(default=None, description="application's name")
    uid: str | None = Field(default=None, description="its id in that register")
    criticality: str | None = Field(default=None, description="how critical it is, as said")
    environment: str | None = Field(default=None, description="`Production`, `QA`, as said")
    owner: str | None = Field(default=None, description="who owns it")
    manager: str | None = Field(default=None, description="who manages it")
    supporter: str | None = Field(default=None, description="who supports it")
    support_group: str | None = Field(default=None, description="group that supports it")
    operational_status: str | None = Field(default=None, description="whether it is in operation, as said")
    status: str | None = Field(default=None, description="whether it is installed, as said")
    used_for: str | None = Field(default=None, description="what it is used for, as said")


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Business:
    """What the customer's own register says of the host, as the vendor passes it on."""

    company: str | None = Field(default=None, description="company")
    department: str | None = Field(default=None, description="department")
    environment: str | None = Field(default=None, description="`Production`, `QA`, as said")
    owner: str | None = Field(default=None, description="who owns the host")
    manager: str | None = Field(default=None, description="who manages it")
    supporter: str | None = Field(default=None, description="who supports it")
    support_group: str | None = Field(default=None, description="group that supports it")
    operational_status: str | None = Field(default=None, description="whether it is in operation, as said")
    location: str | None = Field(default=None, description="where it is assigned to")
    applications: Annotated[tuple[BusinessApplication, ...], AfterValidator(as_set)] = Field(
        default=(), description="applications that it serves"
    )


@dataclass(frozen=True, slots=True, kw_only=True, config=EXACT)
class Sensor:
    """An EDR vendor's program that is installed on the host."""

    program: str = Field(description="program's name")
    vendor: str = Field(description="vendor that would list the host if the program reported to it: `crowdstrike`")
