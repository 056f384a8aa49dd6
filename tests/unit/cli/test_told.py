"""`rollcall show` and `rollcall hosts`: what vendors say of a host's state, whole."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from services.runs import process
from services.wiring import open_ports
from shared.contracts.parts import Package
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED
from shared.settings import SharedSettings
from tests.unit.cli.conftest import Rollcall

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LONG = "x" * 250


def record(vendor: str, number: int, **fields: Any) -> HostRecord:
    """Return a record."""
    usual = {"hostname": f"host-{number}", "observed_at": NOON, "last_seen": NOON}
    return HostRecord(vendor=vendor, vendor_id=str(number), **{**usual, **fields})


def tell(*records: HostRecord) -> None:
    """Let the deduper read these records."""

    async def work() -> None:
        async with open_ports(SharedSettings.load()) as ports:
            await ports.log.append(NORMALIZED.name, [NORMALIZED.message(one) for one in records])
            await process(["deduper"], ports)

    asyncio.run(work())


def test_show_tells_states_scans_and_sensors(rollcall: Rollcall) -> None:
    """Containment with who says it, each record's own words, last scan and boot; what is cut has a sign."""
    falcon = record("crowdstrike", 1, status="contained", containment="contained", last_user=LONG)
    scan = {"last_scan": NOON, "last_vulnerability_scan": NOON, "last_boot": NOON - timedelta(days=1)}
    scanner = record(
        "qualys", 2, **scan, criticality="4", timezone="y" * 400, software=(Package(name="Sentinel Agent"),)
    )
    tell(falcon, scanner)
    contained, scanned = rollcall("show", "host-1").out, rollcall("show", "host-2").out

    assert any(line.split() == ["containment", "contained", "from", "crowdstrike:1"] for line in contained.splitlines())
    assert any(line.split() == ["status", "contained"] for line in contained.splitlines())
    assert LONG in contained
    assert "last scan 2026-01-31 12:00:00+00:00; last boot 2026-01-30 12:00:00+00:00" in scanned
    assert any(line.split() == ["criticality", "4"] for line in scanned.splitlines())
    assert f"{'y' * 300}… (400 characters)" in scanned
    assert (
        "sensor unlisted: SentinelOne Agent is installed, as qualys:2 says, but sentinelone lists no such host"
        in scanned
    )


def test_hosts_can_be_asked_for_as_on_the_page(rollcall: Rollcall) -> None:
    """By a question, by containment; as lines and as documents; a question that isn't there names those that are."""
    sensor = (Package(name="CrowdStrike Windows Sensor"),)
    tell(record("crowdstrike", 1, containment="contained"), record("qualys", 2, software=sensor), record("qualys", 3))

    lines = rollcall("hosts", "--question", "contained").out.splitlines()
    assert [line.split()[1] for line in lines] == ["host-1"]
    assert lines[0].endswith("crowdstrike  contained")
    documents = rollcall("hosts", "--question", "sensor-not-reporting", "--json").out.splitlines()
    assert [json.loads(document)["hostname"] for document in documents] == ["host-2"]
    assert rollcall("hosts", "--containment", "normal").out == ""
    assert len(rollcall("hosts").out.splitlines()) == 3
    wrong = rollcall("hosts", "--question", "nonsense")
    assert wrong.code != 0
    assert "contained" in wrong.err


def test_the_count_of_hosts_that_go_by_a_name_is_of_all_of_them(rollcall: Rollcall) -> None:
    """Not of the first that are listed; one with a tag of that name doesn't go by it."""
    tell(*(record("qualys", number, hostname="golden") for number in range(23)), record("qualys", 99, tags=("golden",)))
    err = rollcall("show", "golden").err

    assert "23 hosts go by 'golden'; the first 20; give one's id:" in err
    assert len(err.splitlines()) == 21
