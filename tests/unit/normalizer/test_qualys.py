"""Qualys' host assets beyond the recorded ones: other clouds, no agent, what XML parsers make of them."""

from typing import Any

import pytest

from services.normalizer.limits import MAX_PROGRAM
from shared.contracts.parts import Cloud, Interface
from tests.payloads.recorded import hosts, read, refusal
from tests.unit.normalizer.assets import asset, listed

SEEN = "2026-11-19T10:00:00Z"


def from_xml(value: Any) -> Any:
    """Return what a common XML parser makes of the same host: keyed lists, single items bare, empty texts."""
    if isinstance(value, dict) and isinstance(value.get("list"), list):
        keyed: dict[str, list[Any]] = {}
        for item in value["list"]:
            for kind, inner in item.items():
                keyed.setdefault(kind, []).append(from_xml(inner))
        bare = {kind: inner[0] if len(inner) == 1 else inner for kind, inner in keyed.items()}
        return {"list": bare or ""}
    if isinstance(value, dict):
        return {name: from_xml(inner) for name, inner in value.items()} or ""
    return value


def test_hosts_that_were_xml_give_the_same_records() -> None:
    """Lists that are keyed by their items' type, and single items without a list, make no difference."""
    raw = hosts("qualys")

    assert read("qualys", *[from_xml(host) for host in raw]) == read("qualys", *raw)


def test_a_host_in_its_wrapper_is_the_same() -> None:
    """Qualys' own API lists `{"HostAsset": {…}}`."""
    raw = hosts("qualys")

    assert read("qualys", *[{"HostAsset": host} for host in raw]) == read("qualys", *raw)


def test_an_asset_known_to_the_connector_alone() -> None:
    """It has no agent and no MAC; its name is the instance id and its DNS name the public one: it has no hostname."""
    public = "ec2-203-0-113-30.compute-1.amazonaws.com"
    record = asset(
        name="i-0123456789abcdef0",
        dnsHostName=public,
        fqdn="",
        address="172.31.1.9",
        trackingMethod="INSTANCE_ID",
        created="2026-11-01T00:00:00Z",
        modified=SEEN,
        sourceInfo=listed(
            "Ec2AssetSourceSimple",
            {
                "instanceId": "i-0123456789ABCDEF0",
                "accountId": 1122223333,
                "instanceState": "RUNNING",
                "zone": "VPC",
                "lastUpdated": SEEN,
                "privateIpAddress": "172.31.1.9",
                "publicIpAddress": "203.0.113.30",
                "publicDnsName": public,
            },
        ),
    )

    assert (record.hostname, record.fqdn, record.domain) == (None, None, None)
    assert record.names == (public, "i-0123456789abcdef0")
    assert record.interfaces == (Interface(ips=("172.31.1.9",)),)
    assert record.external_ips == ("203.0.113.30",)
    assert record.cloud == Cloud(
        provider="aws",
        account="001122223333",
        instance_id="i-0123456789abcdef0",
        state="running",
        public_dns=public,
    )
    assert record.agents == ()
    assert record.last_seen == record.observed_at


def test_a_connectors_word_for_a_stopped_instance_is_no_sign_of_life() -> None:
    """Connectors go on listing what is stopped."""
    source = {"instanceId": "i-0123456789abcdef0", "instanceState": "STOPPED", "lastUpdated": SEEN}

    assert asset(sourceInfo=listed("Ec2AssetSourceSimple", source)).last_seen is None


def test_a_host_that_was_only_scanned() -> None:
    """It has an address and a NetBIOS name, no agent, no instance."""
    record = asset(
        name="10.20.0.5",
        address="10.20.0.5",
        netbiosName="FILES01",
        domain="corp.example.com",
        trackingMethod="IP",
        os="Windows 2016/2019/10",
        lastVulnScan=SEEN,
    )

    assert (record.hostname, record.fqdn, record.names) == ("files01", "files01.corp.example.com", ("files01",))
    assert record.interfaces == (Interface(ips=("10.20.0.5",)),)
    assert (record.agents, record.cloud, record.os.family) == ((), Cloud(), "windows")


def test_an_address_of_its_own_is_not_taken_for_the_networks() -> None:
    """A public address with a MAC is an interface's; without one it is what the host is seen from."""
    record = asset(
        networkInterface=listed(
            "HostAssetInterface",
            {"address": "203.0.113.30"},
            {"address": "198.51.100.4", "macAddress": "0e:12:34:ab:cd:ef", "interfaceName": "eth0"},
            {"address": "10.0.0.9"},
        )
    )

    assert record.interfaces == (
        Interface(name="eth0", mac="0e:12:34:ab:cd:ef", ips=("198.51.100.4",)),
        Interface(ips=("10.0.0.9",)),
    )
    assert record.external_ips == ("203.0.113.30",)


def test_what_the_agent_says_of_its_address_fills_a_gap() -> None:
    """Where no interface is listed."""
    assert asset(agentInfo={"localIpv4": "10.0.0.9"}).interfaces == (Interface(ips=("10.0.0.9",)),)


@pytest.mark.parametrize(("said", "user"), [("reboot", None), ("Reboot", None), ("ec2-user", "ec2-user")])
def test_a_pseudo_user_is_none(said: str, user: str | None) -> None:
    """`reboot` is a line of the log of logins, not a user."""
    assert asset(lastLoggedOnUser=said).last_user == user


def test_versions_and_names_may_be_numbers() -> None:
    """XML parsers turn what looks like a number into one."""
    record = asset(software=listed("HostAssetSoftware", {"name": "nginx", "version": 1.18}, {"name": 7, "version": 2}))

    assert [(one.name, one.version) for one in record.software] == [("7", "2"), ("nginx", "1.18")]


def test_a_programs_long_name_is_cut() -> None:
    """Far above anything real, and flagged."""
    record = asset(software=listed("HostAssetSoftware", {"name": "n" * 900, "version": "v" * 900}))

    assert [(len(one.name), len(one.version or "")) for one in record.software] == [(MAX_PROGRAM, MAX_PROGRAM)]
    assert "text_cut" in record.flags


@pytest.mark.parametrize(
    "id_", [{"id": None, "_id": 7}, {"_id": 7}, {"id": "7"}, {"id": {"$numberLong": "7"}}], ids=repr
)
def test_the_id_in_any_spelling(id_: dict[str, Any]) -> None:
    """`_id` stands for a missing `id`; it is the number's digits."""
    (record,) = read("qualys", id_)

    assert record.id == "qualys:7"


@pytest.mark.parametrize("raw", [{}, {"id": None}, {"id": "seven"}, {"id": 1.5}, {"id": [7]}, {"_id": "x"}], ids=repr)
def test_without_an_id_there_is_no_record(raw: dict[str, Any]) -> None:
    """The reason names the field."""
    assert "HostAsset: field id: " in refusal("qualys", raw)


def test_a_domain_makes_a_full_name() -> None:
    """Where no name has one."""
    assert asset(netbiosName="FILES01", domain="CORP").domain == "corp"


def test_newer_kinds_of_payload_tell_the_hardware() -> None:
    """GAV and CSAM have serial and UUID; in either byte order it is one UUID."""
    one = asset(hwUUID="01020304-0506-0708-090a-0b0c0d0e0f10", biosSerialNumber="EX4MPLE")
    other = asset(hwUUID="04030201-0605-0807-090A-0B0C0D0E0F10")

    assert one.hardware.serial == "EX4MPLE"
    assert one.hardware.uuid == other.hardware.uuid == "01020304-0506-0708-090a-0b0c0d0e0f10"
