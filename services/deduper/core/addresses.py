"""Which MACs, addresses and names of a record tell machines apart, and which only repeat what many machines have."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from pydantic_core import to_json

from services.deduper.core import junk
from services.deduper.core.spelling import folded
from shared.contracts.parts import Interface
from shared.contracts.record import HostRecord
from shared.networks import is_private

MAX_MACS = 16  # MAC addresses of one record that become keys, and pairs of them with addresses; more are cut
MAX_ADDRESSES = 16  # private addresses of one record that become keys

_ADDRESS_IN_NAME = re.compile(r"(?:\d{1,3}-){3}\d{1,3}|^ip-?[0-9a-f]{8}$")
_NUMBERED = re.compile(r"-\d+$")
_JUNK_MACS = tuple(junk.MAC_PREFIXES)
_VIRTUAL_NAMES = tuple(name for name in junk.INTERFACE_NAMES if name != "lo")
_HYPER_V = tuple(name for name in _VIRTUAL_NAMES if name.startswith("vethernet"))

Own = tuple[str, tuple[str, ...]]  # MAC and private addresses that an interface has of its own; an empty text for none
Texts = Callable[[Iterable[Own]], set[str]]


class Said:
    """A record, with what it says of its name and its network brought into one form, once for all rules."""

    def __init__(self, record: HostRecord) -> None:
        """Look at the name: most rules ask for it."""
        self.record, self.hostname = record, hostname_of(record.hostname)

    def macs(self) -> list[str]:
        """Return the MAC addresses that tell machines apart, at most MAX_MACS."""
        return self._kept(macs_of, MAX_MACS)

    def addresses(self) -> list[str]:
        """Return the private addresses that a host has of its own, at most MAX_ADDRESSES."""
        return self._kept(addresses_of, MAX_ADDRESSES)

    def pairs(self) -> list[str]:
        """Return `mac/address` of each interface, at most MAX_MACS."""
        return self._kept(pairs_of, MAX_MACS)

    @cached_property
    def own(self) -> list[Own]:
        """Return what each interface has of its own."""
        return [own_of(interface) for interface in self.record.interfaces]

    def _kept(self, texts: Texts, most: int) -> list[str]:
        """Return the texts in order; of too many, those of the interfaces that are likeliest the host's own."""
        every = texts(self.own)
        if len(every) <= most:
            return sorted(every)
        ordered = sorted(self.record.interfaces, key=lambda one: (one.gateway is None, not one.ips, to_json(one)))
        found = dict.fromkeys(text for one in ordered for text in sorted(texts([own_of(one)])))
        return sorted(list(found)[:most])


def is_cut(record: HostRecord) -> bool:
    """Tell whether the record has more addresses than become keys."""
    if len(record.interfaces) <= MAX_MACS and sum(len(one.ips) for one in record.interfaces) <= MAX_ADDRESSES:
        return False  # there are no more pairs than addresses
    limits = ((macs_of, MAX_MACS), (addresses_of, MAX_ADDRESSES), (pairs_of, MAX_MACS))
    own = [own_of(interface) for interface in record.interfaces]
    return any(len(texts(own)) > most for texts, most in limits)


def macs_of(interfaces: Iterable[Own]) -> set[str]:
    """Return all MAC addresses that tell machines apart."""
    return {mac for mac, _ in interfaces if mac}


def addresses_of(interfaces: Iterable[Own]) -> set[str]:
    """Return all private addresses that a host has of its own."""
    return {ip for _, ips in interfaces for ip in ips if ip not in junk.ADDRESSES}


def pairs_of(interfaces: Iterable[Own]) -> set[str]:
    """Return all pairs of a MAC and an address on one interface, unless the MAC only repeats the address."""
    found = [(mac, ips) for mac, ips in interfaces if mac and not mac_from_address(mac)]
    return {f"{mac}/{ip}" for mac, ips in found for ip in ips if ip not in junk.ADDRESSES}


def hostname_of(said: str | None) -> str:
    """Return the short hostname, or an empty text if it says nothing."""
    name = folded(said).partition(".")[0]
    return "" if name in junk.HOSTNAMES or "/" in name else name


def is_given(hostname: str) -> bool:
    """Tell whether makers or installers give this name to many machines: `macbook-pro-2`."""
    return hostname in junk.GIVEN_NAMES or _NUMBERED.sub("", hostname) in junk.GIVEN_NAMES


def from_address(hostname: str) -> bool:
    """Tell whether a hostname only repeats an address: `ip-10-1-2-3`."""
    return bool(_ADDRESS_IN_NAME.search(hostname))


def mac_from_address(mac: str) -> bool:
    """Tell whether a MAC only repeats an address: Google Cloud writes 42:01 and the private IPv4 address."""
    return mac.startswith("42:01:")


def own_of(interface: Interface) -> Own:
    """Return what the interface has of its own."""
    if _is_virtual(interface):
        return "", ()
    mac = interface.mac or ""
    counts = len(mac) == 17 and not _is_group(mac) and not mac.startswith(_JUNK_MACS)
    return mac if counts else "", tuple(filter(is_private, interface.ips))


def _is_virtual(interface: Interface) -> bool:
    name = (interface.name or "").lower()
    begins = _HYPER_V if name.startswith("vethernet") else _VIRTUAL_NAMES  # `vEthernet (LAN)` is no container's veth
    return name == "lo" or name.startswith(begins) or (interface.mac or "").startswith("02:42:")


def _is_group(mac: str) -> bool:
    return mac[1] in "13579bdf"  # multicast and broadcast
