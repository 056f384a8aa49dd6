"""Machines as Tenable lists them: every field of an exported asset, invented values; and the truth about them."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from simulator import wire
from simulator.identity import PROJECTS
from simulator.machines import STEP, Machine, World, machine
from simulator.population import Population, Truth
from simulator.wire import Json

UNSEEN = frozenset({"agentless", "no-common-identifier"})  # kinds that no scanner of Tenable's reaches
NETWORK = "00000000-0000-0000-0000-000000000000"
SOFTWARE = (
    "cpe:/a:openssl:openssl:1.0.2k-fips",
    "cpe:/a:openbsd:openssh:7.4:p1",
    "cpe:2.3:a:notepad-plus-plus:notepad\\+\\+:8.5.1:*:*:*:*:*:*:*",
)
DELETED_AFTER = timedelta(days=20)  # what wasn't seen for so long some people delete
NOTHING = dict.fromkeys((
    "terminated_at", "terminated_by", "deleted_at", "deleted_by", "last_schedule_id", "azure_vm_id",
    "azure_resource_id", "gcp_project_id", "gcp_zone", "gcp_instance_id", "aws_ec2_instance_ami_id",
    "aws_ec2_instance_id", "aws_owner_id", "aws_availability_zone", "aws_region", "aws_vpc_id",
    "aws_ec2_instance_group_name", "aws_ec2_instance_state_name", "aws_ec2_instance_type", "aws_subnet_id",
    "aws_ec2_product_code", "aws_ec2_name", "mcafee_epo_guid", "mcafee_epo_agent_guid", "servicenow_sysid",
    "bigfix_asset_id",
))  # fmt: skip
EMPTY: Json = {name: [] for name in ("ssh_fingerprints", "qualys_asset_ids", "qualys_host_ids", "manufacturer_tpm_ids",
                                     "symantec_ep_hardware_keys", "tags")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An asset of the list.

    Attributes:
        number: its machine
        rounds: the round in which it was as it is listed
        changed: when Tenable last changed it, in seconds since 1970
        gone: whether it is listed no more, but told of

    """

    number: int
    rounds: int
    changed: int
    gone: bool


def asset_id(one: Machine) -> str:
    """Return the asset's id; an instance put in another's place gets another."""
    digits = one.bits[20:36].hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


@lru_cache(maxsize=2)
def listed(population: Population) -> tuple[Row, ...]:
    """Return all assets by machine: what is there, what was deleted, and instances that others took the place of."""
    return tuple(row for number in range(population.size) for row in _rows(population, number))


def there(population: Population) -> list[Row]:
    """Return the assets that are listed."""
    return [row for row in listed(population) if not row.gone]


def changed_since(population: Population, moment: int) -> list[Row]:
    """Return the assets that changed at or after a time, also those that are gone; by the time."""
    rows = sorted(listed(population), key=lambda row: row.changed)
    return rows[bisect_left(rows, moment, key=lambda row: row.changed) :]


def render(population: Population, row: Row) -> Json:
    """Return a raw asset."""
    one = machine(World(population.seed, population.reference, row.rounds), row.number)
    raw = NOTHING | EMPTY | _basis(one, row) | _names(one) | _network(one) | _cloud(one)
    raw["installed_software"] = [_program(number) for number in range(population.detail)]
    if row.gone:
        how = "deleted" if one.stale else "terminated"
        raw |= {f"{how}_at": _moment(row.changed), f"{how}_by": "user"}
    return raw


def truth(population: Population) -> Iterator[Truth]:
    """Give the truth about every asset that is listed."""
    world = World(population.seed, population.reference, population.rounds)
    for row in there(population):
        one = machine(world, row.number)
        yield Truth(f"tenable:{asset_id(one)}", one.name, (one.kind, one.platform))


def _rows(population: Population, number: int) -> Iterator[Row]:
    worlds = [World(population.seed, population.reference, rounds) for rounds in range(population.rounds + 1)]
    one = machine(worlds[-1], number)
    if not one.recipe.qualys or one.kind in UNSEEN:
        return
    if one.kind == "replaced":
        for before, after in pairwise(worlds):
            yield Row(number, before.rounds, _seconds(population.reference + STEP * after.rounds), gone=True)
    deleted = one.stale and one.bits[20] % 2 == 0
    moment = one.last_seen + (DELETED_AFTER if deleted else timedelta(minutes=5))
    if one.rounds:
        moment = population.reference + STEP * one.rounds  # it was seen again in the latest one
    yield Row(number, population.rounds, _seconds(moment), gone=deleted)


def _basis(one: Machine, row: Row) -> Json:
    agent = one.bits[36:48].hex()
    return {
        "id": asset_id(one),
        "has_agent": bool(one.bits[6] % 4),
        "has_plugin_results": True,
        "created_at": wire.millis(one.first_seen),
        "updated_at": _moment(row.changed),
        "first_seen": wire.millis(one.first_seen),
        "last_seen": wire.millis(one.last_seen),
        "first_scan_time": wire.millis(one.first_seen),
        "last_scan_time": wire.millis(one.last_seen),
        "last_authenticated_scan_date": wire.millis(one.last_seen) if one.bits[6] % 4 else None,
        "last_licensed_scan_date": wire.millis(one.last_seen),
        "last_scan_id": f"00000000-0000-4000-8000-{one.bits[12:18].hex()}",
        "agent_uuid": f"{agent[:8]}00004000{agent[8:]}" if one.bits[6] % 4 else None,
        "bios_uuid": one.uuid,
        "serial_number": one.serial,
        "network_id": NETWORK,
        "network_name": "Default",
        "operating_systems": [one.system.qualys],
        "system_types": ["general-purpose"],
        "sources": [{"name": "NESSUS_SCAN", "first_seen": wire.millis(one.first_seen),
                     "last_seen": wire.millis(one.last_seen)}],
        "acr_score": "3",
        "exposure_score": "721",
    }  # fmt: skip


def _names(one: Machine) -> Json:
    name = f"{one.hostname}-{1 + one.rounds // 3}" if one.kind == "renamed" else one.hostname
    windows = one.system.platform == "Windows"
    full = name + {"ec2-linux": ".ec2.internal", "mac": ".local"}.get(one.platform, ".corp.example.net")
    return {
        "hostnames": [name],
        "fqdns": [] if windows else [full],
        "netbios_names": [name.upper()[:15]] if windows else [],
        "agent_names": [name] if one.bits[6] % 4 else [],
    }


def _network(one: Machine) -> Json:
    public = [one.public_ip] if one.cloud else []
    interface = {"name": "UNKNOWN", "virtual": None, "aliased": None, "fqdns": [], "mac_addresses": [one.mac],
                 "ipv4s": [one.ip], "ipv6s": []}  # fmt: skip
    return {
        "ipv4s": [one.ip, *public],
        "ipv6s": [],
        "mac_addresses": [one.mac.upper()],
        "network_interfaces": [interface],
    }


def _cloud(one: Machine) -> Json:
    if one.cloud == "aws":
        zone = f"us-east-1{'abc'[one.bits[4] % 3]}"
        where = {"aws_availability_zone": zone, "aws_region": "us-east-1", "aws_ec2_instance_state_name": "running"}
        return where | {"aws_ec2_instance_id": one.instance, "aws_owner_id": one.account}
    if one.cloud == "gcp":
        project = dict(PROJECTS).get(one.account, one.account)
        return {"gcp_instance_id": one.instance, "gcp_project_id": project, "gcp_zone": "europe-west1-b"}
    return {"azure_vm_id": one.instance} if one.cloud else {}


def _program(number: int) -> str:
    return SOFTWARE[number] if number < len(SOFTWARE) else f"cpe:/a:example:example-lib{number}:1.{number}.0"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> str:
    return wire.millis(datetime.fromtimestamp(seconds, tz=UTC))
