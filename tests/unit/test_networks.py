"""Where an address is known: by the tables, whatever release of Python looks at it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.networks import NETWORKS, is_private, is_public, place_of

ADDRESSES = st.ip_addresses() | st.sampled_from([*NETWORKS]).flatmap(lambda one: st.ip_addresses(network=one))


@given(ADDRESSES)
@example(ip_address("172.15.255.255"))
@example(ip_address("172.32.0.0"))
@example(ip_address("192.168.255.255"))
@example(ip_address("fe80::1:2:3:4"))
def test_an_address_is_known_where_its_network_is(ip: IPv4Address | IPv6Address) -> None:
    """Told at a glance or from its digits: the first network that has it, else the internet."""
    known = [place for network, place in NETWORKS.items() if ip in ip_network(network)]
    assert place_of(str(ip)) == (known or ["internet"])[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.1\n",
        "10.0.0.\u0661",
        "fe80:1:2:3:4",
        "fe80:::::",
        "1" * 1_000,
    ],
)
def test_what_is_no_address_is_known_nowhere(text: str) -> None:
    """However much it looks like one."""
    assert place_of(text) is None
    assert not is_private(text)
    assert not is_public(text)


@pytest.mark.parametrize(
    ("ip", "private", "public"),
    [
        ("8.8.8.8", False, True),
        ("2600:1f18::1", False, True),
        ("203.0.113.21", True, True),
        ("2001:db8::1", True, True),
        ("10.0.0.7", True, False),
        ("172.17.0.1", True, False),
        ("100.64.0.1", True, False),
        ("fd00::1", True, False),
        ("169.254.0.1", False, False),
        ("fe80::1", False, False),
        ("127.0.0.1", False, False),
        ("::1", False, False),
        # What `ipaddress` says of these depends on its release.
        ("192.0.0.200", True, False),
        ("64:ff9b:1::5", True, False),
        ("2001:20::1", True, False),
        ("2002:a00:1::1", True, False),
        ("3fff::1", True, True),
    ],
)
def test_a_host_has_some_for_its_own_and_examples_stand_for_public_ones(
    ip: str,
    private: bool,  # noqa: FBT001 - a table
    public: bool,  # noqa: FBT001 - a table
) -> None:
    """Those of links and of the host itself are neither."""
    assert (is_private(ip), is_public(ip)) == (private, public)
