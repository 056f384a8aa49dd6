"""Which MACs, addresses and names of a record tell machines apart, and which only repeat what many machines have."""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from services.deduper.core import junk
from shared.contracts.parts import Interface
from shared.contracts.record import HostRecord

MAX_MACS = 16  # MAC addresses of one record that become keys; more are cut and flagged
MAX_ADDRESSES = 16  # private addresses of one record that become keys
MAX_TEXT = 256  # characters of one part of an identifier; a longer value is no identifier

_ADDRESS_IN_NAME = re.compile(r"(?:\d{1,3}-){3}\d{1,3}|^ip-?[0-9a-f]{8}$")
_JUNK_MACS = tuple(junk.MAC_PREFIXES)
_VIRTUAL_NAMES = tuple(name for name in junk.INTERFACE_NAMES if name != "lo")


def macs(record: HostRecord) -> list[str]:
    """Return the MAC addresses that tell machines apart, at most MAX_MACS."""
    return sorted(macs_of(record.interfaces))[:MAX_MACS]


def addresses(record: HostRecord) -> list[str]:
    """Return the private addresses that a host has of its own, at most MAX_ADDRESSES."""
    return sorted(addresses_of(record.interfaces))[:MAX_ADDRESSES]


def is_cut(record: HostRecord) -> bool:
    """Tell whether the record has more addresses than become keys."""
    return len(macs_of(record.interfaces)) > MAX_MACS or len(addresses_of(record.interfaces)) > MAX_ADDRESSES


def macs_of(interfaces: Iterable[Interface]) -> set[str]:
    """Return all MAC addresses that tell machines apart."""
    found = {interface.mac for interface in interfaces if interface.mac and not _is_virtual(interface)}
    return {mac for mac in found if len(mac) == 17 and not _is_group(mac) and not mac.startswith(_JUNK_MACS)}


def addresses_of(interfaces: Iterable[Interface]) -> set[str]:
    """Return all private addresses that a host has of its own."""
    said = {ip for interface in interfaces if not _is_virtual(interface) for ip in interface.ips}
    return {ip for ip in said if ip not in junk.ADDRESSES and _is_private(ip)}


def hostname_of(record: HostRecord) -> str:
    """Return the short hostname, or an empty text if it says nothing."""
    name = (record.hostname or "")[: MAX_TEXT + 1].strip().lower().partition(".")[0]
    return "" if name in junk.HOSTNAMES or "/" in name or len(name) > MAX_TEXT else name


def from_address(hostname: str) -> bool:
    """Tell whether a hostname only repeats an address: `ip-10-1-2-3`."""
    return bool(_ADDRESS_IN_NAME.search(hostname))


def mac_from_address(mac: str) -> bool:
    """Tell whether a MAC only repeats an address: Google Cloud writes 42:01 and the private IPv4 address."""
    return mac.startswith("42:01:")


def _is_private(text: str) -> bool:
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    return not (ip.is_global or ip.is_link_local or ip.is_loopback or ip.is_multicast or ip.is_unspecified)


def _is_virtual(interface: Interface) -> bool:
    name = (interface.name or "").lower()
    return name == "lo" or name.startswith(_VIRTUAL_NAMES) or (interface.mac or "").startswith("02:42:")


def _is_group(mac: str) -> bool:
    return mac[1] in "13579bdf"  # multicast and broadcast
