"""A machine as CrowdStrike lists it: every field of the recorded shape, invented values."""

from datetime import datetime, timedelta
from hashlib import blake2b

from simulator import wire
from simulator.identity import NAT, PROJECTS, swapped
from simulator.machines import STEP, Machine
from simulator.policies import policies_of
from simulator.wire import Json

CID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
GROUPS = ("6d0f5e4c3b2a19088796a5b4c3d2e1f1", "6d0f5e4c3b2a19088796a5b4c3d2e1f2")
PLATFORM_IDS = {"Windows": "0", "Mac": "1", "Linux": "3"}
PROVIDERS = {"aws": "AWS_EC2_V2", "gcp": "GCP", "azure": "AZURE"}
STATUSES = {1: "contained", 2: "containment_pending", 3: "lift_containment_pending"}  # of 64 machines
AHEAD = timedelta(days=400)
OLDER = timedelta(hours=9)  # of the older of two versions


def device_id(one: Machine, variant: int) -> str:
    """Return the agent's id; a machine that is installed anew gets another, an older version keeps it."""
    agent = _agent_number(one, variant)
    return blake2b(one.bits + b"agent%d" % agent, digest_size=16).hexdigest()


def render_device(one: Machine, variant: int) -> Json:
    """Return the raw device; `variant` 1 is the former agent of the same machine, or the older version of a record."""
    former = bool(variant) and one.kind != "two-versions"
    first, last = _seen(one, variant)
    raw = _agent(one, variant, first) | {
        "meta": _version(last),
        "first_seen": wire.seconds(first),
        "last_seen": wire.with_offset(last) if one.kind == "offset-times" else wire.seconds(last),
        "modified_timestamp": wire.date(last + timedelta(seconds=4)),
        "external_ip": NAT if one.kind == "roaming" else one.public_ip,
        "hostname": _hostname(one, former=former),
        "serial_number": _serial(one, former=former),
    }
    parts = (_network(one, former=former), _system(one, former=former), _hardware(one), _cloud(one))
    return _without(one, raw | parts[0] | parts[1] | parts[2] | parts[3])


def _version(last: datetime) -> Json:
    """Return the record's version, which grows with its time."""
    minute = int(last.timestamp()) // 60
    return {"version": str(minute), "version_string": f"2:{minute * 256}"}


def _agent_number(one: Machine, variant: int) -> int:
    """Return how many agents the machine had before this one; `reimaged` gets another at every fourth round."""
    latest = {"reimaged": 1 + one.rounds // 4, "byte-order": 1}.get(one.kind, 0)
    return latest if one.kind == "two-versions" else latest - variant


def _seen(one: Machine, variant: int) -> tuple[datetime, datetime]:
    """Return first and last seen: a former agent's life ends where its successor's begins."""
    if one.kind == "two-versions":
        return one.first_seen, one.last_seen - OLDER * variant
    agent = _agent_number(one, variant)
    begin = _installed(one, agent)
    if variant:
        return begin, _installed(one, agent + 1)
    if agent > 1:
        return begin, one.reference + STEP * one.rounds
    return begin, one.last_seen + (AHEAD if one.kind == "future-clock" else timedelta())


def _installed(one: Machine, agent: int) -> datetime:
    if agent > 1:
        return one.reference + STEP * 4 * (agent - 1)
    has_former = agent == 0 and one.kind in {"reimaged", "byte-order"}
    return one.first_seen - timedelta(days=300 * has_former)


def _agent(one: Machine, variant: int, first: datetime) -> Json:
    agent, in_group = device_id(one, variant), one.bits[2] % 4 > 0
    policies = policies_of(one, first)
    return {
        "_id": agent,
        "device_id": agent,
        "cid": CID,
        "agent_load_flags": "0",
        "agent_local_time": f"{wire.seconds(first)[:-1]}.{one.bits[28] * 3:03}Z",
        "agent_version": "6.38.13501.0" if variant else "6.50.14713.0",
        "config_id_base": "65994753",
        "config_id_build": "14713",
        "config_id_platform": "8",
        "cpu_signature": "329300",
        "policies": [policies["prevention"]],
        "device_policies": policies,
        "groups": [GROUPS[one.bits[2] % 2]] if in_group else [],
        "group_hash": GROUPS[one.bits[2] % 2] * 2 if in_group else "e" * 64,
        "provision_status": "Provisioned",
        "reduced_functionality_mode": "no",
        "status": STATUSES.get(one.bits[29] % 64, "normal"),
        "tags": [],
    }


def _network(one: Machine, *, former: bool) -> Json:
    """Return the one interface that is listed: of several, not the first; a former system had another address."""
    second = one.kind in {"several-interfaces", "roaming"} or (former and one.kind == "byte-order")
    ip, mac = (one.second_ip, one.second_mac) if second else (one.ip, one.mac)
    mac = mac.replace(":", "-")
    if one.platform == "mac":
        return {"local_ip": ip, "mac_address": mac}
    return {
        "local_ip": ip,
        "mac_address": mac,
        "connection_ip": ip,
        "connection_mac_address": mac,
        "default_gateway_ip": f"{ip.rpartition('.')[0]}.1",
    }


def _system(one: Machine, *, former: bool) -> Json:
    system = one.former_system(int(former))
    major, _, minor = system.version.partition(".")
    raw = {
        "os_version": system.crowdstrike,
        "platform_id": PLATFORM_IDS[system.platform],
        "platform_name": system.platform,
        "major_version": major,
        "minor_version": minor,
        "kernel_version": system.kernel,
        "product_type_desc": "Workstation" if one.platform in {"laptop", "mac"} else "Server",
    }
    return raw | {"os_build": system.build} if system.build else raw


def _hardware(one: Machine) -> Json:
    hardware = one.hardware
    raw = {
        "system_manufacturer": hardware.maker,
        "system_product_name": hardware.model,
        "chassis_type": hardware.chassis[0],
        "chassis_type_desc": hardware.chassis[1],
    }
    if hardware.bios_maker:
        raw |= {"bios_manufacturer": hardware.bios_maker, "bios_version": hardware.bios_version or ""}
    return raw


def _cloud(one: Machine) -> Json:
    """Return the cloud's part: of a Google project the number, where Qualys has the name too."""
    if not one.cloud:
        return {}
    zones = {"gcp": "europe-west1-b", "azure": "westeurope-1", "aws": f"us-east-1{'abc'[one.bits[4] % 3]}"}
    return {
        "instance_id": one.instance,
        "service_provider": PROVIDERS[one.cloud],
        "service_provider_account_id": dict(PROJECTS).get(one.account, one.account),
        "zone_group": zones[one.cloud],
    }


def _hostname(one: Machine, *, former: bool) -> str:
    if one.kind == "renamed":
        return f"{one.hostname}-{1 + one.rounds // 3}"
    if former and one.kind == "byte-order":
        return f"old-{one.hostname}"
    if one.kind == "case-and-domain":
        return f"{one.hostname.upper()}.corp.example.net"
    if one.kind == "netbios-name":
        return one.hostname[:15].upper()
    if one.platform == "ec2-windows":
        return one.hostname.upper()
    return one.hostname + {"ec2-linux": ".ec2.internal", "mac": ".lan"}.get(one.platform, "")


def _serial(one: Machine, *, former: bool) -> str:
    """Return the serial; the former system of `byte-order` gives the plain UUID, the other way round."""
    return swapped(one.uuid) if former and one.kind == "byte-order" else one.serial


def _without(one: Machine, raw: Json) -> Json:
    """Leave out what hosts with missing fields lack; they have nulls and empty texts too."""
    if one.kind == "missing-fields":
        for name in ("serial_number", "system_manufacturer", "bios_version", "connection_ip", "connection_mac_address"):
            raw.pop(name, None)
        raw |= {"system_product_name": None, "kernel_version": "", "groups": None}
    if one.kind in {"no-common-identifier", "indistinguishable-clones"}:
        del raw["serial_number"]
    if one.kind == "no-common-identifier":
        del raw["hostname"]
    return raw
