"""A machine as Qualys lists it: every field of the recorded shape, invented values, short lists."""

from datetime import datetime, timedelta

from simulator import wire
from simulator.clouds import source
from simulator.interfaces import interfaces
from simulator.machines import Machine
from simulator.wire import Json

FIRST_ID = 300_000_000
HOST_IDS_BELOW = 85_000_000  # a host's number in the scanner is so much below the asset's
PROVIDERS = {"aws": "AWS", "gcp": "GCP", "azure": "AZURE"}
PORTS = ((22, "TCP", "ssh"), (68, "UDP", "bootpc"), (323, "UDP", None), (8443, "TCP", "https"))
SOFTWARE = (
    ("openssl", "1.0.2k-fips"),
    ("falcon-sensor", "6.45.0-14203.amzn2.x86_64"),
    ("qualys-cloud-agent", "5.6.0.29"),
)
OLDER = timedelta(days=9)  # of the older of two versions
AGENT_KEY = {"title": "Cloud agent key", "activationId": "5c64a5e7-0000-4000-8000-000000000001"}
NETWORK = "6b48277c-0000-4000-8000-000000000001"  # the same for all hosts


def asset_id(one: Machine) -> int:
    """Return the asset's id."""
    return FIRST_ID + one.generation * 1_000_000 + one.number


def render_asset(one: Machine, variant: int, detail: int = 2) -> Json:
    """Return the raw host; `variant` 1 is the older version of a record; `detail` vulnerabilities and programs."""
    seen = max(one.last_seen - timedelta(hours=5) - OLDER * variant, one.first_seen)
    if one.kind == "agentless":
        return _agentless(one, seen)
    names = _names(one)
    raw = _basis(one, seen) | names | _machine(one) | _lists(one, seen, detail)
    raw |= {
        "agentInfo": _agent(one, seen),
        "lastComplianceScan": wire.seconds(seen - timedelta(days=1)),
        "lastLoggedOnUser": "reboot" if one.bits[5] % 5 == 0 else f"user{one.bits[5]}",
        "lastSystemBoot": wire.seconds(seen - timedelta(days=20)),
        "lastVulnScan": wire.date(seen),
        "networkInterface": wire.listed("HostAssetInterface", interfaces(one, names.get("fqdn", ""))),
        "timezone": "UTC" if one.bits[6] % 2 else "+00:00",
    }
    return _without(one, raw)


def _basis(one: Machine, seen: datetime) -> Json:
    number = asset_id(one)
    return {
        "_id": number,
        "id": number,
        "qwebHostId": number - HOST_IDS_BELOW,
        "address": one.ip,
        "created": wire.seconds(one.first_seen - timedelta(days=2)),
        "modified": wire.seconds(seen + timedelta(hours=1)),
        "networkGuid": NETWORK,
        "trackingMethod": "QAGENT",
        "type": "HOST",
        "sourceInfo": {"list": [*source(one, number), {"AssetSource": {}}]},
        "tags": wire.listed("TagSimple", [{"id": 26_000_001, "name": "Cloud Agent"}]),
    } | ({"cloudProvider": PROVIDERS[one.cloud]} if one.cloud else {})


def _agentless(one: Machine, seen: datetime) -> Json:
    """Return what the cloud's API alone knows: neither an agent nor a scanner has been there."""
    public = f"ec2-{one.public_ip.replace('.', '-')}.compute-1.amazonaws.com"
    names = {"name": one.instance, "dnsHostName": public}
    return _basis(one, seen) | names | {"trackingMethod": "INSTANCE_ID", "tags": {"list": []}}


def _names(one: Machine) -> Json:
    """Return the names; Windows has several spellings, and cuts its NetBIOS name at 15 characters."""
    learnt = (one.rounds + 2) // 3
    name = f"{one.hostname}-{learnt}" if one.kind == "renamed" and learnt else one.hostname
    if one.kind == "no-common-identifier":
        return {"name": f"10.250.{one.bits[9]}.{one.bits[10]}"}
    if one.system.platform == "Windows":
        upper = name.upper()
        windows = {"netbiosName": upper[:15], "domain": "WORKGROUP"}
        return {"name": upper, "dnsHostName": name, "fqdn": f"{upper}.WORKGROUP"} | windows
    full = name + {"ec2-linux": ".ec2.internal", "mac": ".local"}.get(one.platform, "")
    return {"name": full, "dnsHostName": full, "fqdn": full}


def _machine(one: Machine) -> Json:
    hardware = one.hardware
    return {
        "os": one.system.qualys,
        "manufacturer": hardware.maker,
        "model": hardware.model,
        "biosDescription": f"{hardware.maker} {hardware.bios_version or '1.0'} 08/24/2020",
        "isDockerHost": "false",
        "totalMemory": 966 << one.bits[7] % 5,
        "processor": wire.listed("HostAssetProcessor", [{"name": "Example CPU @ 2.40GHz", "speed": 2400}]),
    }


def _lists(one: Machine, seen: datetime, detail: int) -> Json:
    disk = 496_959_488 << one.bits[18] % 5
    return {
        "account": wire.listed("HostAssetAccount", [{"username": "root"}, {"username": "svc-backup"}]),
        "openPort": wire.listed("HostAssetOpenPort", (_port(*port) for port in PORTS[: 2 + one.bits[19] % 3])),
        "software": wire.listed("HostAssetSoftware", (_program(one, number) for number in range(detail))),
        "volume": wire.listed(
            "HostAssetVolume", [{"name": "/", "free": wire.wide(disk // 2), "size": wire.wide(disk)}]
        ),
        "vuln": wire.listed("HostAssetVuln", (_vuln(one, seen, number) for number in range(detail))),
    }


def _port(port: int, protocol: str, service: str | None) -> Json:
    raw: Json = {"protocol": protocol, "port": port}
    return raw | {"serviceName": service} if service else raw


def _program(one: Machine, number: int) -> Json:
    """Return a program; of machines that CrowdStrike doesn't know, one in four has its sensor, which doesn't report."""
    has_sensor = one.recipe.crowdstrike > 0 or one.bits[29] % 4 == 0
    if number < len(SOFTWARE) and (has_sensor or SOFTWARE[number][0] != "falcon-sensor"):
        return {"name": SOFTWARE[number][0], "version": SOFTWARE[number][1]}
    return {"name": f"example-lib{number}", "version": f"1.{number}.0-1.x86_64"}


def _vuln(one: Machine, seen: datetime, number: int) -> Json:
    return {
        "hostInstanceVulnId": {"$numberLong": str(11_730_616_285 + one.number * 200 + number)},
        "lastFound": wire.seconds(seen),
        "firstFound": wire.seconds(one.first_seen),
        "qid": 372_000 + number,
    }


def _agent(one: Machine, seen: datetime) -> Json:
    return {
        "location": "Dublin,Leinster Ireland",
        "locationGeoLatitude": "53.3331",
        "locationGeoLongtitude": "-6.2489",
        "lastCheckedIn": wire.date(seen + timedelta(minutes=30)),
        "agentVersion": "5.6.0.29",
        "manifestVersion": {"sca": "VULNSIGS-SCA-2.5.824.2-1", "vm": "VULNSIGS-VM-2.5.825.2-1"},
        "activatedModule": ("AGENT_VM,AGENT_SCA,AGENT_PM", "AGENT_PM,AGENT_VM,AGENT_SCA")[one.bits[7] % 2],
        "activationKey": AGENT_KEY,
        "agentConfiguration": {"id": 1000, "name": "Initial Profile"},
        "status": "STATUS_INACTIVE" if one.stale else "STATUS_ACTIVE",
        "chirpStatus": "Inventory Scan Complete",
        "connectedFrom": one.public_ip,
        "agentId": f"{one.bits[8:12].hex()}-{one.bits[12:14].hex()}-4000-8000-{one.bits[14:20].hex()}",
        "platform": "MacOS" if one.system.platform == "Mac" else one.system.platform,
    }


def _without(one: Machine, raw: Json) -> Json:
    """Leave out what hosts with missing fields, and hosts that were only scanned over the network, lack."""
    if one.kind == "missing-fields":
        for name in ("software", "openPort", "lastSystemBoot", "processor"):
            del raw[name]
        raw |= {"volume": None, "tags": {"list": None}, "totalMemory": None, "lastLoggedOnUser": ""}
    if one.kind == "no-common-identifier":
        for name in ("agentInfo", "lastLoggedOnUser", "software", "account", "volume", "processor"):
            del raw[name]
        other = {"address": raw["name"], "hostname": ""}
        scanned = {"address": raw["name"], "trackingMethod": "IP", "tags": {"list": []}}
        raw |= {**scanned, "networkInterface": wire.listed("HostAssetInterface", [other])}
    return raw
