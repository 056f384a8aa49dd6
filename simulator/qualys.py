"""A machine as Qualys lists it: every field of the recorded shape, invented values, a short list of each kind."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address
from typing import Any

from simulator.crowdstrike import MAKERS
from simulator.machines import SYSTEMS, Machine

CLOUDS = {"ec2-linux": "AWS", "ec2-windows": "AWS", "gcp": "GCP", "azure": "AZURE"}


def render_asset(one: Machine, variant: int) -> dict[str, Any]:
    """Return the raw host; `variant` 1 is an older version of the same record."""
    said, _, platform, _, _ = SYSTEMS[one.platform]
    maker, model, _, bios = MAKERS[one.platform]
    seen = one.last_seen - timedelta(hours=5 + 24 * 9 * variant)
    name = _hostname(one)
    full = f"{name}.ec2.internal" if one.platform == "ec2-linux" and name else name
    number = 300_000_000 + one.number
    raw: dict[str, Any] = {
        "_id": number,
        "id": number,
        "account": _list("HostAssetAccount", [{"username": user} for user in ("root", "svc-backup")]),
        "address": one.ip,
        "agentInfo": _agent(one, seen, platform),
        "biosDescription": f"{maker} {bios or '1.0'} 08/24/2020",
        "created": _time(one.first_seen - timedelta(days=2)),
        "dnsHostName": full,
        "fqdn": full,
        "isDockerHost": "false",
        "lastComplianceScan": _time(seen - timedelta(days=1)),
        "lastLoggedOnUser": "reboot" if one.bits[5] % 5 == 0 else f"user{one.bits[5]}",
        "lastSystemBoot": _time(seen - timedelta(days=20)),
        "lastVulnScan": {"$date": _time(seen, millis=True)},
        "manufacturer": maker,
        "model": model,
        "modified": _time(seen + timedelta(hours=1)),
        "name": (full or "").upper() if platform == "Windows" else full,
        "networkGuid": "6b48277c-0000-4000-8000-000000000001",
        "networkInterface": _list("HostAssetInterface", _interfaces(one, full)),
        "openPort": _list("HostAssetOpenPort", [{"serviceName": "ssh", "protocol": "TCP", "port": 22}]),
        "os": said,
        "processor": _list("HostAssetProcessor", [{"name": "Example CPU @ 2.40GHz", "speed": 2400}]),
        "qwebHostId": 215_000_000 + one.number,
        "software": _list("HostAssetSoftware", [{"name": "openssl", "version": "1.0.2k-fips"}]),
        "sourceInfo": {"list": [*_source(one, full), {"AssetSource": {}}]},
        "tags": _list("TagSimple", [{"id": 26_000_001, "name": "Cloud Agent"}]),
        "timezone": "UTC" if one.bits[6] % 2 else "+00:00",
        "totalMemory": 1971,
        "trackingMethod": "QAGENT",
        "type": "HOST",
        "volume": _list("HostAssetVolume", [{"name": "/", "free": 496_959_488, "size": {"$numberLong": "8577331200"}}]),
        "vuln": _list("HostAssetVuln", [_vuln(one, seen)]),
    }
    if one.is_cloud:
        raw["cloudProvider"] = CLOUDS[one.platform]
    if platform == "Windows":
        raw |= {"netbiosName": name[:15].upper(), "domain": "WORKGROUP"}
    return _without(one, raw)


def _without(one: Machine, raw: dict[str, Any]) -> dict[str, Any]:
    if one.kind in ("missing-fields", "no-common-identifier"):
        for name in ("software", "openPort", "lastSystemBoot", "processor"):
            raw.pop(name)
        raw |= {"volume": None, "tags": {"list": None}, "totalMemory": None, "lastLoggedOnUser": ""}
    return {name: value for name, value in raw.items() if value != "" or one.kind == "missing-fields"}


def _hostname(one: Machine) -> str:
    if one.kind == "no-common-identifier":
        return ""
    return one.hostname.upper() if one.platform in ("laptop", "ec2-windows") else one.hostname


def _agent(one: Machine, seen: datetime, platform: str) -> dict[str, Any]:
    return {
        "location": "Dublin,Leinster Ireland",
        "locationGeoLatitude": "53.3331",
        "locationGeoLongtitude": "-6.2489",
        "lastCheckedIn": {"$date": _time(seen + timedelta(minutes=30), millis=True)},
        "agentVersion": "5.6.0.29",
        "manifestVersion": {"sca": "VULNSIGS-SCA-2.5.824.2-1", "vm": "VULNSIGS-VM-2.5.825.2-1"},
        "activatedModule": ("AGENT_VM,AGENT_SCA,AGENT_PM", "AGENT_PM,AGENT_VM,AGENT_SCA")[one.bits[7] % 2],
        "activationKey": {"title": "Cloud agent key", "activationId": "5c64a5e7-0000-4000-8000-000000000001"},
        "agentConfiguration": {"id": 1000, "name": "Initial Profile"},
        "status": "STATUS_ACTIVE" if one.bits[20] >= 40 else "STATUS_INACTIVE",
        "chirpStatus": "Inventory Scan Complete",
        "connectedFrom": one.public_ip,
        "agentId": f"{one.bits[8:12].hex()}-{one.bits[12:14].hex()}-4000-8000-{one.bits[14:20].hex()}",
        "platform": platform,
    }


def _interfaces(one: Machine, full: str) -> list[dict[str, Any]]:
    if one.kind == "no-common-identifier":
        return [{"address": f"198.18.{one.bits[9]}.{one.bits[10]}", "hostname": ""}]
    mac = one.mac.upper() if one.platform in ("laptop", "ec2-windows") else one.mac
    shared = {"interfaceName": "eth0", "macAddress": mac, "gatewayAddress": f"{one.ip.rpartition('.')[0]}.1"}
    link = IPv6Address((0xFE80 << 112) | int.from_bytes(one.bits[40:48])).exploded
    found: list[dict[str, Any]] = [
        {**shared, "address": one.ip, "hostname": full},
        {**shared, "address": ":".join(f"{int(part, 16):x}" for part in link.split(":")), "hostname": full},
    ]
    if one.is_cloud:
        found.insert(one.bits[11] % 3, {"address": one.public_ip, "hostname": full})
    if one.kind == "several-interfaces":
        found += [
            {"interfaceName": "docker0", "macAddress": "02:42:aa:bb:cc:01", "address": "172.17.0.1", "hostname": full},
            {"interfaceName": "eth1", "macAddress": f"b8:27:ec:{one.mac[9:]}", "address": f"172.20.{one.bits[12]}.7"},
        ]
    return found


def _source(one: Machine, full: str) -> list[dict[str, Any]]:
    if not one.platform.startswith("ec2"):
        kinds = {"gcp": "GcpAssetSourceSimple", "azure": "AzureAssetSourceSimple"}
        if one.platform not in kinds:
            return []
        ids = {"instanceId": one.instance, "projectId": one.account, "zone": "europe-west1-b", "type": "GCP"}
        vm = {"vmId": one.instance, "subscriptionId": one.account, "location": "westeurope", "type": "AZURE"}
        return [{kinds[one.platform]: ids if one.platform == "gcp" else vm}]
    zone = f"us-east-1{'abc'[one.bits[4] % 3]}"
    source = {
        "instanceType": "t3.medium",
        "subnetId": f"subnet-0{one.bits[8:16].hex()}",
        "imageId": f"ami-0{one.bits[16:24].hex()}",
        "groupName": "LaunchWizard-Example-1",
        "accountId": one.account,
        "macAddress": one.mac,
        "reservationId": f"r-0{one.bits[24:32].hex()}",
        "instanceId": one.instance,
        "monitoringEnabled": "false",
        "spotInstance": "false",
        "zone": "VPC",
        "instanceState": "RUNNING",
        "privateDnsName": full,
        "vpcId": "vpc-0123456789abcdef0",
        "type": "EC_2",
        "availabilityZone": zone,
        "privateIpAddress": one.ip,
        "firstDiscovered": _time(one.first_seen),
        "ec2InstanceTags": {"tags": {"list": []}},
        "publicIpAddress": one.public_ip,
        "lastUpdated": _time(one.last_seen),
        "region": "us-east-1",
        "assetId": 300_000_000 + one.number,
        "groupId": "sg-0123456789abcdef0",
        "localHostname": full,
        "publicDnsName": f"ec2-{one.public_ip.replace('.', '-')}.compute-1.amazonaws.com",
    }
    return [{"Ec2AssetSourceSimple": source}]


def _vuln(one: Machine, seen: datetime) -> dict[str, Any]:
    return {
        "hostInstanceVulnId": {"$numberLong": str(11_730_616_285 + one.number)},
        "lastFound": _time(seen),
        "firstFound": _time(one.first_seen),
        "qid": 372_000,
    }


def _list(kind: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"list": [{kind: item} for item in items]}


def _time(moment: datetime, *, millis: bool = False) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.000' if millis else ''}Z"
