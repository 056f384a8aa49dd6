"""A machine as Qualys' GAV writes it: what its host asset says in other words, and the serial and UUID beside."""

from datetime import datetime

from simulator.identity import dashed, swapped
from simulator.machines import Machine
from simulator.wire import Json, millis

DEPARTMENTS = ("Sales", "Engineering", "Finance")
PLATFORMS = {"Windows": "Windows", "Linux": "Linux", "Mac": "Mac"}


def render_gav(one: Machine, raw: Json) -> Json:
    """Return the asset of a machine whose host asset is `raw`."""
    agent = raw.get("agentInfo", {})
    return {
        "assetId": raw["id"],
        "assetUUID": dashed((one.bits[::-1][:16]).hex()),
        "hostId": raw["qwebHostId"],
        "lastModifiedDate": _text(raw["modified"]),
        "agentId": agent.get("agentId"),
        "createdDate": _text(raw["created"]),
        "sensorLastUpdatedDate": _text(raw["modified"]),
        "assetType": "HOST",
        "address": raw["address"],
        "dnsName": raw.get("dnsHostName"),
        "assetName": raw["name"],
        "netbiosName": raw.get("netbiosName"),
        "timeZone": raw.get("timezone"),
        "biosDescription": raw.get("biosDescription"),
        "lastBoot": _text(raw.get("lastSystemBoot")),
        "totalMemory": raw.get("totalMemory") or 0,
        "cpuCount": len(_items(raw, "processor")),
        "lastLoggedOnUser": raw.get("lastLoggedOnUser"),
        **hardware_ids(one, "biosSerialNumber", "hwUUID"),
        "isContainerHost": False,
        "criticality": {"score": criticality_of(one), "isDefault": False, "lastUpdated": _text(raw["created"])},
        "riskScore": risk_of(one),
        "businessInformation": {
            "company": "Example",
            "department": DEPARTMENTS[one.bits[8] % 3],
            "environment": ("Production", "QA")[one.bits[9] % 2],
            "ownedBy": f"owner{one.bits[8] % 3}",
        },
        "operatingSystem": _system(one, raw),
        "hardware": {"manufacturer": raw.get("manufacturer"), "model": raw.get("model")},
        **_lists(raw),
        "cloudProvider": _clouds(raw),
        "agent": _agent(agent),
        "sensor": _sensor(raw, agent),
        "inventory": {
            "source": raw["trackingMethod"],
            "created": _number(raw["created"]),
            "lastUpdated": _number(_listed_at(raw) or raw["modified"]),
        },
    }


def criticality_of(one: Machine) -> int:
    """Return how critical the customer holds it to be, from 1 to 5."""
    return 1 + one.bits[6] % 5


def risk_of(one: Machine) -> int:
    """Return Qualys' score of its risk, from 0 to 1,000."""
    return one.bits[7] * 1000 // 255


def hardware_ids(one: Machine, serial: str, uuid: str) -> Json:
    """Return the firmware's ids under these names, if an agent or a scan read them; VMware's tools swap the UUID."""
    if one.kind in {"agentless", "no-common-identifier", "missing-fields"}:
        return {}
    return {serial: one.serial, uuid: swapped(one.uuid) if one.platform == "vmware" else one.uuid}


def _system(one: Machine, raw: Json) -> Json | None:
    said = raw.get("os")
    return {"osName": said, "fullName": said, "category1": PLATFORMS[one.system.platform]} if said else None


def _lists(raw: Json) -> Json:
    ports = [
        {"port": one["port"], "protocol": one["protocol"], "detectedService": one.get("serviceName")}
        for one in _items(raw, "openPort")
    ]
    software = [
        {
            "fullName": f"{one['name']} {one['version']}",
            "version": one["version"],
            "discoveredName": one["name"],
            "discoveredVersion": one["version"],
        }
        for one in _items(raw, "software")
    ]
    volumes = [
        {"name": one["name"], "size": _plain(one["size"]), "free": _plain(one["free"])} for one in _items(raw, "volume")
    ]
    return {
        "networkInterfaceListData": {"networkInterface": _interfaces(raw)},
        "openPortListData": {"openPort": ports},
        "softwareListData": {"software": software},
        "userAccountListData": {"userAccount": [{"name": one["username"]} for one in _items(raw, "account")]},
        "volumeListData": {"volume": volumes},
        "tagList": {"tag": [{"tagId": one["id"], "tagName": one["name"]} for one in _items(raw, "tags")]},
    }


def _interfaces(raw: Json) -> list[Json]:
    """Return an entry for each interface, its IPv6 addresses in one text; what has no MAC is alone."""
    found: dict[object, Json] = {}
    for number, one in enumerate(_items(raw, "networkInterface")):
        mac = one.get("macAddress")
        entry = found.setdefault(
            (mac, one.get("interfaceName")) if mac else number,
            {
                "hostname": one.get("hostname"),
                "macAddress": mac,
                "interfaceName": one.get("interfaceName"),
                "gatewayAddress": one.get("gatewayAddress"),
            },
        )
        kind = "addressIpV6" if ":" in one["address"] else "addressIpV4"
        entry[kind] = ", ".join(filter(None, (entry.get(kind), one["address"])))
    return list(found.values())


def _clouds(raw: Json) -> Json | None:
    """Return what the connectors know, under each cloud's own names."""
    said: Json = next((one for one in raw["sourceInfo"]["list"] if "AssetSource" not in one), {})
    for kind, source in said.items():
        own = {name: value for name, value in source.items() if isinstance(value, str)}
        if kind == "Ec2AssetSourceSimple":
            names = {"privateDnsName": "privateDNS", "publicDnsName": "publicDNS", "localHostname": "hostname"}
            ec2: Json = {names.get(name, name): value for name, value in own.items()}
            return {"aws": {"ec2": ec2 | {"region": {"code": own["region"]}}, "tags": []}}
        if kind == "AzureAssetSourceSimple":
            return {"azure": {"vm": {**own, "size": own["vmSize"]}, "tags": []}}
        return {"gcp": {"compute": {**own, "projectNumber": own["projectIdNo"]}, "tags": []}}
    return None


def _listed_at(raw: Json) -> str | None:
    """Return when a connector listed the host last."""
    sources = (one for entry in raw["sourceInfo"]["list"] for one in entry.values())
    return next((one["lastUpdated"] for one in sources if one), None)


def _agent(agent: Json) -> Json | None:
    if not agent:
        return None
    seen = _number(agent["lastCheckedIn"]["$date"])
    return {"version": agent["agentVersion"], "connectedFrom": agent["connectedFrom"], "lastCheckedIn": seen}


def _sensor(raw: Json, agent: Json) -> Json:
    modules = [one.removeprefix("AGENT_") for one in agent.get("activatedModule", "").split(",") if one]
    scanned = raw.get("lastVulnScan", {}).get("$date")
    return {
        "activatedForModules": modules,
        "lastVMScan": _number(scanned),
        "lastComplianceScan": _number(raw.get("lastComplianceScan")),
    }


def _items(raw: Json, name: str) -> list[Json]:
    """Return a list's items out of their wrappers."""
    listed = (raw.get(name) or {}).get("list") or []
    return [inner for one in listed for inner in one.values()]


def _text(said: str | None) -> str | None:
    return millis(datetime.fromisoformat(said)) if said else None


def _number(said: str | None) -> int:
    """Return a time in milliseconds; 0 is never."""
    return int(datetime.fromisoformat(said).timestamp() * 1000) if said else 0


def _plain(size: int | Json) -> int:
    return int(size["$numberLong"]) if isinstance(size, dict) else size
