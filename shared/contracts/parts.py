"""The parts of a host, named after OCSF Device Inventory Info (class 5001) where it has a word."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.contracts.event import Utc, Value, as_set

Strings = Annotated[tuple[str, ...], AfterValidator(as_set)]
DeviceType = Literal["server", "desktop", "laptop", "virtual", "other", "unknown"]
Family = Literal["windows", "linux", "macos", "other", "unknown"]


class OperatingSystem(Value):
    """What the host runs."""

    family: Family = Field("unknown", description="kind of operating system")
    name: str | None = Field(None, description="product, without its version: `Amazon Linux`, `Windows Server`")
    version: str | None = Field(None, description="product's version: `2`, `2019`, `13`")
    edition: str | None = Field(None, description="edition: `Datacenter`")
    build: str | None = Field(None, description="build: `17763`, `22E252`")
    kernel: str | None = Field(None, description="kernel release, as said")
    said: str | None = Field(None, description="the vendor's own words, unchanged")


class Hardware(Value):
    """What the host is made of, real or virtual."""

    maker: str | None = Field(None, description="system manufacturer, as said")
    model: str | None = Field(None, description="product name")
    serial: str | None = Field(None, description="serial number, as said")
    uuid: str | None = Field(None, description="SMBIOS UUID in canonical byte order, 8-4-4-4-12 lower-case hex")
    bios_maker: str | None = Field(None, description="BIOS manufacturer")
    bios_version: str | None = Field(None, description="BIOS version")
    chassis: str | None = Field(None, description="kind of chassis")
    cpu: str | None = Field(None, description="processor's name")
    cpu_count: int | None = Field(None, description="processors listed")
    cpu_speed_mhz: int | None = Field(None, description="processor's clock, MHz")
    memory_mib: int | None = Field(None, description="memory, MiB")


class Cloud(Value):
    """Where a cloud host lives."""

    provider: str | None = Field(None, description="`aws`, `gcp`, `azure`, or the vendor's word in lower case")
    account: str | None = Field(None, description="account, project or subscription")
    instance_id: str | None = Field(None, description="instance id, lower case")
    region: str | None = Field(None, description="region")
    zone: str | None = Field(None, description="availability zone")
    vpc: str | None = Field(None, description="virtual network")
    subnet: str | None = Field(None, description="subnet")
    image: str | None = Field(None, description="machine image")
    instance_type: str | None = Field(None, description="size")
    state: str | None = Field(None, description="state of the instance, lower case")
    created_at: Utc | None = Field(None, description="creation of the instance")
    public_dns: str | None = Field(None, description="public DNS name, lower case")
    private_dns: str | None = Field(None, description="private DNS name, lower case")


class Interface(Value):
    """A network interface with all its addresses."""

    name: str | None = Field(None, description="interface's name")
    mac: str | None = Field(None, description="MAC address, `aa:bb:cc:dd:ee:ff`")
    ips: Strings = Field((), description="addresses, IPv6 compressed")
    gateway: str | None = Field(None, description="default gateway")
    hostname: str | None = Field(None, description="name given to this interface, lower case")


class Policy(Value):
    """A policy that an agent follows."""

    kind: str = Field(description="kind of policy, the vendor's word")
    uid: str | None = Field(None, description="the vendor's id of the policy")
    applied: bool | None = Field(None, description="whether the agent follows it already")


class Agent(Value):
    """A vendor's agent on the host."""

    kind: Literal["edr", "vulnerability", "other"] = Field(description="what it is there for")
    vendor: str = Field(description="whose agent it is")
    uid: str | None = Field(None, description="the vendor's id of the agent, lower case")
    version: str | None = Field(None, description="version")
    status: str | None = Field(None, description="state, lower case: `active`, `normal`, `reduced`")
    platform: str | None = Field(None, description="platform it was built for, as said")
    last_checked_in: Utc | None = Field(None, description="when it last reported")
    modules: Strings = Field((), description="what is switched on in it")
    policies: Annotated[tuple[Policy, ...], AfterValidator(as_set)] = Field((), description="policies it follows")


class Port(Value):
    """An open port."""

    port: int = Field(ge=0, le=65535, description="number")
    protocol: str = Field("", description="`tcp` or `udp`")
    service: str | None = Field(None, description="what listens there, as said")


class Package(Value):
    """An installed program."""

    name: str = Field(description="name, as said; of a CPE, without its escapes")
    version: str | None = Field(None, description="version, as said")
    maker: str | None = Field(None, description="who makes it, as said")


class Volume(Value):
    """A mounted volume."""

    name: str = Field(description="where it is mounted, or its letter")
    size_bytes: int | None = Field(None, description="size, bytes")
    free_bytes: int | None = Field(None, description="free space, bytes")


class Vulnerabilities(Value):
    """How many vulnerabilities the vendor lists, and when they were found."""

    count: int = Field(0, description="how many are listed")
    first_found: Utc | None = Field(None, description="when the first was found")
    last_found: Utc | None = Field(None, description="when one was last found")


class Location(Value):
    """Where the vendor places the host."""

    name: str | None = Field(None, description="place, as said")
    latitude: float | None = Field(None, description="latitude, degrees north")
    longitude: float | None = Field(None, description="longitude, degrees east")
