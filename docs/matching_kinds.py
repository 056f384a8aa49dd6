"""Of each kind of identifier a worked example, and a near miss: invented records, what comes of them is computed."""

from collections.abc import Mapping

from docs.worked import Inventory, block, instance, nic, record, serial, told
from services.deduper.core.identifiers import identifiers
from shared.contracts.parts import Hardware
from shared.contracts.record import HostRecord
from shared.smbios import canonical_uuid

MAC, OTHER_MAC, GUEST = "0a:00:00:00:00:01", "0a:00:00:00:00:02", "00:50:56:00:00:01"
UUID, SWAPPED = "e3a60142-2b7d-d478-3da7-001122334455", "4201a6e3-7d2b-78d4-3da7-001122334455"
AMI = "03000200-0400-0500-0006-000700080009"
Pair = tuple[HostRecord, HostRecord]

# Of each kind of identifier two records that it is about, and two that look so and are not.
KINDS: Mapping[str, tuple[Pair, Pair]] = {
    "cloud instance": (
        (record("qualys", "1", cloud=instance("i-0a1")), record("crowdstrike", "a", cloud=instance("I-0A1"))),
        (record("qualys", "1", cloud=instance("i-00000000")), record("crowdstrike", "a", cloud=instance("i-00000000"))),
    ),
    "SMBIOS UUID": (
        (
            record("qualys", "1", hardware=Hardware(uuid=canonical_uuid(UUID))),
            record("crowdstrike", "a", hardware=Hardware(uuid=canonical_uuid(SWAPPED))),
        ),
        (
            record("qualys", "1", hardware=Hardware(uuid=AMI)),
            record("crowdstrike", "a", hardware=Hardware(uuid=AMI)),
        ),
    ),
    "maker and serial": (
        (
            record("qualys", "1", hardware=serial("7XK-20Q2")),
            record("crowdstrike", "a", hardware=Hardware(maker="DELL", serial="7xk20q2")),
        ),
        (
            record("qualys", "1", hardware=serial("To be filled by O.E.M.")),
            record("crowdstrike", "a", hardware=serial("To Be Filled By O.E.M.")),
        ),
    ),
    "MAC and hostname": (
        (
            record("qualys", "1", hostname="web", interfaces=nic(MAC, "10.0.0.1")),
            record("crowdstrike", "a", hostname="web", interfaces=nic(MAC, "10.0.0.9")),
        ),
        (
            record("qualys", "1", hostname="web", interfaces=nic("02:42:ac:11:00:02", "172.17.0.2")),
            record("crowdstrike", "a", hostname="web", interfaces=nic("02:42:ac:11:00:02", "172.17.0.2")),
        ),
    ),
    "hostname and private address": (
        (
            record("qualys", "1", hostname="web", interfaces=nic(MAC, "10.0.0.1")),
            record("crowdstrike", "a", hostname="web", interfaces=nic(OTHER_MAC, "10.0.0.1")),
        ),
        (
            record("qualys", "1", hostname="ip-10-0-0-1", interfaces=nic(MAC, "10.0.0.1")),
            record("crowdstrike", "a", hostname="ip-10-0-0-1", interfaces=nic(OTHER_MAC, "10.0.0.1")),
        ),
    ),
    "hostname in one vendor": (
        (
            record("qualys", "1", hostname="clone-a", interfaces=nic(GUEST, "192.168.122.7")),
            record("qualys", "2", hostname="clone-b", interfaces=nic(GUEST, "192.168.122.7")),
        ),
        (
            record("qualys", "1", hostname="new-name", interfaces=nic(GUEST, "192.168.122.7")),
            record("crowdstrike", "a", hostname="old-name", interfaces=nic(GUEST, "192.168.122.7")),
        ),
    ),
    "MAC and private address": (
        (
            record("qualys", "1", interfaces=nic(MAC, "10.0.0.1")),
            record("crowdstrike", "a", interfaces=nic(MAC, "10.0.0.1")),
        ),
        (
            record("qualys", "1", interfaces=nic("42:01:0a:00:00:01", "10.0.0.1")),
            record("crowdstrike", "a", interfaces=nic("42:01:0a:00:00:01", "10.0.0.1")),
        ),
    ),
}


def of_kind(name: str, pair: Pair) -> str:
    """Return what two records say, the identifiers of this kind that it makes, and the hosts that come of them."""
    made = [f"{one.id:14} → {', '.join(_texts(name, one)) or 'no such identifier'}" for one in pair]
    return block(told(*pair), made, Inventory(*pair).partition())


def _texts(name: str, one: HostRecord) -> list[str]:
    return [key.text for key in identifiers(one) if key.kind.name == name]
