"""CrowdStrike's devices as the Falcon API gives them: plain times, domains, other clouds, other systems."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.parts import Cloud, Interface
from shared.contracts.record import HostRecord
from tests.payloads.recorded import hosts, read, refusal

AID = "0123456789abcdef0123456789abcdef"


def device(**fields: Any) -> HostRecord:
    """Return the record of a device with these fields."""
    (record,) = read("crowdstrike", {"device_id": AID, **fields})
    return record


def test_a_domain_controller_as_the_falcon_api_gives_it() -> None:
    """Its times are plain, its domain has a field of its own, empty fields are empty texts."""
    record = device(
        cid="FEDCBA9876543210FEDCBA9876543210",
        hostname="DC-EAST-01",
        machine_domain="corp.example.com",
        ou=["Domain Controllers"],
        site_name="Default-First-Site-Name",
        os_version="Windows Server 2022",
        os_product_name="Windows Server 2022 Datacenter",
        build_number="20348",
        platform_name="Windows",
        product_type_desc="Domain Controller",
        last_login_user="alex",
        last_reboot="2026-11-01T02:03:04Z",
        modified_timestamp="2026-11-19T10:00:00.123456789Z",
        slow_changing_modified_timestamp="2026-11-19T10:00:00Z",
        email="",
        local_ip="10.3.0.4",
        mac_address="00-0d-3a-12-34-56",
        service_provider="AZURE",
        service_provider_account_id="0A1B2C3D-0000-4000-8000-000000000001",
        instance_id="0A1B2C3D-0000-4000-8000-00000000ABCD",
        tags=["SensorGroupingTags/east", "FalconGroupingTags/dc"],
        device_policies={
            "prevention": {"policy_type": "prevention", "applied": "true", "applied_date": None},
            "jit": None,
        },
    )

    assert record.observed_at == datetime(2026, 11, 19, 10, 0, 0, 123456, tzinfo=UTC)
    assert (record.hostname, record.fqdn, record.domain) == (
        "dc-east-01",
        "dc-east-01.corp.example.com",
        "corp.example.com",
    )
    assert (record.type, record.last_user) == ("server", "alex")
    assert (record.os.name, record.os.version) == ("Windows Server", "2022")
    assert (record.os.edition, record.os.build, record.os.said) == ("Datacenter", "20348", "Windows Server 2022")
    assert record.tenant == "fedcba9876543210fedcba9876543210"
    assert record.groups == ("ou:Domain Controllers", "site:Default-First-Site-Name")
    assert record.tags == ("FalconGroupingTags/dc", "SensorGroupingTags/east")
    assert record.cloud == Cloud(
        provider="azure",
        account="0a1b2c3d-0000-4000-8000-000000000001",
        instance_id="0a1b2c3d-0000-4000-8000-00000000abcd",
    )
    assert [(one.kind, one.applied) for one in record.agents[0].policies] == [("prevention", True)]


def test_an_instance_is_the_same_from_both_vendors() -> None:
    """Provider, account and instance id agree, whatever each vendor calls them: so do names, MAC and system."""
    ours = {record.cloud.instance_id: record for record in read("crowdstrike", *hosts("crowdstrike"))}
    theirs = {record.cloud.instance_id: record for record in read("qualys", *hosts("qualys"))}
    shared = {instance for instance in ours if instance in theirs}

    assert len(shared) == 4
    for instance in shared:
        left, right = ours[instance], theirs[instance]

        assert (left.cloud.provider, left.cloud.account) == (right.cloud.provider, right.cloud.account)
        assert (left.hostname, left.fqdn, left.domain) == (right.hostname, right.fqdn, right.domain)
        assert (left.os.family, left.os.name, left.os.version) == (right.os.family, right.os.name, right.os.version)
        assert {one.mac for one in left.interfaces} == {one.mac for one in right.interfaces}
        assert left.external_ips == right.external_ips


def test_the_connections_interface_may_be_another() -> None:
    """The gateway is that of the interface the sensor connects through."""
    record = device(
        mac_address="0e-12-34-ab-cd-ef",
        local_ip="10.0.0.9",
        connection_mac_address="0e-12-34-00-00-01",
        connection_ip="172.18.0.2",
        default_gateway_ip="172.18.0.1",
    )

    assert record.interfaces == (
        Interface(mac="0e:12:34:00:00:01", ips=("172.18.0.2",), gateway="172.18.0.1"),
        Interface(mac="0e:12:34:ab:cd:ef", ips=("10.0.0.9",)),
    )


def test_one_interface_said_twice_is_one() -> None:
    """The sensor's and the connection's are mostly the same."""
    record = device(
        mac_address="0e-12-34-ab-cd-ef",
        local_ip="10.0.0.9",
        connection_mac_address="0e-12-34-ab-cd-ef",
        connection_ip="10.0.0.9",
        default_gateway_ip="10.0.0.1",
    )

    assert record.interfaces == (Interface(mac="0e:12:34:ab:cd:ef", ips=("10.0.0.9",), gateway="10.0.0.1"),)


@pytest.mark.parametrize(
    ("mode", "status"), [("yes", "reduced"), ("no", "normal"), (True, "reduced"), (None, "normal")]
)
def test_a_sensor_that_does_less_says_so(mode: object, status: str) -> None:
    """Reduced functionality is the agent's state; the host's own stays."""
    record = device(reduced_functionality_mode=mode, status="Normal")

    assert (record.agents[0].status, record.status) == (status, "normal")


@pytest.mark.parametrize(
    ("serial", "uuid"),
    [
        ("ec203345-18a7-05d1-9c43-2d0fc70242ec", "ec203345-18a7-05d1-9c43-2d0fc70242ec"),
        ("VMware-42 01 02 03 04 05 06 07-08 09 0a 0b 0c 0d 0e 0f", "03020142-0504-0706-0809-0a0b0c0d0e0f"),
        ("GoogleCloud-0102030405060708090A0B0C0D0E0F10", "01020304-0506-0708-090a-0b0c0d0e0f10"),
        ("C02EXAMPLE01", None),
    ],
)
def test_a_serial_may_hide_a_uuid(serial: str, uuid: str | None) -> None:
    """Virtual machines' serials are SMBIOS UUIDs; the serial itself is kept as said."""
    record = device(serial_number=serial)

    assert (record.hardware.serial, record.hardware.uuid) == (serial, uuid)


def test_an_instance_of_google_has_its_projects_number() -> None:
    """Which is what the machine knows of its project."""
    record = device(
        service_provider="GCP",
        service_provider_account_id="400500600700",
        instance_id="1234567890123456789",
        zone_group="projects/400500600700/zones/europe-west1-b",
    )

    assert record.cloud == Cloud(
        provider="gcp",
        account="400500600700",
        instance_id="1234567890123456789",
        region="europe-west1",
        zone="europe-west1-b",
    )


def test_a_chassis_tells_the_kind_of_a_workstation() -> None:
    """By its number or by its name."""
    assert device(product_type_desc="Workstation", chassis_type="10").type == "laptop"
    assert device(product_type_desc="Workstation", chassis_type_desc="Notebook").type == "laptop"


@pytest.mark.parametrize(("said", "status"), [("hidden", "hidden"), ("visible", "contained"), (None, "contained")])
def test_a_hidden_host_says_so(said: str | None, status: str) -> None:
    """It was deleted in the console; what its agent is doing stays."""
    record = device(status="contained", host_hidden_status=said)
    assert (record.status, record.agents[0].status) == (status, "contained")


@pytest.mark.parametrize("raw", [{}, {"device_id": None}, {"device_id": ""}, {"device_id": [7]}, {"_id": ""}], ids=repr)
def test_without_an_id_there_is_no_record(raw: dict[str, Any]) -> None:
    """The reason names the field."""
    assert "Device: field device_id: " in refusal("crowdstrike", raw)
