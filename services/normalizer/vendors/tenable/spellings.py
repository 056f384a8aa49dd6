"""What each of Tenable's APIs calls a field, as data: another spelling is a word in a table.

The first of a line is the field's name in the payload, mostly the export's. What is inside an object under `OPENED` is
looked for by its own name, and by that name behind the object's (`aws.ec2_instance_id` is `aws_ec2_instance_id`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

# Fields that hold one value: the first spelling that says something counts.
SINGLE: dict[str, tuple[str, ...]] = {
    field: (field, *others)
    for field, *others in (
        ("id", "asset_id", "asset_uuid", "uuid", "_id"),
        ("agent_uuid", "tenable_uuid"),
        ("has_agent",),
        ("name", "display_name"),
        ("display_fqdn",),
        ("display_operating_system",),
        ("bios_uuid", "bios_id"),
        ("serial_number", "serial"),
        ("created_at", "created"),
        ("updated_at", "updated", "last_updated"),
        ("first_seen", "first_observed"),
        ("last_seen", "last_observed"),
        ("deleted_at",),
        ("terminated_at",),
        ("is_deleted", "deleted"),
        ("is_terminated", "terminated"),
        ("last_scan_time", "last_scan_date"),
        ("last_licensed_scan_date", "last_licensed_scan_time"),
        ("last_authenticated_scan_date", "last_authenticated_scan_time", "last_authentication_success_date"),
        ("acr_score",),
        ("exposure_score", "aes_score"),
        ("vuln_counts", "vulnerability_counts", "counts_vulnerabilities"),
        ("aws_ec2_instance_id", "aws_instance_id"),
        ("aws_owner_id", "aws_account_id"),
        ("aws_availability_zone",),
        ("aws_region",),
        ("aws_vpc_id",),
        ("aws_subnet_id",),
        ("aws_ec2_instance_ami_id", "aws_ec2_ami_id"),
        ("aws_ec2_instance_type",),
        ("aws_ec2_instance_state_name", "aws_ec2_state_name"),
        ("aws_ec2_instance_group_name", "aws_ec2_group_name"),
        ("azure_vm_id",),
        ("azure_resource_id",),
        ("azure_subscription_id",),
        ("azure_resource_group",),
        ("gcp_instance_id",),
        ("gcp_project_id",),
        ("gcp_zone",),
    )
}
# Fields that hold several: what all spellings list is joined.
LISTS: dict[str, tuple[str, ...]] = {
    field: (field, *others)
    for field, *others in (
        ("hostnames", "hostname", "host_names", "host_name"),
        ("fqdns", "fqdn"),
        ("netbios_names", "netbios_name"),
        ("agent_names", "agent_name"),
        ("ipv4s", "ipv4", "ipv4_addresses", "ipv4_address", "display_ipv4_address"),
        ("ipv6s", "ipv6", "ipv6_addresses", "ipv6_address", "display_ipv6_address"),
        ("mac_addresses", "mac_address", "display_mac_address"),
        ("network_interfaces", "interfaces"),
        ("operating_systems", "operating_system"),
        ("installed_software",),
        ("open_ports",),
        ("sources", "observation_sources"),
        ("tags",),
    )
}
OPENED = frozenset(("acr", "aes", "agent", "asset", "aws", "azure", "cloud", "counts", "gcp", "identity", "network",
                    "ratings", "scan", "timestamps"))  # fmt: skip
_OWN = frozenset(("id", "uuid", "name", "_id"))  # of a part they say nothing of the asset
_DEPTH = 3


def as_exported(value: Any) -> Any:  # Any: JSON
    """Return an asset of any of the APIs with the fields of the payload."""
    if not isinstance(value, dict):
        return value
    known = dict(reversed(list(_opened(value))))  # what is further out counts
    single = {field: _first(known, spellings) for field, spellings in SINGLE.items()}
    listed = {field: _joined(known, spellings) for field, spellings in LISTS.items()}
    return {field: said for field, said in (single | listed).items() if said not in (None, [])}


def spellings_of(*fields: str) -> str:
    """Return how the APIs call these fields, for the documents."""
    every = SINGLE | LISTS
    return ", ".join(spelling for field in fields for spelling in every[field])


def _opened(value: Mapping[str, Any], depth: int = _DEPTH) -> Iterator[tuple[str, Any]]:  # Any: JSON
    yield from value.items()
    parts = [(name, part) for name, part in value.items() if name in OPENED and isinstance(part, dict)]
    for name, part in parts if depth else ():
        for inner, said in _opened(part, depth - 1):
            yield f"{name}_{inner}", said
            if inner not in _OWN:
                yield inner, said


def _first(known: Mapping[str, Any], spellings: tuple[str, ...]) -> Any:  # Any: JSON
    """Return what the first spelling says; of a list with one kind of text in it the least: its order says nothing."""
    said = [known[spelling] for spelling in spellings if not _is_nothing(known.get(spelling))]
    if not said:
        return None
    texts = said[0]
    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
        return min(filter(None, texts), default=None)
    return texts


def _joined(known: Mapping[str, Any], spellings: tuple[str, ...]) -> list[Any]:  # Any: JSON
    said = [known[spelling] for spelling in spellings if not _is_nothing(known.get(spelling))]
    return [item for items in said for item in (items if isinstance(items, list) else [items])]


def _is_nothing(value: Any) -> bool:  # Any: JSON
    return value is None or value in ("", [], {})
