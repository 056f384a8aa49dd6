"""MAC and IP addresses in one spelling, and interfaces put together from what vendors list."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from pydantic_core import to_json

from services.normalizer.limits import MAX_ADDRESSES, MAX_INTERFACES
from services.normalizer.names import clean_name
from shared.contracts.parts import Interface
from shared.networks import LINK_LOCAL, OCTET
from shared.placeholders import is_missing

# A host's address in its canonical form, as nearly all are; to read one takes ten times as long as to see that.
_CANONICAL = re.compile(rf"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.{OCTET}){{3}}|{LINK_LOCAL}", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
# A host with very many interfaces is one of containers or tunnels: its own come first, so that a cut leaves them.
_VIRTUAL = ("br-", "cali", "cilium", "cni", "docker", "flannel", "lxc", "tap", "tun", "vbox", "veth",
            "virbr", "vmnet")  # fmt: skip
_MAC = re.compile(r"(?:[0-9a-f]{1,2}[: -]){5}[0-9a-f]{1,2}|[0-9a-f]{12}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}")


@lru_cache(4096)  # a host says each of its MACs several times
def clean_mac(text: str | None) -> str | None:
    """Return a MAC as `aa:bb:cc:dd:ee:ff`, or None if it is none: other lengths, one digit alone, groups."""
    lower = (text or "")[:64].strip().lower()
    if not _MAC.fullmatch(lower):
        return None
    digits = "".join(part.zfill(2) for part in re.split(r"[:. -]", lower))
    if len(set(digits)) == 1 or int(digits[:2], 16) & 1:
        return None
    return ":".join(re.findall("..", digits))


@lru_cache(4096)  # a host says each of its addresses several times
def clean_ip(text: str | None) -> str | None:
    """Return an address in its canonical form, or None if it is none, stands for none or for many."""
    said = (text or "").strip()[:64].partition("%")[0].partition("/")[0]
    if _CANONICAL.fullmatch(said):
        return said
    try:
        ip = IPv6Address(said) if ":" in said else IPv4Address(said)
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    found = str(ip)
    return None if ip.is_unspecified or ip.is_multicast or found == "255.255.255.255" else found


def interface(
    mac: str | None,
    ips: Iterable[str | None],
    name: str | None = None,
    gateway: str | None = None,
    host: str | None = None,
) -> Interface:
    """Return an interface of cleaned parts; a text may list several addresses."""
    said = (one for text in ips if text for one in _BETWEEN.split(text))
    cleaned = tuple(ip for one in said if (ip := clean_ip(one)))
    name = None if name and is_missing(name) else name  # `UNKNOWN`
    return Interface(name=name, mac=clean_mac(mac), ips=cleaned, gateway=clean_ip(gateway), hostname=clean_name(host))


def join_interfaces(parts: Iterable[Interface]) -> tuple[tuple[Interface, ...], bool]:
    """Put entries of one interface together, by MAC and name; tell whether some had to be cut.

    An entry without a name joins the first interface of its MAC.
    """
    entries = [part for part in parts if part.mac or part.ips]
    names: dict[str, str] = {}
    for part in entries:
        if part.mac and part.name:
            names[part.mac] = min(part.name, names.get(part.mac, part.name))
    groups: defaultdict[tuple[str | None, str | None], list[Interface]] = defaultdict(list)
    for part in entries:
        groups[part.mac, part.name or names.get(part.mac or "")].append(part)
    every = [_join(group) for group in groups.values()]
    if len(every) > MAX_INTERFACES:
        every.sort(key=_rank)
    cut = len(every) > MAX_INTERFACES or any(len(one.ips) > MAX_ADDRESSES for one in every)
    if not cut:
        return tuple(every), False
    kept = [replace(one, ips=one.ips[:MAX_ADDRESSES]) for one in every[:MAX_INTERFACES]]
    return tuple(kept), cut


def _rank(one: Interface) -> tuple[bool, bool, bytes]:
    return one.mac is None, (one.name or "").lower().startswith(_VIRTUAL), to_json(one)


def _join(group: list[Interface]) -> Interface:
    if len(group) == 1:
        return group[0]
    return Interface(
        name=min((one.name for one in group if one.name), default=None),
        mac=group[0].mac,
        ips=tuple(ip for one in group for ip in one.ips),
        gateway=min((one.gateway for one in group if one.gateway), default=None),
        hostname=min((one.hostname for one in group if one.hostname), default=None),
    )
