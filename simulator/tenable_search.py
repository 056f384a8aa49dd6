"""An asset as Tenable's search writes it, which is what the assessment's API serves: other names for the same."""

from typing import Any

from simulator.wire import Json

NAMES = {
    "id": "id",
    "has_agent": "has_agent",
    "bios_uuid": "bios_id",
    "serial_number": "serial_number",
    "fqdns": "fqdns",
    "ipv4s": "ipv4_addresses",
    "ipv6s": "ipv6_addresses",
    "mac_addresses": "mac_addresses",
    "operating_systems": "operating_systems",
    "installed_software": "installed_software",
    "aws_ec2_instance_id": "aws_ec2_instance_id",
    "aws_owner_id": "aws_owner_id",
    "aws_availability_zone": "aws_availability_zone",
    "aws_ec2_instance_state_name": "aws_ec2_instance_state_name",
    "aws_region": "aws_region",
    "azure_vm_id": "azure_vm_id",
    "gcp_instance_id": "gcp_instance_id",
    "gcp_project_id": "gcp_project_id",
    "gcp_zone": "gcp_zone",
    "last_authenticated_scan_date": "last_authenticated_scan_time",
}
FIRST = {  # the search shows one of those that the export lists
    "hostnames": "host_name",
    "fqdns": "display_fqdn",
    "netbios_names": "netbios_name",
    "agent_names": "agent_name",
    "ipv4s": "display_ipv4_address",
    "mac_addresses": "display_mac_address",
    "operating_systems": "display_operating_system",
}
TIMES = {  # that are objects of MongoDB there
    "created_at": "created",
    "updated_at": "updated",
    "first_seen": "first_observed",
    "last_seen": "last_observed",
    "last_licensed_scan_date": "last_licensed_scan_time",
}


def searched(asset: Json) -> Json:
    """Return an exported asset as the search writes it; what isn't known has no field."""
    raw: dict[str, Any] = {new: asset.get(old) for old, new in NAMES.items()}
    raw |= {new: next(iter(asset[old]), None) for old, new in FIRST.items()}
    raw |= {new: {"$date": asset[old]} for old, new in TIMES.items() if asset.get(old)}
    raw["name"] = raw["display_fqdn"] or raw["host_name"]
    raw["network"] = {"id": asset["network_id"], "name": asset["network_name"]}
    raw["is_deleted"] = bool(asset["deleted_at"])
    raw["observation_sources"] = [
        {"name": one["name"], "first_observed": one["first_seen"], "last_observed": one["last_seen"]}
        for one in asset["sources"]
    ]
    raw["sources"] = [one["name"] for one in asset["sources"]]
    raw["types"] = ["host"]
    return {name: value for name, value in raw.items() if value not in (None, [])}
