"""MACs, addresses and interfaces in one spelling."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.normalizer.addresses import clean_ip, clean_mac, interface, join_interfaces
from services.normalizer.limits import MAX_ADDRESSES, MAX_INTERFACES
from shared.contracts.parts import Interface

MAC = "0e:12:34:ab:cd:ef"


@pytest.mark.parametrize(
    "said",
    [
        "0e:12:34:ab:cd:ef",
        "0e-12-34-ab-cd-ef",
        "0E:12:34:AB:CD:EF",
        "0e1234abcdef",
        "0E12.34AB.CDEF",
        " 0e 12 34 ab cd ef ",
    ],
)
def test_a_mac_has_one_spelling(said: str) -> None:
    """Lower case and colons, whatever the vendor writes."""
    assert clean_mac(said) == MAC


def test_a_macs_leading_zeros_may_be_left_out() -> None:
    """Some systems write 0 for 00."""
    assert clean_mac("0:1c:42:0:0:8") == "00:1c:42:00:00:08"


def test_a_containers_mac_is_kept() -> None:
    """It is the record's business to say it, and the deduper's to ignore it."""
    assert clean_mac("02:42:ac:11:00:02") == "02:42:ac:11:00:02"


@pytest.mark.parametrize(
    "said",
    ["", None, "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "33:33:00:00:00:01", "0e:12:34:ab:cd",
     "0e:12:34:ab:cd:ef:aa:bb", "unknown", "zz:zz:zz:zz:zz:zz", "1" * 500],
)  # fmt: skip
def test_what_is_no_interfaces_mac_is_none(said: str | None) -> None:
    """Zeros, groups, broadcast, other lengths and other letters."""
    assert clean_mac(said) is None


@pytest.mark.parametrize(
    ("said", "ip"),
    [
        (" 172.31.20.14 ", "172.31.20.14"),
        ("172.31.20.14/20", "172.31.20.14"),
        ("fe80:0:0:0:813:1dff:fe96:2bf4", "fe80::813:1dff:fe96:2bf4"),
        ("FE80::813:1DFF:FE96:2BF4%eth0", "fe80::813:1dff:fe96:2bf4"),
        ("fe80::0012:3:4:5", "fe80::12:3:4:5"),
        ("fe80::0:0:4:5", "fe80::4:5"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("0.0.0.0", None),  # noqa: S104 - an address that is none
        ("::", None),
        ("255.255.255.255", None),
        ("224.0.0.1", None),
        ("ff02::1", None),
        ("999.31.20.14", None),
        ("none", None),
        (None, None),
    ],
)
def test_an_address_has_one_spelling(said: str | None, ip: str | None) -> None:
    """IPv6 compressed, without zone or prefix; IPv4 inside IPv6 as IPv4; what is no host's address is none."""
    assert clean_ip(said) == ip


@given(st.ip_addresses() | st.ip_addresses(network="fe80::/64"))
@example(ip_address("fe80::1:0:2:3"))
@example(ip_address("fe80::12:3:4:5"))
@example(ip_address("223.255.255.255"))
def test_a_canonical_address_stays_as_it_is(ip: IPv4Address | IPv6Address) -> None:
    """However it is looked at: at a glance, or digit by digit."""
    none = ip.is_unspecified or ip.is_multicast or str(ip) == "255.255.255.255"
    inside = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    assert inside or clean_ip(str(ip)) == (None if none else str(ip))
    assert inside or clean_ip(ip.exploded.upper()) == clean_ip(str(ip))


@given(st.text(alphabet="0123456789abcdefABCDEF:.-% /") | st.ip_addresses().map(str))
def test_cleaning_a_clean_address_changes_nothing(said: str) -> None:
    """Both are idempotent and total."""
    assert clean_ip(clean_ip(said)) == clean_ip(said)
    assert clean_mac(clean_mac(said)) == clean_mac(said)


def test_entries_of_one_interface_are_joined() -> None:
    """Vendors list an address at a time: one interface has them all, and what each entry knows of it."""
    joined, cut = join_interfaces(
        [
            interface(MAC, ["172.31.20.14"], "eth0", "172.31.16.1", "WEB"),
            interface(MAC.upper(), ["fe80:0:0:0::1", "172.31.20.14"], "eth0"),
            interface(MAC, ["172.31.20.15"]),
        ]
    )

    assert joined == (
        Interface(
            name="eth0",
            mac=MAC,
            ips=("172.31.20.14", "172.31.20.15", "fe80::1"),
            gateway="172.31.16.1",
            hostname="web",
        ),
    )
    assert not cut


def test_interfaces_with_one_mac_and_two_names_are_two() -> None:
    """A VLAN or a bridge has the MAC of the interface below; the entry that has no name is the first's."""
    joined, _ = join_interfaces(
        [interface(MAC, ["10.0.1.1"], "eth0.7"), interface(MAC, ["10.0.0.1"], "eth0"), interface(MAC, ["10.0.0.2"])]
    )

    assert {(one.name, one.ips) for one in joined} == {("eth0", ("10.0.0.1", "10.0.0.2")), ("eth0.7", ("10.0.1.1",))}


def test_a_text_may_list_several_addresses() -> None:
    """Commas and spaces are between them."""
    assert interface(None, ["10.0.0.1, fe80::1 10.0.0.2"]).ips == ("10.0.0.1", "10.0.0.2", "fe80::1")


def test_an_entry_that_says_nothing_is_no_interface() -> None:
    """A loopback without MAC and address is dropped."""
    assert join_interfaces([interface(None, [None], "lo")]) == ((), False)


def test_a_cut_takes_the_containers_interfaces() -> None:
    """Of very many, the host's own stay, in whatever order they come."""
    pods = [
        interface(f"ee:00:00:00:{n // 256:02x}:{n % 256:02x}", [f"10.1.{n // 256}.{n % 256}"], f"cali{n}")
        for n in range(10_000)
    ]
    own = interface(MAC, ["172.31.20.14"], "eth0")

    for entries in ([own, *pods], [*pods, own]):
        joined, cut = join_interfaces(entries)

        assert (len(joined), cut, joined[0]) == (MAX_INTERFACES, True, own)


def test_an_interfaces_addresses_are_cut() -> None:
    """Of very many addresses a fixed few are kept, and it is said."""
    joined, cut = join_interfaces(interface(MAC, [f"10.{n // 256}.{n % 256}.1"], "eth0") for n in range(10_000))

    assert (len(joined), len(joined[0].ips), cut) == (1, MAX_ADDRESSES, True)
