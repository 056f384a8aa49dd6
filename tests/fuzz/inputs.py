"""Spoilt raw hosts of every shape that a reader takes, each from a seed of its own."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from random import Random

from tests.mutations import Json, hostile, spoilt
from tests.payloads.recorded import hosts

SEED = "hosts-1"
# Fields that our own events and documents have: a vendor's host that has them too says nothing about ours.
OURS = (
    *("schema_version", "vendor", "vendor_id", "tenant", "tenant_name", "flags", "observed_at", "hosts", "sync_id"),
    *("endpoint", "revision", "host", "sources", "conflicts", "gone", "records", "aliases", "__class__", "__proto__"),
)
# Shape of a host → its vendor, and where its id is.
SHAPES: dict[str, tuple[str, str]] = {
    "crowdstrike": ("crowdstrike", "device_id"),
    "qualys": ("qualys", "id"),
    "qualys_qps": ("qualys", "id"),
    "qualys_gav": ("qualys", "assetId"),
    "qualys_vmdr": ("qualys", "ID"),
    "tenable": ("tenable", "id"),
    "tenable_assessment": ("tenable", "id"),
}


@dataclass(frozen=True, slots=True)
class RawHost:
    """A spoilt raw host, and what it was made from: the same number gives it again."""

    number: int
    shape: str
    host: Json

    @property
    def vendor(self) -> str:
        """Return the vendor whose readers it is for."""
        return SHAPES[self.shape][0]


def raw_hosts(start: int, end: int) -> Iterator[RawHost]:
    """Give the hosts of these numbers."""
    return (raw_host(number) for number in range(start, end))


def raw_host(number: int) -> RawHost:
    """Return the host of a number: half of them with an id of its own, the others as further versions of one."""
    chance = Random(f"{SEED}/{number}")  # noqa: S311 - no secret
    shape = chance.choice(tuple(SHAPES))
    host = deepcopy(chance.choice(good(shape)))
    if chance.random() < 0.5:
        host[SHAPES[shape][1]] = _other_id(host, SHAPES[shape][1], number)
    host = spoilt(host, chance)
    if isinstance(host, dict) and chance.random() < 0.1:
        host |= {name: hostile(chance) for name in chance.sample(OURS, 3)}
    return RawHost(number, shape, {"HostAsset": host} if shape == "qualys_qps" else host)


@cache
def good(shape: str) -> Sequence[Json]:
    """Return hosts of a shape as they should be."""
    if shape == "tenable_assessment":
        return [_as_assessed(host) for host in hosts("tenable")]
    return hosts("qualys" if shape == "qualys_qps" else shape)


def _other_id(host: Json, field: str, number: int) -> Json:
    if isinstance(host.get(field), int):
        return 10_000_000 + number
    return f"{number:032x}" if field == "device_id" else str(10_000_000 + number)


def _as_assessed(host: Json) -> Json:
    """Return an asset of the export in the assessment's words."""
    words = {
        "hostnames": "host_name",
        "ipv4s": "ipv4_addresses",
        "mac_addresses": "mac_addresses",
        "operating_systems": "operating_systems",
        "first_seen": "first_observed",
        "last_seen": "last_observed",
        "updated_at": "updated",
        "bios_uuid": "bios_id",
    }
    return {words.get(name, name): value for name, value in host.items()}
