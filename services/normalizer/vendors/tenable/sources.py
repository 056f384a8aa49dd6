"""Which raw fields each field of the record comes from, best first, and which are left out: data for the documents."""

from services.normalizer.vendors.tenable.spellings import spellings_of

_CLOUDS = spellings_of(
    *("aws_ec2_instance_id", "aws_owner_id", "azure_vm_id", "azure_resource_id", "gcp_instance_id", "gcp_project_id")
)
_NAMED = spellings_of("display_fqdn", "fqdns", "hostnames", "agent_names")
_SCANS = spellings_of("last_scan_time", "last_licensed_scan_date", "last_authenticated_scan_date")
_SYSTEM = spellings_of("display_operating_system", "operating_systems")


def _of(parts: str, *fields: str) -> str:
    """Return these fields of a list's parts."""
    lists = spellings_of(parts).split(", ")
    return ", ".join(f"{part}[].{spelling}" for part in lists for spelling in spellings_of(*fields).split(", "))


SOURCES = {
    "vendor_id": spellings_of("id"),
    "observed_at": spellings_of("updated_at", "last_seen", "created_at", "first_seen"),
    "first_seen": spellings_of("first_seen", "created_at"),
    "last_seen": spellings_of("last_seen"),
    "last_scan": _SCANS,
    "last_vulnerability_scan": _SCANS,
    "last_authenticated_scan": spellings_of("last_authenticated_scan_date"),
    "hostname": f"{_NAMED}, {spellings_of('netbios_names')}, {_of('network_interfaces', 'fqdns')}, name",
    "fqdn": f"{_NAMED}, {_of('network_interfaces', 'fqdns')}, name",
    "domain": f"{_NAMED}, {_of('network_interfaces', 'fqdns')}, name",
    "names": f"{_NAMED}, {spellings_of('netbios_names')}, {_of('network_interfaces', 'fqdns')}, name",
    "type": _SYSTEM,
    "os.family": _SYSTEM,
    "os.name": _SYSTEM,
    "os.version": _SYSTEM,
    "os.edition": _SYSTEM,
    "os.build": _SYSTEM,
    "os.ubr": _SYSTEM,
    "os.kernel": _SYSTEM,
    "os.said": _SYSTEM,
    "hardware.serial": spellings_of("serial_number"),
    "hardware.uuid": spellings_of("bios_uuid"),
    "cloud.provider": _CLOUDS,
    "cloud.account": spellings_of("aws_owner_id", "azure_subscription_id", "azure_resource_id", "gcp_project_id"),
    "cloud.instance_id": spellings_of("aws_ec2_instance_id", "azure_vm_id", "gcp_instance_id"),
    "cloud.region": spellings_of("aws_region", "aws_availability_zone", "gcp_zone"),
    "cloud.zone": spellings_of("aws_availability_zone", "gcp_zone"),
    "cloud.vpc": spellings_of("aws_vpc_id"),
    "cloud.subnet": spellings_of("aws_subnet_id"),
    "cloud.image": spellings_of("aws_ec2_instance_ami_id"),
    "cloud.instance_type": spellings_of("aws_ec2_instance_type"),
    "cloud.state": spellings_of("aws_ec2_instance_state_name"),
    "status": spellings_of("deleted_at", "is_deleted", "terminated_at", "is_terminated"),
    "interfaces[].name": _of("network_interfaces", "name"),
    "interfaces[].mac": f"{_of('network_interfaces', 'mac_addresses')}, {spellings_of('mac_addresses')}",
    "interfaces[].ips": f"{_of('network_interfaces', 'ipv4s', 'ipv6s')}, {spellings_of('ipv4s', 'ipv6s')}",
    "external_ips": spellings_of("ipv4s", "ipv6s"),
    "agents[].uid": spellings_of("agent_uuid", "has_agent"),
    "agents[].last_checked_in": _of("sources", "last_seen", "name"),
    "ports[].port": "open_ports[].port",
    "ports[].protocol": "open_ports[].protocol",
    "ports[].service": "open_ports[].service_names[]",
    "software[].name": spellings_of("installed_software"),
    "software[].maker": spellings_of("installed_software"),
    "software[].version": spellings_of("installed_software"),
    "vulnerabilities.count": spellings_of("vuln_counts"),
    "vulnerabilities.critical": spellings_of("vuln_counts"),
    "vulnerabilities.high": spellings_of("vuln_counts"),
    "vulnerabilities.medium": spellings_of("vuln_counts"),
    "vulnerabilities.low": spellings_of("vuln_counts"),
    "tags": "tags[].key, tags[].category, tags[].value",
    "groups": spellings_of("azure_resource_group", "azure_resource_id", "aws_ec2_instance_group_name"),
    "criticality": spellings_of("acr_score"),
    "risk_score": spellings_of("exposure_score"),
}

_PERSON = "a person, not a fact of the host"
_PROGRAM = "another program's id of it"
_COUNTED = "how the vendor counts its hosts"
_NETWORK = "the same for all hosts of a network"
_SCANNED = "the scan is no part of the host"
_QUALYS = "what a Qualys scan once said; Qualys' own record is there"
NOT_KEPT = {
    **dict.fromkeys(("deleted_by", "terminated_by", "tags[].added_by"), _PERSON),
    **dict.fromkeys(
        (
            *("bigfix_asset_id", "mcafee_epo_agent_guid", "mcafee_epo_guid", "servicenow_sysid"),
            "symantec_ep_hardware_keys[]",
        ),
        _PROGRAM,
    ),
    "aws_ec2_name": "a tag of the cloud's; the vendor's tags have it",
    "aws_ec2_product_code": "who is paid for the image",
    "first_scan_time": "first_seen is earlier",
    "has_plugin_results": _COUNTED,
    "is_licensed": _COUNTED,
    "is_public": "the addresses say it too",
    "last_scan_id": _SCANNED,
    "last_scan_target": _SCANNED,
    "last_schedule_id": _SCANNED,
    "manufacturer_tpm_ids[]": "no other vendor gives it",
    "network.id": _NETWORK,
    "network.name": _NETWORK,
    "network_id": _NETWORK,
    "network_interfaces[].aliased": "how the addresses were set up",
    "network_interfaces[].virtual": "the name says it too",
    "network_name": _NETWORK,
    "observation_sources[].first_observed": "first_observed of the asset is the earliest",
    "open_ports[].first_seen": "how long the vendor knows of the port",
    "open_ports[].last_seen": "how long the vendor knows of the port",
    "qualys_asset_ids[]": _QUALYS,
    "qualys_host_ids[]": _QUALYS,
    "sources[].first_seen": "first_seen of the asset is the earliest",
    "ssh_fingerprints[]": "cloned with the image",
    "system_type": "the scanner's guess; the system says more",
    "system_types[]": "the scanner's guess; the system says more",
    "tags[].added_at": "when somebody tagged it",
    "tags[].id": "an id for the tag's key and value",
    "tags[].type": "how the tag was given",
    "tags[].uuid": "an id for the tag's key and value",
    "tenable_id": "the scanner's own mark on the host",
    "types[]": "always host",
}
