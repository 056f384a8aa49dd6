"""A machine as CrowdStrike lists it: every field of the recorded shape, invented values."""

from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from typing import Any

from simulator.machines import SYSTEMS, Machine, swapped

CID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
PROVIDERS = {"ec2-linux": "AWS_EC2_V2", "ec2-windows": "AWS_EC2_V2", "gcp": "GCP", "azure": "AZURE"}
MAKERS = {
    "ec2-linux": ("Xen", "HVM domU", "Xen", "4.11.amazon"),
    "ec2-windows": ("Amazon EC2", "t3.large", "Amazon EC2", "1.0"),
    "gcp": ("Google", "Google Compute Engine", "Google", "Google"),
    "azure": ("Microsoft Corporation", "Virtual Machine", "American Megatrends Inc.", "090008"),
    "vmware": ("VMware, Inc.", "VMware Virtual Platform", "Phoenix Technologies LTD", "6.00"),
    "server": ("Dell Inc.", "PowerEdge R640", "Dell Inc.", "2.12.2"),
    "laptop": ("LENOVO", "ThinkPad T14", "LENOVO", "N2XET38W"),
    "mac": ("Apple Inc.", "MacBookPro17,1", None, None),
}


def render_device(one: Machine, variant: int) -> dict[str, Any]:
    """Return the raw device; `variant` 1 is an older agent of the same machine."""
    said, platform, kernel, build = SYSTEMS[one.platform][1:]
    maker, model, bios_maker, bios = MAKERS[one.platform]
    agent = _hex(one, f"agent{variant}", 16)
    last = one.last_seen - timedelta(days=40 * variant)
    mac = one.mac.replace(":", "-")
    raw: dict[str, Any] = {
        "_id": agent,
        "device_id": agent,
        "cid": CID,
        "agent_load_flags": "0",
        "agent_local_time": _time(one.first_seen, millis=True),
        "agent_version": "6.50.14713.0" if variant == 0 else "6.38.13501.0",
        "bios_manufacturer": bios_maker,
        "bios_version": bios,
        "config_id_base": "65994753",
        "config_id_build": "14713",
        "config_id_platform": "8",
        "cpu_signature": "329300",
        "external_ip": one.public_ip,
        "mac_address": mac,
        "hostname": _hostname(one, variant),
        "first_seen": _time(one.first_seen),
        "last_seen": _said(one, last),
        "local_ip": one.ip,
        "major_version": "5",
        "minor_version": "10",
        "os_version": said,
        "platform_id": "3",
        "platform_name": platform,
        "policies": [_policy(one, "prevention")],
        "reduced_functionality_mode": "no",
        "device_policies": {
            "prevention": _policy(one, "prevention"),
            "sensor_update": _policy(one, "sensor-update") | {"uninstall_protection": "ENABLED"},
            "global_config": _policy(one, "globalconfig"),
            "remote_response": _policy(one, "remote-response"),
        },
        "groups": [_hex(one, "group", 16)] if one.bits[2] % 4 else [],
        "group_hash": _hex(one, "grouphash", 32),
        "product_type_desc": "Workstation" if one.platform in ("laptop", "mac") else "Server",
        "provision_status": "Provisioned",
        "serial_number": _serial(one, variant),
        "status": "normal",
        "system_manufacturer": maker,
        "system_product_name": model,
        "tags": [],
        "modified_timestamp": {"$date": _time(last + timedelta(seconds=4), millis=True)},
        "meta": {"version": str(15000 + one.bits[3]), "version_string": f"2:{7830577088 + one.number}"},
        "kernel_version": kernel or "10.0.17763.4010",
        "chassis_type": "10" if one.platform in ("laptop", "mac") else "1",
        "chassis_type_desc": "Notebook" if one.platform in ("laptop", "mac") else "Other",
        "connection_ip": one.ip,
        "default_gateway_ip": f"{one.ip.rpartition('.')[0]}.1",
        "connection_mac_address": mac,
    }
    return _without(one, raw | _cloud(one) | ({"os_build": build} if build else {}))


def _without(one: Machine, raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the vendor leaves out; hosts with missing fields have nulls and empty texts too."""
    kept = {name: value for name, value in raw.items() if value is not None}
    if one.kind in ("missing-fields", "indistinguishable-clones"):
        for name in ("serial_number", "system_manufacturer", "bios_version", "connection_ip", "connection_mac_address"):
            kept.pop(name, None)
        kept |= {"system_product_name": None, "kernel_version": "", "groups": None}
    return kept


def _cloud(one: Machine) -> dict[str, str]:
    if not one.is_cloud:
        return {}
    zone = {"gcp": "europe-west1-b", "azure": "westeurope-1"}.get(one.platform, f"us-east-1{'abc'[one.bits[4] % 3]}")
    return {
        "instance_id": one.instance,
        "service_provider": PROVIDERS[one.platform],
        "service_provider_account_id": one.account,
        "zone_group": zone,
    }


def _hostname(one: Machine, variant: int) -> str | None:
    if one.kind == "no-common-identifier":
        return None
    if one.kind == "case-and-domain":
        return f"{one.hostname.upper()}.corp.example.net"
    if one.kind == "renamed":
        return f"{one.hostname}-new"
    if one.kind == "byte-order" and variant:
        return f"old-{one.hostname}"
    return f"{one.hostname}.ec2.internal" if one.platform == "ec2-linux" else one.hostname


def _serial(one: Machine, variant: int) -> str | None:
    if one.kind == "no-common-identifier":
        return None
    return swapped(one.uuid) if one.kind == "byte-order" and variant else one.serial


def _policy(one: Machine, kind: str) -> dict[str, Any]:
    assigned = f"{one.first_seen:%Y-%m-%dT%H:%M:%S}.874047241Z"
    return {
        "policy_type": kind,
        "policy_id": _hex(one, kind, 16),
        "applied": True,
        "settings_hash": "a1b2c3d4",
        "assigned_date": assigned,
        "applied_date": assigned,
        "rule_groups": [],
    }


def _hex(one: Machine, what: str, size: int) -> str:
    return blake2b(one.bits + what.encode(), digest_size=size).hexdigest()


def _said(one: Machine, moment: datetime) -> str:
    if one.kind == "offset-times":
        return moment.astimezone(timezone(timedelta(hours=2))).isoformat(timespec="seconds")
    return _time(moment)


def _time(moment: datetime, *, millis: bool = False) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.000' if millis else ''}Z"
