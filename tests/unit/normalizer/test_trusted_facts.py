"""What a record may claim: no clock ahead of the fetch, no second cloud instance, without being flagged."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.normalizer.core import normalize
from tests.payloads.recorded import FETCHED, READERS, page, read

AHEAD = FETCHED + timedelta(days=1, seconds=1)


@pytest.mark.parametrize("field", ["modified", "lastVulnScan", "lastComplianceScan", "lastSystemBoot"])
def test_any_clock_that_a_host_takes_the_latest_of_is_judged(field: str) -> None:
    """More than a day past the fetch is flagged; a day is not."""
    (ahead,) = read("qualys", {"id": 1, field: AHEAD.isoformat()})
    (just,) = read("qualys", {"id": 1, field: (AHEAD - timedelta(seconds=1)).isoformat()})

    assert "clock_ahead" in ahead.flags
    assert "clock_ahead" not in just.flags


def fetched(moment: datetime) -> list[bytes]:
    """Return what a page with one host gives when it is fetched at this moment."""
    raw = {"id": 1, "modified": FETCHED.isoformat(), "dnsHostName": "web"}
    one = page("qualys", raw).model_copy(update={"fetched_at": moment, "sync_id": "other", "sequence": 7})
    return [record.encode() for record in normalize(one.encode(), READERS)[0]]


def test_when_it_was_fetched_leaves_no_trace() -> None:
    """A replay gives the same bytes, and so does a later fetch of the same version."""
    assert fetched(FETCHED) == fetched(FETCHED)
    assert fetched(FETCHED) == fetched(FETCHED + timedelta(days=300))


def test_a_clock_that_time_catches_up_with_wins_over_its_doubted_self() -> None:
    """Fetched early, the version is flagged; fetched later it isn't, and that is the greater, in any order."""
    raw = {"id": 1, "modified": AHEAD.isoformat()}
    early = page("qualys", raw)
    late = early.model_copy(update={"fetched_at": AHEAD})
    doubted, trusted = (normalize(one.encode(), READERS)[0][0] for one in (early, late))

    assert doubted.model_copy(update={"flags": ()}) == trusted
    assert doubted.version < trusted.version


def instance(number: int, day: int) -> dict[str, Any]:
    """Return what a connector says of an instance."""
    return {"Ec2AssetSourceSimple": {"instanceId": f"i-{number}", "lastUpdated": f"2026-01-0{day}T00:00:00Z"}}


def test_of_several_instances_the_last_listed_is_kept_in_any_order() -> None:
    """The others are flagged; the same one listed twice isn't another."""
    said = [instance(1, 2), instance(2, 3), instance(3, 1)]
    every = {read("qualys", {"id": 1, "sourceInfo": {"list": list(one)}})[0].encode() for one in permutations(said)}
    (record,) = read("qualys", {"id": 1, "sourceInfo": {"list": said}})
    (once,) = read("qualys", {"id": 1, "sourceInfo": {"list": [instance(1, 2), instance(1, 3)]}})

    assert len(every) == 1
    assert record.cloud.instance_id == "i-2"
    assert "several_instances" in record.flags
    assert "several_instances" not in once.flags


def test_five_hundred_instances_are_one_and_a_flag() -> None:
    """A host of absurd claims stays one small record."""
    said = [instance(number, 1) for number in range(500)]
    (record,) = read("qualys", {"id": 1, "sourceInfo": {"list": said}})

    assert record.cloud.instance_id == "i-99"
    assert "several_instances" in record.flags
    assert len(record.encode()) < 1_000
