"""Tenable's asset in the words of each of its APIs: the same asset is the same record."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.normalizer.vendors.tenable.spellings import LISTS, SINGLE
from shared.contracts.parts import Vulnerabilities
from shared.contracts.record import HostRecord
from tests.payloads.recorded import read

SEEN = "2026-09-05T19:09:40.923Z"
SCANNED = "2026-04-25T21:40:08.000Z"
EXPORT: dict[str, Any] = {
    "id": "a-1",
    "has_agent": True,
    "hostnames": ["app-1"],
    "fqdns": ["app-1.corp.example.com"],
    "ipv4s": ["10.6.0.4", "203.0.113.66"],
    "mac_addresses": ["02:00:5e:00:53:06"],
    "operating_systems": ["Linux Kernel 5.10 on Amazon Linux 2"],
    "bios_uuid": "ec2a1b2c-0000-4000-8000-000000000006",
    "created_at": "2026-01-06T17:09:03.106Z",
    "updated_at": SEEN,
    "last_seen": SEEN,
    "last_authenticated_scan_date": SCANNED,
    "aws_ec2_instance_id": "i-0a1b2c3d4e5f60766",
    "aws_owner_id": "000000000001",
    "tags": [{"key": "site", "value": "dublin"}],
    "acr_score": "7",
    "exposure_score": 721,
}
SEARCH: dict[str, Any] = {
    "_id": "a-1",
    "id": "a-1",
    "has_agent": True,
    "name": "app-1",
    "host_name": "app-1",
    "display_fqdn": "app-1.corp.example.com",
    "ipv4_addresses": ["203.0.113.66"],
    "display_ipv4_address": "10.6.0.4",
    "display_mac_address": "02:00:5e:00:53:06",
    "display_operating_system": "Linux Kernel 5.10 on Amazon Linux 2",
    "bios_id": "ec2a1b2c-0000-4000-8000-000000000006",
    "created": {"$date": "2026-01-06T17:09:03.106Z"},
    "updated": {"$date": SEEN},
    "last_observed": SEEN,
    "last_authenticated_scan_time": {"$date": SCANNED},
    "aws_ec2_instance_id": "i-0a1b2c3d4e5f60766",
    "aws_owner_id": "000000000001",
    "network": {"id": "00000000-0000-0000-0000-000000000000", "name": "Default"},
    "tags": [{"category": "site", "value": "dublin"}],
    "acr_score": 7,
    "aes_score": 721,
}
WORKBENCH: dict[str, Any] = {
    "id": "a-1",
    "has_agent": True,
    "hostname": ["app-1"],
    "fqdn": ["app-1.corp.example.com"],
    "ipv4": ["10.6.0.4", "203.0.113.66"],
    "mac_address": ["02:00:5e:00:53:06"],
    "operating_system": ["Linux Kernel 5.10 on Amazon Linux 2"],
    "bios_uuid": ["ec2a1b2c-0000-4000-8000-000000000006"],
    "created_at": "2026-01-06T17:09:03.106Z",
    "updated_at": SEEN,
    "last_seen": SEEN,
    "last_authenticated_scan_date": SCANNED,
    "aws_ec2_instance_id": ["i-0a1b2c3d4e5f60766"],
    "aws_owner_id": ["000000000001"],
    "tags": [{"tag_key": "", "key": "site", "value": "dublin"}],
    "acr_score": 7,
    "exposure_score": "721",
}
NESTED: dict[str, Any] = {
    "id": "a-1",
    "agent": {"has_agent": True},
    "timestamps": {"created_at": "2026-01-06T17:09:03.106Z", "updated_at": SEEN, "last_seen": SEEN},
    "scan": {"last_authenticated_scan_date": SCANNED},
    "network": {
        "network_name": "Default",
        "hostnames": ["app-1"],
        "fqdns": ["app-1.corp.example.com"],
        "ipv4s": ["10.6.0.4", "203.0.113.66"],
        "mac_addresses": ["02:00:5e:00:53:06"],
    },
    "operating_systems": ["Linux Kernel 5.10 on Amazon Linux 2"],
    "bios_uuid": "ec2a1b2c-0000-4000-8000-000000000006",
    "ratings": {"acr": {"score": 7}, "aes": {"score": 721.0}},
    "cloud": {"aws": {"ec2_instance_id": "i-0a1b2c3d4e5f60766", "owner_id": "000000000001"}},
    "tags": [{"key": "site", "value": "dublin"}],
}


def asset(**fields: Any) -> HostRecord:
    """Return the record of an asset with these fields."""
    (record,) = read("tenable", {"id": "a-1", **fields})
    return record


@pytest.mark.parametrize("raw", [SEARCH, WORKBENCH, NESTED], ids=["search", "workbench", "nested"])
def test_each_api_gives_the_same_record(raw: dict[str, Any]) -> None:
    """Whatever it calls a field, as a text or a list, at the top or in a part."""
    assert read("tenable", raw) == read("tenable", EXPORT)


def test_what_the_search_says_is_read() -> None:
    """Times, addresses, UUID, agent and tag: nothing of it is left out."""
    (record,) = read("tenable", SEARCH)

    assert (record.observed_at, record.flags) == (datetime(2026, 9, 5, 19, 9, 40, 923_000, UTC), ())
    assert record.first_seen == datetime(2026, 1, 6, 17, 9, 3, 106_000, UTC)
    assert record.last_scan == datetime(2026, 4, 25, 21, 40, 8, tzinfo=UTC)
    assert [ip for one in record.interfaces for ip in one.ips] == ["10.6.0.4"]
    assert (record.external_ips, record.tags) == (("203.0.113.66",), ("site:dublin",))
    assert (record.criticality, record.risk_score) == ("7", 721)
    assert (record.fqdn, record.hardware.uuid) == (EXPORT["fqdns"][0], EXPORT["bios_uuid"])
    assert [(one.vendor, one.uid) for one in record.agents] == [("tenable", None)]


@pytest.mark.parametrize(
    ("said", "last", "agents"),
    [
        ({"has_agent": True}, None, 1),
        ({"has_agent": False, "agent_name": "app"}, None, 0),
        ({"agent_names": ["app"]}, None, 1),
        ({"sources": ["NESSUS_AGENT"]}, None, 1),
        ({"sources": [{"name": "NESSUS_AGENT", "last_seen": SEEN}, {"name": "AWS", "last_seen": SCANNED}]}, SEEN, 1),
        ({"has_agent": True, "observation_sources": [{"name": "NESSUS_AGENT", "last_observed": SCANNED}]}, SCANNED, 1),
        ({"sources": ["NESSUS_SCAN"]}, None, 0),
    ],
)
def test_an_agent_is_one_by_whatever_tells_of_it(said: dict[str, Any], last: str | None, agents: int) -> None:
    """When it saw the asset last is when it reported."""
    found = asset(**said).agents

    assert len(found) == agents
    assert [one.last_checked_in for one in found if last] == ([datetime.fromisoformat(last)] if last else [])


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"vuln_counts": {"critical": 3, "low": 5}}, Vulnerabilities(count=8, critical=3, low=5)),
        ({"vuln_counts": {"critical": 0, "high": 0}}, Vulnerabilities(count=0, critical=0, high=0)),
        ({"vuln_counts": {}}, Vulnerabilities()),
        ({"vuln_counts": {"critical": -1}}, Vulnerabilities()),
        ({}, Vulnerabilities()),
        (
            {"counts": {"vulnerabilities": {"total": 68, "severities": [{"name": "High", "count": 4}]}}},
            Vulnerabilities(count=68, high=4),
        ),
    ],
)
def test_what_isnt_counted_is_no_zero(said: dict[str, Any], counts: Vulnerabilities) -> None:
    """A severity that isn't told is unknown; one of which there are none is 0."""
    assert asset(**said).vulnerabilities == counts


@pytest.mark.parametrize("path", ["deleted_at", "is_deleted", "terminated_at", "is_terminated"])
def test_an_asset_that_is_gone_says_so(path: str) -> None:
    """By a time or by a flag."""
    said = {path: True if path.startswith("is_") else SEEN}

    assert asset(**said).status == path.removeprefix("is_").removesuffix("_at")
    assert asset(**{path: False if path.startswith("is_") else None}).status is None


def test_each_spelling_is_of_one_field() -> None:
    """A word stands in the tables once: else two fields would be read from it."""
    every = [spelling for field in (SINGLE | LISTS).values() for spelling in field]

    assert sorted(every) == sorted(set(every))
