"""What is no fact is shown in no record and no host, whichever vendor says it in whichever field."""

import json
from typing import Any

import pytest

from services.deduper.core.merging import merge
from services.normalizer.vendors import discover
from shared.contracts.record import HostRecord
from tests.payloads.recorded import hosts, read

NIL = "00000000-0000-0000-0000-000000000000"
FALCON: dict[str, Any] = {
    "device_id": "c" * 32,
    "hostname": "mac",
    "serial_number": NIL,
    "chassis_type": "0",
    "chassis_type_desc": "Invalid Chassis Type",
    "system_manufacturer": "To be filled by O.E.M.",
    "system_product_name": "System Product Name",
    "bios_manufacturer": "Default string",
    "bios_version": "Not Specified",
    "last_login_user": "SYSTEM",
    "instance_id": "i-00000000000000000",
}
QUALYS: dict[str, Any] = {
    "id": 7,
    "manufacturer": "System manufacturer",
    "model": "Default string",
    "biosSerialNumber": "0123456789",
    "hwUUID": "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
    "biosDescription": "Not Available",
    "totalMemory": 0,
    "lastLoggedOnUser": "reboot",
    "agentInfo": {"agentId": NIL, "location": "Unknown", "locationGeoLatitude": "0.0", "locationGeoLongitude": "0"},
    "volume": {"list": [{"HostAssetVolume": {"name": "/", "size": 0, "free": 0}}]},
}
GAV: dict[str, Any] = {
    "assetId": 8,
    "hardware": {"manufacturer": "OEM", "model": "None"},
    "biosSerialNumber": "System Serial Number",
    "hwUUID": NIL,
    "operatingSystem": {"osName": "Unknown", "edition": "N/A", "version": "Not Available"},
    "cpuCount": 0,
    "totalMemory": 0,
}
VMDR: dict[str, Any] = {"ASSET_ID": "9", "SERIAL_NUMBER": "1234567890", "HARDWARE_UUID": NIL, "OS": "Unknown"}
TENABLE: dict[str, Any] = {
    "network_interfaces": [{"name": "UNKNOWN", "mac_addresses": ["AA:AA:AA:AA:AA:AA"]}],
    "open_ports": [{"port": 0, "protocol": "tcp"}],
    "id": "a-1",
    "serial_number": "XXXXXXXX",
    "bios_uuid": NIL,
    "agent_uuid": NIL,
}
CASES = [("crowdstrike", FALCON), ("qualys", QUALYS), ("qualys_gav", GAV), ("qualys_vmdr", VMDR), ("tenable", TENABLE)]


def leaves(record: HostRecord, *parts: str) -> dict[str, Any]:
    """Return what is said in these parts of a record, but for the vendor's own words."""
    raw = json.loads(record.encode())
    raw.get("os", {}).pop("said", None)
    return {name: part for name in parts if (part := raw.get(name))}


@pytest.mark.parametrize(("vendor", "host"), CASES, ids=[name for name, _ in CASES])
def test_a_placeholder_is_no_fact(vendor: str, host: dict[str, Any]) -> None:
    """Firmware's placeholders, words for nothing, zeros: the record has none of them, and so has no host."""
    (record,) = read(vendor, host)

    assert leaves(record, "hardware", "os", "cloud", "location", "last_user", "vulnerabilities") == {}
    assert [one.uid for one in record.agents if one.vendor != "crowdstrike"] == []
    assert (record.interfaces, record.ports) == ((), ())
    assert [one for one in record.volumes if one.size_bytes is not None] == []
    assert leaves(HostRecord(vendor="x", vendor_id="1"), "hardware") == json.loads(merge([record]).encode()).get(
        "hardware", {}
    )


def test_a_processor_that_is_listed_counts_without_its_name() -> None:
    """A clock of 0 MHz is none."""
    processor = {"HostAssetProcessor": {"name": "To Be Filled By O.E.M. CPU", "speed": 0}}
    (record,) = read("qualys", {"id": 7, "processor": {"list": [processor]}})

    assert (record.hardware.cpu_count, record.hardware.cpu, record.hardware.cpu_speed_mhz) == (1, None, None)


@pytest.mark.parametrize("vendor", sorted(discover()))
def test_what_isnt_listed_is_not_said_to_be_none(vendor: str) -> None:
    """A host with an id alone has no count, no size and no score."""
    needed = [name for name, field in discover()[vendor].payload.model_fields.items() if field.is_required()]
    (record,) = read(vendor, {name: hosts(vendor)[0][name] for name in needed})

    assert set(json.loads(record.encode())) <= {"schema_version", "vendor", "vendor_id", "flags", "agents"}
    assert record.vulnerabilities.count is None
