"""Which raw fields each field of the record comes from, best first, and which are left out: data for the documents.

`*` stands for what is inside: the cloud's name, an item alone or a list of them.
"""

_SCANNED = "LAST_VULN_SCAN_DATETIME, LAST_VM_SCANNED_DATE, LAST_VM_AUTH_SCANNED_DATE"
_FACT = "METADATA.*.ATTRIBUTE[]"
_NAMES = "DNS, DNS_DATA.FQDN, DNS_DATA.HOSTNAME"

SOURCES = {
    "vendor_id": "ASSET_ID",
    "observed_at": f"LAST_ACTIVITY, {_SCANNED}, FIRST_FOUND_DATE",
    "first_seen": "FIRST_FOUND_DATE",
    "last_seen": f"LAST_ACTIVITY, {_SCANNED}",
    "last_boot": "LAST_BOOT",
    "last_scan": f"{_SCANNED}, LAST_COMPLIANCE_SCAN_DATETIME",
    "last_vulnerability_scan": _SCANNED,
    "last_compliance_scan": "LAST_COMPLIANCE_SCAN_DATETIME",
    "last_authenticated_scan": "LAST_VM_AUTH_SCANNED_DATE",
    "criticality": "ASSET_CRITICALITY_SCORE",
    "risk_score": "TRURISK_SCORE, ASSET_RISK_SCORE",
    "scanner_id": "ID",
    "tracking_method": "TRACKING_METHOD",
    "hostname": f"{_NAMES}, NETBIOS, {_FACT}",
    "fqdn": f"{_NAMES}, DNS_DATA.DOMAIN, {_FACT}",
    "domain": f"DNS_DATA.DOMAIN, {_NAMES}",
    "names": f"{_NAMES}, NETBIOS, {_FACT}",
    "type": "OS",
    "os.family": "OS",
    "os.name": "OS",
    "os.version": "OS",
    "os.edition": "OS",
    "os.build": "OS",
    "os.ubr": "OS",
    "os.kernel": "OS",
    "os.said": "OS",
    "hardware.serial": "SERIAL_NUMBER",
    "hardware.uuid": "HARDWARE_UUID, SERIAL_NUMBER",
    "cloud.provider": "CLOUD_PROVIDER",
    "cloud.account": _FACT,
    "cloud.instance_id": f"EC2_INSTANCE_ID, CLOUD_RESOURCE_ID, {_FACT}",
    "cloud.region": _FACT,
    "cloud.zone": _FACT,
    "cloud.vpc": _FACT,
    "cloud.subnet": _FACT,
    "cloud.image": _FACT,
    "cloud.instance_type": _FACT,
    "cloud.state": _FACT,
    "cloud.public_dns": _FACT,
    "cloud.private_dns": _FACT,
    "interfaces[].mac": _FACT,
    "interfaces[].ips": f"IP, IPV6, {_FACT}",
    "external_ips": f"IP, IPV6, {_FACT}",
    "agents[].uid": "QG_HOSTID, TRACKING_METHOD, CLOUD_AGENT_RUNNING_ON",
    "agents[].last_checked_in": "LAST_ACTIVITY",
    "tags": "TAGS.*.NAME, CLOUD_PROVIDER_TAGS.*.NAME, CLOUD_PROVIDER_TAGS.*.VALUE",
    "groups": f"ASSET_GROUP_IDS, {_FACT}",
}

_FACTORS = "what a score was made of; the score is kept"
_TOLD = "when the cloud was asked; what it says no more is left out by its status"
NOT_KEPT = {
    "NETWORK_ID": "the same for all hosts of a network",
    "CLOUD_SERVICE": "the provider says it too",
    "AGENT_STATUS": "the agent's own configuration and work",
    "LAST_VM_SCANNED_DURATION": "how long a scan took",
    "LAST_VM_AUTH_SCANNED_DURATION": "how long a scan took",
    "TRURISK_SCORE_FACTORS.*": _FACTORS,
    "ASSET_RISK_SCORE_FACTORS.*": _FACTORS,
    "TAGS.*.TAG_ID": "a number for the tag's name",
    "CLOUD_PROVIDER_TAGS.*.LAST_SUCCESS_DATE": _TOLD,
    "METADATA.*.ATTRIBUTE[].LAST_SUCCESS_DATE": _TOLD,
    "METADATA.*.ATTRIBUTE[].LAST_ERROR_DATE": _TOLD,
    "METADATA.*.ATTRIBUTE[].LAST_ERROR": _TOLD,
}
