"""What of a host the charts count: a few short values, each of a thing that a chart is about."""

from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_network
from typing import NamedTuple

from shared.contracts.host import COMPARED, Host
from shared.contracts.parts import OperatingSystem, Strings

UNKNOWN = "unknown"
EDR, SCANNER = "edr", "scanner"
LONGEST = 200  # characters of a word by which things are told apart
_OF_CONTAINERS = "02:42"  # how the MAC of a container's bridge begins
_OF_ONE_MACHINE = ("127.", "169.254.", "::1", "fe80:")  # addresses that say nothing of where a host is


Lacks = Strings | None  # what a host lacks; None: it is gone, so nobody asks


class System(NamedTuple):
    """What a host runs, and what it lacks."""

    family: str
    name: str
    lacks: Lacks


class Place(NamedTuple):
    """Where a host of a cloud is, and what it lacks; all empty if it is in none that is known."""

    provider: str
    account: str
    region: str
    lacks: Lacks


class Net(NamedTuple):
    """The subnet that a host is in, and what it lacks."""

    name: str
    lacks: Lacks


class Told(NamedTuple):
    """A field that a vendor tells of a host, and whether another tells it differently."""

    field: str
    differs: bool


class Traits(NamedTuple):
    """What the charts count of a host. Times are whole hours since 1970, and None if nobody tells them."""

    vendors: Strings
    system: System
    place: Place
    net: Net
    seen: int | None
    came: int | None
    young: int | None
    left: int | None
    ports: tuple[str, ...]
    fields: tuple[Told, ...]


def traits(host: Host) -> Traits:
    """Return what is counted of a host; `young` is the earlier of when it came and was seen, if both are known.

    A host that no vendor lists any more has left: it is of no age, and neither lacks anything nor is covered.
    """
    lacks = None if host.gone else tuple(_lacks(host))
    vendors = host.listing
    seen, came = None if host.gone else hour(host.last_seen), hour(host.first_seen)
    return Traits(
        vendors=vendors,
        system=System(host.os.family, system_name(host.os), lacks),
        place=Place(_word(host.cloud.provider), _word(host.cloud.account), _word(host.cloud.region), lacks),
        net=Net(_net(host), lacks),
        seen=seen,
        came=came,
        young=None if seen is None or came is None else min(seen, came),
        left=hour(host.gone),
        ports=tuple({_word(f"{one.value.port}/{one.value.protocol}".rstrip("/")) for one in host.ports}),
        fields=tuple(_told(host)) if len(vendors) > 1 else (),
    )


def hour(moment: datetime | None) -> int | None:
    """Return the hour since 1970 in which a moment is: ages are told to the hour."""
    return None if moment is None else int(moment.timestamp() // 3600)


def system_name(os: OperatingSystem) -> str:
    """Return the operating system as a chart names it: name and version."""
    if not os.name:
        return UNKNOWN if os.family == UNKNOWN else f"{os.family}, unnamed"
    return _word(f"{os.name} {os.version}" if os.version else os.name)


def _word(text: str | None) -> str:
    """Return what is kept of a vendor's word, with a sign where it is cut: a field may have megabytes."""
    word = text or ""
    return word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}…"


def _lacks(host: Host) -> Iterator[str]:
    """Say what watches over a host: an EDR agent; a scanner's agent, or a scan that a vendor tells of."""
    kinds = host.watching
    if "edr" not in kinds:
        yield EDR
    if "vulnerability" not in kinds and host.last_scan is None:
        yield SCANNER


def _net(host: Host) -> str:
    """Return the cloud's subnet, or else the network of the first address: 256 addresses, or an IPv6 link's."""
    if host.cloud.subnet:
        return _word(host.cloud.subnet)
    ips = (
        ip for one in host.interfaces if not (one.value.mac or "").startswith(_OF_CONTAINERS) for ip in one.value.ips
    )
    return next((net for ip in ips if (net := _network(ip))), UNKNOWN)


def _network(ip: str) -> str:
    if ip.startswith(_OF_ONE_MACHINE):
        return ""
    try:
        return str(ip_network((ip, 64 if ":" in ip else 24), strict=False))
    except ValueError:
        return ""


def _told(host: Host) -> Iterator[Told]:
    differing = {one.about for one in host.conflicts if one.kind == "field"}
    for field in COMPARED:
        if field in host.sources:
            yield Told(field, field in differing)
