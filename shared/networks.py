"""Where an address is known, by IANA's registries of special purposes as of November 2026.

Python's `ipaddress` tells it too, but not the same in each of its releases: then the release that a worker runs on
would decide which records are one machine.
"""

import re
from functools import lru_cache
from ipaddress import ip_address, ip_network

# Networks, and where their addresses are known; all others are the internet's. Ranges are taken whole: what the
# registries except from them (192.0.0.9, 2001:20::/28 and others) names services and protocols, not hosts.
NETWORKS = {
    "10.0.0.0/8": "site",  # RFC 1918
    "172.16.0.0/12": "site",
    "192.168.0.0/16": "site",
    "100.64.0.0/10": "site",  # RFC 6598: between a carrier's NAT and its customers'
    "192.0.0.0/24": "site",  # RFC 6890: protocols
    "198.18.0.0/15": "site",  # RFC 2544: measurements
    "240.0.0.0/4": "site",  # RFC 1112: reserved
    "169.254.0.0/16": "link",  # RFC 3927
    "127.0.0.0/8": "host",  # RFC 1122
    "0.0.0.0/8": "host",  # RFC 791: this network
    "192.0.2.0/24": "example",  # RFC 5737: no network has these; in a text they stand for public ones
    "198.51.100.0/24": "example",
    "203.0.113.0/24": "example",
    "fe80::/10": "link",  # RFC 4291
    "fc00::/7": "site",  # RFC 4193: unique local
    "2002::/16": "site",  # RFC 3056: tunnels, 6to4's
    "2001::/23": "site",  # RFC 2928: protocols, and tunnels, Teredo's
    "64:ff9b:1::/48": "site",  # RFC 8215: translation inside a site
    "100::/64": "site",  # RFC 6666: thrown away
    "::/127": "host",  # RFC 4291: none, and the host itself
    "2001:db8::/32": "example",  # RFC 3849
    "3fff::/20": "example",  # RFC 9637
}

# Patterns of addresses in their canonical form, for ASCII: a part of IPv4's, and IPv6's that hosts have on a link.
OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
LINK_LOCAL = r"fe80:(?::[1-9a-f][0-9a-f]{0,3}){4}"
# As nearly all are: to read an address takes five times as long.
_AT_A_GLANCE = re.compile(
    rf"(?P<site>(?:10\.{OCTET}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.{OCTET}\.{OCTET})"
    rf"|(?P<link>{LINK_LOCAL})",
    re.ASCII,
)
_RANGES = tuple(
    (one.version, int(one.netmask), int(one.network_address), NETWORKS[str(one)]) for one in map(ip_network, NETWORKS)
)


def is_private(text: str) -> bool:
    """Tell whether this is an address that a host may have for its own, and the internet doesn't know."""
    return place_of(text) in ("site", "example")


def is_public(text: str) -> bool:
    """Tell whether this is an address of the internet, or one that stands for such in examples."""
    return place_of(text) in ("internet", "example")


@lru_cache(65_536)  # a host's addresses are asked about several times, and again when its next version comes
def place_of(text: str) -> str | None:
    """Return which place knows an address: `host`, `link`, `site`, `internet`, `example`; None if it is no address."""
    if glance := _AT_A_GLANCE.fullmatch(text):
        return glance.lastgroup
    try:
        ip = ip_address(text)
    except ValueError:
        return None
    number, version = int(ip), ip.version
    return next((place for of, mask, base, place in _RANGES if of == version and number & mask == base), "internet")
