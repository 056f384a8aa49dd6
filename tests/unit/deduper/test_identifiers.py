"""Each kind of identifier: what it takes, what it leaves, in whatever spelling and order it comes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.identifiers import BY_CODE, KEY_BYTES, KINDS, Identifier, identifiers, is_cut
from services.normalizer.vendors import discover
from shared.contracts.parts import Cloud, Hardware
from shared.contracts.record import HostRecord
from tests.unit.deduper.fleet import SEEN, nic
from tests.unit.deduper.hosts import host_records
from tests.unit.deduper.recorded import full_width

MAC = "0a:00:00:00:00:01"


def record(**said: Any) -> HostRecord:
    """Return a record of vendor `v`."""
    return HostRecord(vendor="v", vendor_id="1", observed_at=SEEN, **said)


def texts(name: str, **said: Any) -> list[str]:
    """Return the identifiers of one kind."""
    return [one.text for one in identifiers(record(**said)) if one.kind.name == name]


@pytest.mark.parametrize(
    ("cloud", "wanted"),
    [
        (Cloud(provider="aws", account="1", instance_id="i-0A1"), ["aws/1/i-0a1"]),
        (Cloud(provider=" AWS ", account="1 ", instance_id=full_width("i0a1")), ["aws/1/i0a1"]),
        (Cloud(provider="aws", account="1"), []),
        (Cloud(provider="aws", instance_id="i-0a1"), []),
        (Cloud(account="1", instance_id="i-0a1"), []),
        (Cloud(provider="aws", account="  ", instance_id="i-0a1"), []),
        (Cloud(provider="aws", account="1", instance_id="None"), []),
        (Cloud(provider="aws", account="1", instance_id="i" * 257), []),
        (Cloud(provider="x", account="1", instance_id="2/3"), ["x/1/2/3"]),
        (Cloud(provider="x", account="1/2", instance_id="3"), []),
    ],
)
def test_a_cloud_instance_needs_all_three(cloud: Cloud, wanted: list[str]) -> None:
    """Provider, account and instance, in one spelling; no two instances have one text."""
    assert texts("cloud instance", cloud=cloud) == wanted


@pytest.mark.parametrize(
    ("uuid", "is_one"),
    [
        ("4201a6e3-7d2b-78d4-3da7-001122334455", True),
        ("4201A6E3-7D2B-78D4-3DA7-001122334455", True),
        ("00000000-0000-0000-0000-ac1f6b123456", True),
        ("00000000-0000-0000-0000-000000000000", False),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", False),
        ("00000000-ffff-0000-ffff-000000000000", False),
        ("03000200-0400-0500-0006-000700080009", False),
        ("00020003-0004-0005-0006-000700080009", False),
        ("4201a6e3", False),
        ("4" * 5_000, False),
    ],
)
def test_a_uuid_is_one_unless_everybody_has_it(uuid: str, is_one: bool) -> None:  # noqa: FBT001 - a row of the table
    """Unset and default ones say nothing, in either byte order."""
    assert texts("SMBIOS UUID", hardware=Hardware(uuid=uuid)) == ([uuid.lower()] if is_one else [])


@pytest.mark.parametrize(
    ("maker", "serial", "wanted"),
    [
        ("Dell Inc.", "7XK-20Q2", ["dell/7xk20q2"]),
        ("DELL", " 7xk20q2 ", ["dell/7xk20q2"]),
        ("Dell Computer Corporation", full_width("7XK20Q2"), ["dell/7xk20q2"]),
        ("Micro-Star International Co., Ltd.", "K2108N0099", ["msi/k2108n0099"]),
        ("MSI", "K2108N0099", ["msi/k2108n0099"]),
        ("Inc.", "K2108N0099", ["inc/k2108n0099"]),
        (None, "7XK20Q2", []),
        ("Dell", "123", []),
        ("Dell", "0000000", []),
        ("Dell", "To be filled by O.E.M.", []),
        ("Dell", "None", []),
        ("Dell", "s" * 256 + "t", []),
        ("VMware, Inc.", "VMware-42 01 a6 e3 7d 2b 78 d4-3d a7 00 11 22 33 44 55", []),
        ("Xen", "ec26e6cb-2f47-bf3a-0000-0123456789ab", []),
        ("OpenStack Foundation", "ABCD1234", []),
    ],
)
def test_a_serial_is_its_makers(maker: str | None, serial: str, wanted: list[str]) -> None:
    """Letters and digits of both; placeholders, hidden UUIDs and hypervisors' serials are none."""
    assert texts("maker and serial", hardware=Hardware(maker=maker, serial=serial)) == wanted


def test_a_serial_that_hides_the_uuid_of_a_hypervisor_gives_none() -> None:
    """Of OpenStack's guests a UUID counts only if it isn't the serial again."""
    serial = "11112222-3333-4444-5555-666677778888"
    guest = Hardware(maker="RDO", model="OpenStack Compute", serial=serial, uuid=serial)
    own = replace(guest, uuid="4201a6e3-7d2b-78d4-3da7-001122334455")

    assert texts("SMBIOS UUID", hardware=guest) == []
    assert texts("SMBIOS UUID", hardware=own) == ["4201a6e3-7d2b-78d4-3da7-001122334455"]


@pytest.mark.parametrize(
    ("name", "mac", "ip", "kinds"),
    [
        ("web", MAC, "10.0.0.1", {6, 7, 8, 9}),
        (None, MAC, "10.0.0.1", {9}),
        ("web", MAC, "8.8.8.8", {6, 8}),
        ("web", None, "10.0.0.1", {7, 8}),
        ("localhost", MAC, "10.0.0.1", {9}),
        ("ip-10-0-0-1", MAC, "10.0.0.1", {6, 8, 9}),
        ("ip-10-0-0-1", "42:01:0a:00:00:01", "10.0.0.1", {8}),
        ("web", "42:01:0a:00:00:01", "10.0.0.1", {6, 7, 8}),
        ("macbook-pro-2", MAC, "192.168.1.5", {6, 8, 9}),
        ("web", "02:42:ac:11:00:02", "172.17.0.2", {8}),
        ("web", MAC, "10.0.2.15", {6, 8}),
    ],
)
def test_names_macs_and_addresses_count_only_together(
    name: str | None, mac: str | None, ip: str, kinds: set[int]
) -> None:
    """Never one alone, and not where one only repeats the other or is everybody's."""
    found = identifiers(record(hostname=name, interfaces=(nic(mac, ip),)))

    assert {one.kind.code for one in found} == kinds


def test_a_mac_goes_with_the_addresses_of_its_own_interface() -> None:
    """Those of another don't pair with it; a name goes with all."""
    nics = (nic(MAC, "10.0.0.1"), nic("0a:00:00:00:00:02", "10.0.0.2"))

    assert texts("MAC and private address", interfaces=nics) == [f"{MAC}/10.0.0.1", "0a:00:00:00:00:02/10.0.0.2"]
    assert len(texts("MAC and hostname", interfaces=nics, hostname="web")) == 2


@given(host_records, st.randoms(use_true_random=False))
def test_the_order_of_what_is_said_doesnt_matter(one: HostRecord, chance: Any) -> None:
    """Interfaces come in any order; case makes no difference; what was read once reads the same again."""
    shuffled: Sequence[Any] = chance.sample(one.interfaces, len(one.interfaces))
    other = one.model_copy(update={"interfaces": tuple(shuffled), "hostname": one.hostname and one.hostname.upper()})

    assert identifiers(other) == identifiers(one) == identifiers(HostRecord.decode(one.encode()))


@given(st.sampled_from([kind for kind in KINDS if kind.rule]), st.text(max_size=40), st.text(max_size=40))
def test_a_key_stands_for_its_kind_and_text(kind: Any, one: str, other: str) -> None:
    """Equal texts of a kind have one key of eleven bytes, others another; kinds never share one."""
    keys = {Identifier(each, one).key for each in KINDS}

    assert (Identifier(kind, one).key == Identifier(kind, other).key) is (one == other)
    assert len(keys) == len(KINDS)
    assert {len(key) for key in keys} == {KEY_BYTES}
    assert all(BY_CODE[key[0]] in KINDS for key in keys)


def test_no_two_vendors_are_taken_for_one() -> None:
    """Two bytes tell vendors apart in the keys of their names: those that we have differ."""
    kind = BY_CODE[8]
    vendors = {*discover(), "tenable", "servicenow", "sentinelone", "defender", "jamf", "intune", "axonius", "a", "b"}

    assert len({Identifier(kind, f"{vendor}/web").key[: 1 + kind.scope] for vendor in vendors}) == len(vendors)


@pytest.mark.parametrize(
    "said",
    [
        {"hostname": "n" * 257},
        {"hardware": Hardware(maker="m", serial="s" * 100_000)},
        {"cloud": Cloud(provider="aws", account="1", instance_id="i" * 300)},
        {"interfaces": tuple(nic(f"0a:00:00:00:00:{last:02x}") for last in range(17))},
        {"interfaces": (nic(MAC, *(f"10.0.0.{last}" for last in range(17))),)},
        {
            "interfaces": tuple(
                nic(f"0a:00:00:00:00:{last:02x}", *(f"10.0.0.{one}" for one in range(9))) for last in range(2)
            )
        },
    ],
)
def test_what_is_left_out_is_flagged(said: dict[str, Any]) -> None:
    """A value of absurd length, or more addresses than count: the record is known to be cut."""
    assert is_cut(record(**said))
    assert not is_cut(record(hostname="web", interfaces=(nic(MAC, "10.0.0.1"),)))


def test_ten_thousand_interfaces_are_a_few_keys() -> None:
    """However much a record says, its keys are bounded by the limits."""
    nics = tuple(
        nic(
            f"0a:00:00:{number // 65_536:02x}:{number // 256 % 256:02x}:{number % 256:02x}",
            f"10.1.{number // 250}.{number % 250}",
        )
        for number in range(10_000)
    )
    huge = record(hostname="web", interfaces=nics)

    assert len(identifiers(huge)) == 3 * 16 + 1
    assert is_cut(huge)
