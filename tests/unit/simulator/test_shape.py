"""Payloads have the fields and types of recorded ones, and no real identity."""

from ipaddress import ip_address, ip_network

import pytest

from simulator.population import VENDORS, Population, Vendor
from simulator.wire import Json
from tests.payloads.recorded import shape, walk
from tests.unit.simulator.records import by_machine, leaves

POPULATION = Population(400, detail=3)
OTHER_CLOUDS = ("sourceInfo.list[].GcpAssetSourceSimple", "sourceInfo.list[].AzureAssetSourceSimple")  # none recorded
INVENTED = [ip_network(one) for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]  # RFC 5737
INSIDE = [ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fe80::/10", "0.0.0.0/32")]


def raw_hosts(vendor: Vendor) -> list[Json]:
    """Return a vendor's hosts, but for those whose very difficulty is null."""
    null = {record.id for found in by_machine(POPULATION, "missing-fields").values() for record in found}
    hosts = POPULATION.hosts(vendor, 0, POPULATION.count(vendor))
    return [raw for raw in hosts if f"{vendor}:{raw['_id']}" not in null]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_host_has_only_recorded_fields_of_recorded_types(vendor: Vendor) -> None:
    """Each value's path was recorded with this type, but for the sources of clouds that no recorded host is in."""
    recorded = {path: set(types.split("/")) for path, types in shape(vendor).items()}
    made = {node for raw in raw_hosts(vendor) for node in walk(raw) if not node[0].startswith(OTHER_CLOUDS)}

    assert {(path, kind) for path, kind in made if kind not in recorded.get(path, set())} == set()


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_recorded_field_is_made(vendor: Vendor) -> None:
    """No recorded field is forgotten, in none of its types."""
    made = {node for raw in raw_hosts(vendor) for node in walk(raw)}
    recorded = {(path, kind) for path, kinds in shape(vendor).items() for kind in kinds.split("/")}

    assert recorded - made == set()


def test_only_hosts_with_missing_fields_have_nulls() -> None:
    """The recorded hosts have no null; the kind that has them has them at both vendors."""
    machines = by_machine(POPULATION, "missing-fields").values()
    with_null = {one.vendor for found in machines for one in found if None in dict(leaves(one.raw)).values()}

    assert with_null == set(VENDORS)
    assert not any(kind == "null" for vendor in VENDORS for raw in raw_hosts(vendor) for _, kind in walk(raw))


@pytest.mark.parametrize("vendor", VENDORS)
def test_addresses_are_invented(vendor: Vendor) -> None:
    """Public ones are those for documentation, all others private."""
    ends = ("address", "ipaddress", "_ip", "connectedfrom")
    found = [
        ip_address(value)
        for raw in raw_hosts(vendor)
        for path, value in leaves(raw)
        if path.lower().endswith(ends) and "mac" not in path.lower()
    ]

    assert len(found) > 400
    assert [ip for ip in found if not any(ip in net for net in INVENTED + INSIDE)] == []


def test_wide_numbers_are_wrapped() -> None:
    """From 2^31 up, and no sooner."""
    sizes = [one["HostAssetVolume"]["size"] for raw in raw_hosts("qualys") for one in volumes(raw)]

    assert {isinstance(size, int) for size in sizes} == {True, False}
    assert all(size < 2**31 if isinstance(size, int) else int(size["$numberLong"]) >= 2**31 for size in sizes)


def volumes(raw: Json) -> list[Json]:
    """Return a host's volumes."""
    return list(raw.get("volume", {"list": []})["list"])


def test_detail_lengthens_the_long_lists() -> None:
    """Programs and vulnerabilities come in the number asked for."""
    raw = Population(10, detail=300).hosts("qualys", 0, 1)[0]

    assert [len(raw[name]["list"]) for name in ("software", "vuln")] == [300, 300]
