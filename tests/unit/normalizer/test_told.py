"""What vendors say beside what a host is: containment, protection, groups, scores, the customer's own register."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.normalizer.limits import MAX_WHOLE
from shared.contracts.parts import LARGEST, BusinessApplication, Hardware, Volume
from shared.contracts.record import HostRecord
from tests.payloads.recorded import read


def falcon(**said: Any) -> HostRecord:
    """Return the record of a device."""
    (record,) = read("crowdstrike", {"device_id": "a" * 32, **said})
    return record


@pytest.mark.parametrize(
    ("status", "containment"),
    [
        ("contained", "contained"),
        ("Contained", "contained"),
        ("containment_pending", "containment_pending"),
        ("Containment Pending", "containment_pending"),
        ("lift_containment_pending", "lift_containment_pending"),
        ("lift-containment-pending", "lift_containment_pending"),
        ("Normal", "normal"),
        ("lost", None),
        ("", None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_containment_is_read_from_the_sensors_status(status: object, containment: str | None) -> None:
    """In any spelling; neither reduced functionality nor a hidden host hides it."""
    hidden = falcon(status=status, host_hidden_status="hidden", reduced_functionality_mode="yes")

    assert falcon(status=status).containment == hidden.containment == containment
    assert (hidden.status, hidden.agents[0].status) == ("hidden", "reduced")


def test_a_sensor_says_whether_it_can_be_removed_and_how_critical_its_host_is() -> None:
    """In the vendor's own words."""
    update = {"policy_type": "sensor-update", "uninstall_protection": "DISABLED"}
    record = falcon(device_policies={"sensor_update": update}, criticality="High")

    assert (record.agents[0].uninstall_protection, record.criticality) == ("DISABLED", "High")


def test_groups_say_what_they_are() -> None:
    """One name in three kinds is three groups; what has no name is none."""
    record = falcon(groups=["x", ""], ou=["x"], site_name="x")
    assert record.groups == ("host_group:x", "ou:x", "site:x")


def test_scans_are_told_apart() -> None:
    """A later compliance scan is no vulnerability scan; the latest of them is the last scan."""
    (record,) = read(
        "qualys", {"id": 1, "lastVulnScan": "2026-01-01T00:00:00Z", "lastComplianceScan": "2026-01-02T00:00:00Z"}
    )
    (never,) = read("qualys_gav", {"assetId": 1, "sensor": {"lastVMScan": 0, "lastComplianceScan": 1767312000000}})

    assert record.last_scan == record.last_compliance_scan
    assert record.last_vulnerability_scan == datetime(2026, 1, 1, tzinfo=UTC)
    assert (never.last_vulnerability_scan, never.last_scan) == (None, never.last_compliance_scan)


def test_an_authenticated_scan_is_one_of_vulnerabilities() -> None:
    """VMDR tells of it."""
    (record,) = read("qualys_vmdr", {"ASSET_ID": "1", "LAST_VM_AUTH_SCANNED_DATE": "2026-01-03T00:00:00Z"})
    assert record.last_authenticated_scan == record.last_vulnerability_scan == record.last_scan is not None


def test_the_customers_register_is_kept() -> None:
    """Who owns the host and its applications; a criticality that is a mere number is one."""
    raw = {
        "assetId": 1,
        "criticality": 5,
        "riskScore": "812",
        "businessInformation": {"ownedBy": "Ops", "environment": "QA"},
        "businessAppListData": {"businessApp": [{"name": "Shop", "ownedBy": "Sales"}, {"name": "Mail"}]},
        "assignedLocation": {"city": "Pune", "country": "IN"},
    }
    (record,) = read("qualys_gav", raw)

    assert (record.criticality, record.risk_score) == ("5", 812)
    assert (record.business.owner, record.business.environment, record.business.location) == ("Ops", "QA", "Pune, IN")
    assert record.business.applications == (
        BusinessApplication(name="Mail"),
        BusinessApplication(name="Shop", owner="Sales"),
    )


def test_a_raw_field_of_our_own_name_is_nothing_of_the_record() -> None:
    """What other APIs alone tell isn't taken from a host asset."""
    (record,) = read("qualys", {"id": 1, "business": {"owner": "x"}, "last_authenticated_scan": "2026-01-01T00:00:00Z"})
    assert (record.business.owner, record.last_authenticated_scan) == (None, None)


def test_a_number_that_javascript_would_misread_is_left_out() -> None:
    """With a flag where it is read; without one from an event of before, whose bytes still have it."""
    large = LARGEST + 1
    (record,) = read("qualys", {"id": 2**62, "volume": {"list": [{"HostAssetVolume": {"name": "/", "size": large}}]}})
    old = HostRecord.decode(
        b'{"vendor":"a","vendor_id":"1","hardware":{"memory_mib":%d},"volumes":[{"name":"/","size_bytes":%d}]}'
        % (large, large)
    )

    assert MAX_WHOLE == LARGEST
    assert (record.vendor_id, record.volumes, record.flags) == (
        str(2**62),
        (Volume(name="/"),),
        ("no_clock", "unread:size"),
    )
    assert (old.hardware, old.volumes) == (Hardware(), (Volume(name="/"),))
    assert str(large).encode() in old.encode()


def test_a_record_of_before_is_still_read() -> None:
    """Its groups have no kind, its scans are one."""
    old = HostRecord.decode(
        b'{"vendor":"a","vendor_id":"1","groups":["x"],"last_scan":"2026-01-01T00:00:00Z","status":"normal"}'
    )
    assert (old.groups, old.containment, old.last_vulnerability_scan) == (("x",), None, None)
