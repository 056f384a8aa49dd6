"""What is each vendor's own stays each vendor's: status, containment, scans, scores; and sensors that don't report."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.deduper.core.merging import merge
from services.deduper.core.sensors import SENSORS, sensor_of
from shared.contracts.apart import APART
from shared.contracts.host import Host
from shared.contracts.parts import Business, Containment, Package
from shared.contracts.record import CLOCK_AHEAD, HostRecord
from tests.unit.deduper.fleet import SEEN

DAY = timedelta(days=1)


def record(vendor: str, number: int, days: int = 0, **fields: Any) -> HostRecord:
    """Return a record, last seen some days after the first."""
    seen = SEEN + days * DAY
    return HostRecord(vendor=vendor, vendor_id=str(number), observed_at=seen, **{"last_seen": seen, **fields})


def test_a_later_vendor_hides_neither_status_nor_containment() -> None:
    """Falcon contained it, Qualys heard from it a day later: both stay, each with when it was said."""
    falcon = record("crowdstrike", 1, 0, status="contained", containment="contained")
    qualys = record("qualys", 2, 1, status="active")
    host = merge([falcon, qualys])

    assert [(one.vendor, one.status, one.observed_at) for one in host.records] == [
        ("crowdstrike", "contained", SEEN),
        ("qualys", "active", SEEN + DAY),
    ]
    assert (host.containment, host.sources["containment"]) == ("contained", "crowdstrike:1")


OLD, NEW = record("crowdstrike", 1, 0, containment="contained"), record("crowdstrike", 2, 9, containment="normal")
CASES: list[tuple[Sequence[HostRecord], Containment | None]] = [
    ([OLD, NEW], "normal"),
    ([OLD.model_copy(update={"last_seen": SEEN + 10 * DAY}), NEW], "contained"),
    ([OLD, record("other", 2, 9, containment="normal")], "contained"),
    (
        [
            record("crowdstrike", 1, 0, containment="containment_pending"),
            record("other", 2, 9, containment="lift_containment_pending"),
        ],
        "lift_containment_pending",
    ),
    (
        [
            record("crowdstrike", 1, 9, containment="contained", flags=(CLOCK_AHEAD,)),
            record("crowdstrike", 2, 0, containment="normal"),
        ],
        "normal",
    ),
    ([record("crowdstrike", 1), record("qualys", 2)], None),
]


@pytest.mark.parametrize(("records", "containment"), CASES)
def test_of_a_vendor_the_freshest_record_has_the_word_and_of_vendors_the_strictest(
    records: Sequence[HostRecord], containment: Containment | None
) -> None:
    """In any order of the records; a clock that is ahead comes last."""
    assert merge(records).containment == merge([*reversed(records)]).containment == containment


def test_a_record_that_is_gone_contains_nothing() -> None:
    """Nor does it stand in the way of another record of its vendor; its own word is still shown."""
    left, there = record("crowdstrike", 1, 9, containment="contained"), record("crowdstrike", 2, containment="normal")

    assert merge([left, there], gone={left.id: SEEN}).containment == "normal"
    alone = merge([left], gone={left.id: SEEN})
    assert (alone.containment, alone.records[0].containment) == (None, "contained")


def test_what_is_a_vendors_own_stands_at_its_record() -> None:
    """Of two vendors with different words and scales none is lost."""
    score: dict[str, Any] = {"criticality": "4", "risk_score": 650, "scanner_id": "7", "tracking_method": "QAGENT"}
    scans: dict[str, Any] = {"last_vulnerability_scan": SEEN, "last_compliance_scan": SEEN - DAY}
    one = record("qualys", 1, **score, **scans, business=Business(owner="Ops"))
    other = record("crowdstrike", 2, criticality="Critical", status="normal", containment="normal")
    host = merge([one, other])

    for summary, said in zip(host.records, (other, one), strict=True):
        assert {name: getattr(summary, name) for name in APART} == {name: getattr(said, name) for name in APART}


def test_vulnerability_and_compliance_scans_are_told_apart() -> None:
    """Each the latest that a trusted record tells, with who tells it; of equal times the smallest id."""
    one = record("a", 1, last_vulnerability_scan=SEEN, last_compliance_scan=SEEN + DAY, last_scan=SEEN + DAY)
    other = record("b", 1, last_vulnerability_scan=SEEN + 2 * DAY, last_scan=SEEN + 2 * DAY, last_boot=SEEN)
    same = record("c", 1, last_boot=SEEN, last_authenticated_scan=SEEN)
    ahead = record("d", 1, last_boot=SEEN + 400 * DAY, flags=(CLOCK_AHEAD,))
    host = merge([ahead, same, other, one])

    assert host.last_vulnerability_scan == host.last_scan == SEEN + 2 * DAY
    assert (host.last_compliance_scan, host.last_authenticated_scan) == (SEEN + DAY, SEEN)
    assert {name: host.sources[name] for name in ("last_scan", "last_compliance_scan", "last_boot")} == {
        "last_scan": "b:1",
        "last_compliance_scan": "a:1",
        "last_boot": "b:1",
    }


FALCON = Package(name="CrowdStrike Windows Sensor", version="6.40.15406.0")


def sensors(host: Host) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the sensors that don't report, and who lists them."""
    return [(one.value.program, one.value.vendor, one.sources) for one in host.unlisted_sensors]


def test_a_sensor_is_installed_and_its_vendor_does_not_list_the_host() -> None:
    """One program under two names is one, with all who list it; other vendors' programs are theirs."""
    linux = Package(name="falcon-sensor", version="6.45.0")
    host = merge([record("qualys", 1, software=(FALCON,)), record("tenable", 1, software=(linux,))])
    both = merge([record("qualys", 1, software=(FALCON, Package(name="Sentinel Agent", maker="SentinelOne, Inc.")))])

    assert sensors(host) == [("CrowdStrike Falcon Sensor", "crowdstrike", ("qualys:1", "tenable:1"))]
    assert [vendor for _, vendor, _ in sensors(both)] == ["crowdstrike", "sentinelone"]


def test_a_vendor_that_lists_the_host_hears_from_its_sensor() -> None:
    """One that lists it no more, or hides it in its console, doesn't; nor is a scanner believed that is gone."""
    said = record("qualys", 1, software=(FALCON,))
    listed, hidden = record("crowdstrike", 2), record("crowdstrike", 2, status="hidden")

    assert sensors(merge([said, listed])) == []
    assert sensors(merge([said, hidden])) == sensors(merge([said, listed], gone={listed.id: SEEN})) != []
    assert sensors(merge([said, listed], gone={listed.id: SEEN, said.id: SEEN})) == []


NAMES = {
    ("CrowdStrike Windows Sensor", ""): "crowdstrike",
    ("CrowdStrike Windows Sensor", "CrowdStrike, Inc."): "crowdstrike",
    ("CrowdStrike  Falcon Sensor 7.10", ""): "crowdstrike",
    ("falcon-sensor", ""): "crowdstrike",
    ("falcon", "crowdstrike"): "crowdstrike",
    ("SentinelAgent", ""): "sentinelone",
    ("mdatp", ""): "microsoft",
    ("VMware Carbon Black Cloud Sensor 64-bit", ""): "carbonblack",
    ("Cortex XDR 8.1.0.12345", "Palo Alto Networks, Inc."): "paloalto",
    ("Sophos Endpoint Agent", "Sophos Limited"): "sophos",
    ("Trellix EDR", ""): "trellix",
    ("Microsoft Defender", "Microsoft Corporation"): "microsoft",
    ("Microsoft Defender", ""): None,
    ("Windows Defender", "Microsoft Corporation"): None,
    ("falcon", ""): None,
    ("CrowdStrike Device Control", "CrowdStrike, Inc."): None,
    ("Trellix Agent", ""): None,
    ("", ""): None,
}


@pytest.mark.parametrize(("name", "maker"), NAMES)
def test_sensors_go_by_many_names(name: str, maker: str) -> None:
    """And what is like them is none: another maker's program, antivirus alone, what manages agents."""
    found = sensor_of(name, maker)
    assert (found and found[1]) == NAMES[name, maker]


def test_the_table_of_sensors_is_in_order() -> None:
    """Lower case; a program has one vendor."""
    assert len(SENSORS) > 30
    assert [said for said in SENSORS if said != " ".join(said.lower().split())] == []
    assert len({program for _, program, _ in SENSORS.values()}) == len({row[1:] for row in SENSORS.values()})
