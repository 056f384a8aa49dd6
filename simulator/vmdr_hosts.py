"""A machine as Qualys' VMDR host list writes it: what its host asset says, as far as a scan knows it.

It has no MAC but that in a cloud's metadata.
"""

from simulator.gav_assets import criticality_of, hardware_ids, risk_of
from simulator.machines import Machine
from simulator.wire import Json

SERVICES = {"AWS": "EC2", "AZURE": "VM", "GCP": "Compute Engine"}
PROVIDERS = {"AWS": "AWS", "AZURE": "Azure", "GCP": "GCP"}
METADATA = {"AWS": "EC2", "AZURE": "AZURE", "GCP": "GOOGLE"}
DOCUMENT, META = "latest/dynamic/instance-identity/document", "latest/meta-data"
NAMES = {
    "AWS": {
        "accountId": f"{DOCUMENT}/accountId",
        "region": f"{DOCUMENT}/region",
        "availabilityZone": f"{DOCUMENT}/availabilityZone",
        "instanceType": f"{DOCUMENT}/instanceType",
        "imageId": f"{DOCUMENT}/imageId",
        "instanceState": "instanceState",
        "macAddress": f"{META}/mac",
        "privateIpAddress": f"{META}/local-ipv4",
        "publicIpAddress": f"{META}/public-ipv4",
        "publicDnsName": f"{META}/public-hostname",
        "privateDnsName": f"{META}/local-hostname",
        "vpcId": "vpcId",
        "subnetId": "subnetId",
        "groupName": "groupName",
    },
    "AZURE": dict.fromkeys(
        ("vmId", "subscriptionId", "location", "resourceGroupName", "vmSize", "state", "macAddress", "privateIpAddress",
         "publicIpAddress", "virtualNetwork", "subnet", "name"), ""
    ),
    "GCP": dict.fromkeys(
        ("projectId", "projectIdNo", "instanceId", "hostname", "machineType", "zone", "network", "state", "macAddress",
         "privateIpAddress", "publicIpAddress"), ""
    ),
}  # fmt: skip


def render_vmdr(one: Machine, raw: Json) -> Json:
    """Return the elements of a machine's host; those without a text are left out, as the vendor does."""
    agent = raw.get("agentInfo", {})
    name = raw.get("fqdn") or raw.get("dnsHostName") or ""
    host = {
        "ID": str(raw["qwebHostId"]),
        "ASSET_ID": str(raw["id"]),
        "IP": raw["address"],
        "TRACKING_METHOD": "Cloud Agent" if agent else "IP",
        "NETWORK_ID": "0",
        "DNS": raw.get("dnsHostName"),
        "DNS_DATA": _names(name),
        **_cloud(raw),
        "NETBIOS": raw.get("netbiosName"),
        "OS": raw.get("os"),
        "QG_HOSTID": agent.get("agentId"),
        "LAST_BOOT": raw.get("lastSystemBoot"),
        **hardware_ids(one, "SERIAL_NUMBER", "HARDWARE_UUID"),
        "FIRST_FOUND_DATE": raw["created"],
        "LAST_ACTIVITY": _seconds(agent.get("lastCheckedIn")),
        "AGENT_STATUS": agent.get("chirpStatus"),
        "CLOUD_AGENT_RUNNING_ON": "QAGENT" if agent else None,
        "TAGS": {"TAG": [{"TAG_ID": str(tag["id"]), "NAME": tag["name"]} for tag in _tags(raw)]},
        "LAST_VULN_SCAN_DATETIME": _seconds(raw["lastVulnScan"]),
        "LAST_VM_SCANNED_DATE": _seconds(raw["lastVulnScan"]),
        "LAST_VM_SCANNED_DURATION": "120",
        "LAST_COMPLIANCE_SCAN_DATETIME": raw.get("lastComplianceScan"),
        "LAST_VM_AUTH_SCANNED_DATE": _seconds(raw["lastVulnScan"]) if agent else None,
        "ASSET_GROUP_IDS": str(500_001 + one.bits[5] % 3),
        "TRURISK_SCORE": str(risk_of(one)),
        "ASSET_CRITICALITY_SCORE": str(criticality_of(one)),
    }
    return {name: value for name, value in host.items() if value}


def _names(name: str) -> Json:
    host, _, domain = name.partition(".")
    return {"HOSTNAME": host, "DOMAIN": domain, "FQDN": name if domain else ""}


def _cloud(raw: Json) -> Json:
    """Return what the cloud's metadata say."""
    cloud = raw.get("cloudProvider")
    source = next((one for entry in raw["sourceInfo"]["list"] for one in entry.values() if one), None)
    if not cloud or not source:
        return {}
    attributes = [
        {
            "NAME": said or name,
            "LAST_STATUS": "Success",
            "VALUE": source[name],
            "LAST_SUCCESS_DATE": source["lastUpdated"],
            "LAST_ERROR_DATE": "",
            "LAST_ERROR": "",
        }
        for name, said in NAMES[cloud].items()
        if name in source
    ]
    instance = source.get("instanceId") or source.get("vmId")
    return {
        "CLOUD_PROVIDER": PROVIDERS[cloud],
        "CLOUD_SERVICE": SERVICES[cloud],
        "CLOUD_RESOURCE_ID": instance,
        "EC2_INSTANCE_ID": instance if cloud == "AWS" else None,
        "METADATA": {METADATA[cloud]: {"ATTRIBUTE": attributes}},
    }


def _tags(raw: Json) -> list[Json]:
    return [one["TagSimple"] for one in (raw.get("tags") or {}).get("list") or []]


def _seconds(said: Json | None) -> str | None:
    return f"{said['$date'][:19]}Z" if said else None
