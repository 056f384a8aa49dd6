"""MAC and IP addresses in one spelling, and interfaces put together from what vendors list."""

import re
from collections import defaultdict
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from services.normalizer.limits import MAX_ADDRESSES, MAX_INTERFACES
from services.normalizer.names import clean_name
from shared.contracts.parts import Interface

_HEX = re.compile(r"[0-9a-f]{12}")


def clean_mac(text: str | None) -> str | None:
    """Return a MAC as `aa:bb:cc:dd:ee:ff`, or None if it is none (also all zeros or all ones, and groups)."""
    digits = re.sub(r"[^0-9a-z]", "", (text or "")[:64].lower())
    if not _HEX.fullmatch(digits) or digits in ("0" * 12, "f" * 12):
        return None
    return ":".join(re.findall("..", digits))


def clean_ip(text: str | None) -> str | None:
    """Return an address in its canonical form, or None if it is none or stands for none."""
    try:
        ip = ip_address((text or "").strip()[:64].partition("%")[0].partition("/")[0])
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return None if ip.is_unspecified else str(ip)


def is_public(ip: str) -> bool:
    """Tell whether an address is one of the internet's."""
    return ip_address(ip).is_global


def interface(
    mac: str | None,
    ips: Iterable[str | None],
    name: str | None = None,
    gateway: str | None = None,
    host: str | None = None,
) -> Interface:
    """Return an interface of cleaned parts."""
    cleaned = tuple(ip for text in ips if (ip := clean_ip(text)))
    return Interface(name=name, mac=clean_mac(mac), ips=cleaned, gateway=clean_ip(gateway), hostname=clean_name(host))


def join_interfaces(parts: Iterable[Interface]) -> tuple[tuple[Interface, ...], bool]:
    """Put entries of one MAC (or, without one, of one name) together; tell whether some had to be cut."""
    groups: defaultdict[tuple[str | None, str | None], list[Interface]] = defaultdict(list)
    for part in parts:
        if part.mac or part.ips:
            groups[part.mac, None if part.mac else part.name].append(part)
    every = sorted((_join(group) for group in groups.values()), key=lambda one: one.model_dump_json())
    cut = len(every) > MAX_INTERFACES or any(len(one.ips) > MAX_ADDRESSES for one in every)
    kept = [one.model_copy(update={"ips": one.ips[:MAX_ADDRESSES]}) for one in every[:MAX_INTERFACES]]
    return tuple(kept), cut


def _join(group: list[Interface]) -> Interface:
    return Interface(
        name=min((one.name for one in group if one.name), default=None),
        mac=group[0].mac,
        ips=tuple(ip for one in group for ip in one.ips),
        gateway=min((one.gateway for one in group if one.gateway), default=None),
        hostname=min((one.hostname for one in group if one.hostname), default=None),
    )
