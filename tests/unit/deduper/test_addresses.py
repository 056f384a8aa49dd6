"""Which MACs, addresses and names tell machines apart, and which are kept if there are too many."""

import pytest

from services.deduper.core.addresses import (
    MAX_MACS,
    Said,
    addresses_of,
    from_address,
    hostname_of,
    is_given,
    macs_of,
    own_of,
)
from shared.contracts.record import HostRecord
from tests.unit.deduper.fleet import SEEN, nic

MAC = "0a:00:00:00:00:01"


@pytest.mark.parametrize(
    ("mac", "name", "counts"),
    [
        (MAC, "eth0", True),
        ("52:54:00:00:00:01", None, True),
        ("00:50:56:aa:00:01", "Ethernet0", True),
        (MAC, "vEthernet (External)", True),
        (MAC, "vEthernet (Default Switch)", False),
        (MAC, "docker0", False),
        (MAC, "br-0123456789ab", False),
        (MAC, "bridge0", True),
        (MAC, "lo", False),
        (MAC, "local", True),
        ("02:42:ac:11:00:02", "eth0", False),
        ("01:00:5e:00:00:01", "eth0", False),
        ("ff:ff:ff:ff:ff:ff", None, False),
        ("00:00:00:00:00:01", None, False),
        ("00:05:9a:3c:7a:00", "Ethernet 2", False),
        ("00:50:56:c0:00:08", "VMnet8", False),
        ("0a0000000001", None, False),
    ],
)
def test_a_mac_counts_unless_it_is_many_machines(mac: str, name: str | None, counts: bool) -> None:  # noqa: FBT001 - a row
    """Locally administered ones count, as clouds use them; docker, VPNs and hypervisors' own don't."""
    assert macs_of([own_of(nic(mac, name=name))]) == ({mac} if counts else set())


@pytest.mark.parametrize(
    ("ip", "counts"),
    [
        ("10.0.0.1", True),
        ("172.17.0.2", True),
        ("192.168.1.5", True),
        ("100.64.0.1", True),
        ("fd00::1", True),
        ("8.8.8.8", False),
        ("2600:1f18::1", False),
        ("127.0.0.1", False),
        ("169.254.1.1", False),
        ("fe80::1", False),
        ("0.0.0.0", False),  # noqa: S104 - no server binds here
        ("224.0.0.1", False),
        ("10.0.2.15", False),
        ("nonsense", False),
        ("1" * 1_000, False),
    ],
)
def test_an_address_counts_if_it_is_private_and_the_hosts_own(ip: str, counts: bool) -> None:  # noqa: FBT001 - a row
    """Docker's network counts where a host lives in it; public, local and default ones don't."""
    assert addresses_of([own_of(nic(MAC, ip))]) == ({ip} if counts else set())
    assert addresses_of([own_of(nic(MAC, ip, name="docker0"))]) == set()


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("Web.corp.example", "web"),
        ("  web ", "web"),
        ("LOCALHOST.localdomain", ""),
        ("(none)", ""),
        ("n/a", ""),
        ("a/b", ""),
        (".web", ""),
        ("", ""),
        (None, ""),
        ("n" * 256, "n" * 256),
        ("n" * 257, ""),
        ("w\x00e\u200bb", "web"),
    ],
)
def test_a_hostname_is_its_first_label_if_it_says_anything(said: str | None, short: str) -> None:
    """In one spelling, never cut: what is too long is none."""
    assert hostname_of(said) == short


@pytest.mark.parametrize("name", ["ip-10-0-0-1", "ip-0a000001", "ip0a000001", "web-10-0-0-1", "dhcp-192-168-1-20"])
def test_a_name_that_repeats_an_address_is_known(name: str) -> None:
    """As clouds and DHCP servers make them."""
    assert from_address(name)


@pytest.mark.parametrize("name", ["web-1", "ec2amaz-abc1234", "ip-web", "ip-12345678-a", "db-2026-01"])
def test_a_name_of_its_own_is_not_taken_for_an_address(name: str) -> None:
    """Numbers alone don't make an address."""
    assert not from_address(name)


def test_names_that_installers_give_are_known_with_their_numbers() -> None:
    """What an owner added makes it a name of its own."""
    assert all(map(is_given, ("macbook-pro", "macbook-pro-2", "ubuntu", "raspberrypi")))
    assert not any(map(is_given, ("anns-macbook-pro", "ubuntu-build", "web-2", "macbook-pro-a")))


def test_of_too_many_the_hosts_own_are_kept() -> None:
    """A node of pods: the interface with the gateway comes first, then those with addresses, in any order of saying."""
    pods = [nic(f"06:00:00:00:00:{last:02x}") for last in range(100)]
    own = nic("ee:00:00:00:00:01", "10.0.0.1", gateway="10.0.0.254")
    second = nic("ee:00:00:00:00:02", "10.0.0.2")
    one, other = [
        Said(HostRecord(vendor="v", vendor_id="1", observed_at=SEEN, interfaces=tuple(nics)))
        for nics in ([*pods, second, own], [own, second, *reversed(pods)])
    ]

    assert one.macs() == other.macs()
    assert {"ee:00:00:00:00:01", "ee:00:00:00:00:02"} < set(one.macs())
    assert len(one.macs()) == MAX_MACS
    assert one.addresses() == ["10.0.0.1", "10.0.0.2"]
