"""One machine as Qualys' three APIs write it: one record id, and the same of all that tells machines apart."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.fetcher.core import Answer
from services.fetcher.decoding import listed, read_xml
from services.normalizer.core import normalize
from shared.contracts.record import HostRecord
from simulator.gav import page as gav_page
from simulator.population import Population
from simulator.qps import page as assets_page
from simulator.vmdr import _document
from simulator.vmdr import page as vmdr_page
from tests.payloads.recorded import READERS, hosts, page, read, refusal

PEOPLE = Population(100)
UNSCANNED = 2
VMDR = hosts("qualys_vmdr")
# What GAV doesn't say or says in other words, and what it alone has: serial, UUID, what the customer's register says.
OTHERWISE = {"vulnerabilities", "location", "status", "agents", "hardware", "groups", "cloud"}
OTHERWISE |= {"business", "risk_score", "criticality"}


def test_what_a_cloud_calls_a_host_is_not_its_name() -> None:
    """A scan resolves the cloud's public name: neither it nor its parts are the host's own; what it is inside is."""
    full = "ec2-198-51-100-7.compute-1.amazonaws.com"
    resolved = {"HOSTNAME": full.partition(".")[0], "DOMAIN": full.partition(".")[2], "FQDN": full}
    google = {
        "HOSTNAME": "7",
        "DOMAIN": "100.51.198.bc.googleusercontent.com",
        "FQDN": "7.100.51.198.bc.googleusercontent.com",
    }
    metadata = {"EC2": {"ATTRIBUTE": {"NAME": "latest/meta-data/local-hostname", "VALUE": "ip-10-0-0-7.ec2.internal"}}}
    bare, inside, other = read(
        "qualys_vmdr",
        {"ASSET_ID": "7", "DNS": full, "DNS_DATA": resolved},
        {"ASSET_ID": "7", "DNS": full, "DNS_DATA": resolved, "METADATA": metadata},
        {"ASSET_ID": "8", "DNS_DATA": google, "NETBIOS": "WEB1"},
    )

    assert (bare.hostname, bare.fqdn, bare.domain, bare.names) == (None, None, None, (full,))
    assert (inside.hostname, inside.fqdn) == ("ip-10-0-0-7", "ip-10-0-0-7.ec2.internal")
    assert (other.hostname, other.domain) == ("web1", None)


def records(raw: list[Any]) -> dict[str, HostRecord]:
    """Return the records of raw hosts by id; all of them have to be readable."""
    found, refused = normalize(page("qualys", *raw).encode(), READERS)
    assert [str(one.reason) for one in refused] == []
    return {one.id: one for one in found}


def from_wire(raw: list[Any]) -> list[Any]:
    """Return hosts of the VMDR list after they were XML."""
    body = _document("HOST_LIST_OUTPUT", {"HOST_LIST": {"HOST": raw}})
    said = read_xml(Answer(200, {}, body))
    return listed(said["HOST_LIST_OUTPUT"]["RESPONSE"]["HOST_LIST"]["HOST"])


ASSETS = records(assets_page(PEOPLE, 1000, 0, "")["data"])
GAV = records((gav_page(PEOPLE, 300, 0) or {})["assetListData"]["asset"])
LISTED = records(from_wire(vmdr_page(PEOPLE, 1000, 0, "")[0]))


def told(record: HostRecord) -> Iterator[tuple[str, object]]:
    """Give what identity is decided from, but for the hardware's ids."""
    yield "hostname", record.hostname
    yield "cloud", (record.cloud.provider, record.cloud.account, record.cloud.instance_id)
    yield "agents", {agent.uid for agent in record.agents}
    yield "os", record.os


def test_gav_says_what_the_assets_say() -> None:
    """The same records, and field by field the same, but for what it doesn't have."""
    assert GAV.keys() == ASSETS.keys()
    different = {
        name
        for one, asset in ASSETS.items()
        for name in HostRecord.model_fields
        if getattr(asset, name) != getattr(GAV[one], name)
    }
    assert different <= OTHERWISE
    assert [dict(told(one)) for one in GAV.values()] == [dict(told(one)) for one in ASSETS.values()]


def test_the_host_list_says_what_a_scan_knows() -> None:
    """The same record ids but for hosts that were never scanned; of each the same name, cloud, agent and system."""
    assert len(ASSETS.keys() - LISTED.keys()) == UNSCANNED
    assert LISTED.keys() < ASSETS.keys()
    assert [dict(told(record)) for record in LISTED.values()] == [dict(told(ASSETS[one])) for one in LISTED]


def test_both_of_them_know_the_hardware() -> None:
    """The UUID in its canonical byte order, whichever way round an API writes it, and the serial as said."""
    known = {one: (record.hardware.uuid, record.hardware.serial) for one, record in LISTED.items()}
    assert {one: (GAV[one].hardware.uuid, GAV[one].hardware.serial) for one in known} == known
    assert len([one for one in known.values() if None not in one]) > len(known) * 0.9


def test_a_host_is_never_known_by_the_scanners_number() -> None:
    """It is of another space: without an asset id the host is refused, and the reason names the field."""
    lacking = {name: value for name, value in VMDR[0].items() if name != "ASSET_ID"}
    assert "field ASSET_ID: Field required" in refusal("qualys_vmdr", lacking)
    assert {record.vendor_id for record in read("qualys_vmdr", *VMDR)} == {one["ASSET_ID"] for one in VMDR}


def test_shapes_may_be_mixed_on_a_page() -> None:
    """A host's own fields tell its shape, not the page's."""
    raw = [hosts("qualys")[0], hosts("qualys_gav")[0], VMDR[0]]
    assert [one.vendor_id for one in read("qualys", *raw)] == ["401000117", "402000117", "403000117"]


@pytest.mark.parametrize(
    ("changes", "agents"),
    [
        ({"TRACKING_METHOD": "IP", "CLOUD_AGENT_RUNNING_ON": ""}, 0),
        ({"TRACKING_METHOD": "QAGENT", "CLOUD_AGENT_RUNNING_ON": ""}, 1),
        ({"TRACKING_METHOD": "IP", "CLOUD_AGENT_RUNNING_ON": "QAGENT"}, 1),
        ({"TRACKING_METHOD": "Cloud Agent", "QG_HOSTID": ""}, 0),
    ],
)
def test_the_scanner_writes_an_id_too(changes: dict[str, str], agents: int) -> None:
    """QG_HOSTID is an agent's only where an agent is."""
    (record,) = read("qualys_vmdr", VMDR[0] | changes)
    assert len(record.agents) == agents


def test_what_a_cloud_says_no_more_is_left_out() -> None:
    """An attribute whose last status isn't Success is stale."""
    fresh = {"NAME": "latest/meta-data/public-ipv4", "VALUE": "203.0.113.9", "LAST_STATUS": "Success"}
    host = VMDR[0] | {"METADATA": {"EC2": {"ATTRIBUTE": fresh}}}
    stale = VMDR[0] | {"METADATA": {"EC2": {"ATTRIBUTE": fresh | {"LAST_STATUS": "Error"}}}}

    assert [read("qualys_vmdr", one)[0].external_ips for one in (host, stale)] == [("203.0.113.9",), ()]


@pytest.mark.parametrize("name", [None, "Amazon Web Services", "", {}])
def test_a_clouds_name_alone_tells_of_no_instance(name: object) -> None:
    """GAV has an object there, a name, or nothing."""
    host = hosts("qualys_gav")[0] | {"cloudProvider": name}
    (record,) = read("qualys_gav", host)
    assert (record.cloud.instance_id, record.flags) == (None, ())
