"""What NO_PROXY says: which hosts are reached without a proxy. Pure.

The forms of all programs are taken: names (with what is below them), addresses, networks, with brackets and ports, and
stars. httpx's own reading of them fails on most (https://github.com/encode/httpx/issues/3221).
"""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Rule = Callable[[str, int], bool]

NAME = re.compile(r"[\w.*-]+")
BRACKETED = re.compile(r"\[([^\]]+)\](?::(\d+))?")


def rules(text: str) -> list[Rule]:
    """Return a rule for each entry; one tells of a host, in small letters, and its port whether it is meant.

    Raises:
        ValueError: an entry is of no form that we know.

    """
    return [_rule(entry) for entry in text.replace(",", " ").split()]


def address_of(host: str) -> Address | None:
    """Return the address that a host is written as, one of IPv4 as such; None if it is a name."""
    try:
        address = ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, whatever any resolver says."""
    address = address_of(host)
    return address.is_loopback if address else host.lower() == "localhost"


def _rule(entry: str) -> Rule:
    bare = entry.lower().partition("://")[2] or entry.lower()
    if bare == "*":
        return lambda _, __: True
    if network := _network(bare):
        return lambda host, _: _is_in(network, host)
    host, port = _split(bare)
    if address := address_of(host):
        return lambda asked, at: address_of(asked) == address and port in {None, at}
    if not NAME.fullmatch(host):
        raise ValueError(f"expected names, addresses and networks, by commas; got {entry[:80]!r}")
    name = host.removeprefix("*.").strip(".")
    return lambda asked, at: _is_named(asked.rstrip("."), name) and port in {None, at}


def _split(text: str) -> tuple[str, int | None]:
    """Return host and port; an address of IPv6 has a port only after brackets."""
    if whole := BRACKETED.fullmatch(text):
        return whole[1], int(whole[2]) if whole[2] else None
    host, _, port = text.rpartition(":")
    return (host, int(port)) if port.isdecimal() and host and ":" not in host else (text, None)


def _network(text: str) -> Network | None:
    if "/" not in text:
        return None
    try:
        return ip_network(text.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return None


def _is_in(network: Network, host: str) -> bool:
    address = address_of(host)
    return address is not None and address in network


def _is_named(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}") or ("*" in name and fnmatchcase(host, name))
