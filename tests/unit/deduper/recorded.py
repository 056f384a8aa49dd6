"""A recorded world: invented records that have each rule's edges in them, and the digest of the rules' answers on it.

It has no chance in it and no library's generator: the same records on every machine and every Python.
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import TypeVar, get_args

from services.deduper.core.identifiers import identifiers
from services.deduper.core.usable import CAP
from shared.contracts.parts import Cloud, Containment, Hardware, Interface, OperatingSystem, Package
from shared.contracts.record import CLOCK_AHEAD, HostRecord
from shared.contracts.ruling import Ruling
from tests.unit.deduper.fleet import MACHINES, SEEN
from tests.unit.deduper.hosts import Saying, lawful_inventory, lawful_software

T = TypeVar("T")

RECORDS = 400


def full_width(text: str) -> str:
    """Return a text in the wide characters that East Asian keyboards write."""
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


NAMES = (
    *(None, "", "localhost", "web", "WEB.corp.example", full_width("web"), "w\u200beb", "w\u0435b", "db-1"),
    *("macbook-pro-2", "ubuntu", "ip-10-0-0-1", "ip-0a000001", "10-0-0-1.example", "(none)", "a/b", "n/a", "n" * 257),
    *("\u0130zmir", "\u0131zmir"),  # Turkish: the capital with a dot, the small one without
)
MAKERS = (
    *(None, "Dell Inc.", "DELL", "Dell Computer Corporation", "Micro-Star International Co., Ltd.", "MSI", "Inc."),
    *("VMware, Inc.", "OpenStack Foundation", full_width("Dell")),
)
SERIALS = (
    *(None, "0", "00000000", "To be filled by O.E.M.", "ABC-1234", "abc1234", full_width("ABC1234"), "s" * 300, "XYZ9"),
    *("VMware-42 01 a6 e3 7d 2b 78 d4-3d a7 00 11 22 33 44 55", "ec26e6cb-2f47-bf3a-0000-0123456789ab"),
)
UUIDS = (None, None, "00000000-0000-0000-0000-000000000000", "03000200-0400-0500-0006-000700080009",
         "0000ffff-0000-0000-ffff-000000000000", "ec26e6cb-2f47-bf3a-0000-0123456789ab",
         "ec26e6cb-2f47-bf3a-0000-0123456789ac")  # fmt: skip
INSTANCES = (None, None, "none", "i-00000000", "I-0A1 ", "i-0a1", "i-0a2", "a/b")
MACS = (None, "0a:00:00:00:00:01", "0a:00:00:00:00:02", "02:42:ac:11:00:02", "42:01:0a:00:00:01", "01:00:5e:00:00:01",
        "00:05:9a:3c:7a:00", "00:00:00:00:00:01", "08:00:27:00:00:01")  # fmt: skip
IPS = ((), ("10.0.0.1",), ("10.0.0.2", "10.0.0.1"), ("8.8.8.8",), ("169.254.1.1",), ("10.0.2.15",), ("172.17.0.2",),
       ("fd00::1", "fe80::1"), ("nonsense",), tuple(f"10.9.0.{last}" for last in range(20)))  # fmt: skip
NICS = (None, "eth0", "docker0", "lo", "vEthernet (WSL)", "vEthernet (LAN)", "br-1234")
ACCOUNTS = (None, "1", "1/2")
PROGRAMS = (
    (),
    (Package(name="OpenSSH", version="7.4"), Package(name="tomcat", version="9.0.x86_64")),
    (Package(name="openssh", maker="openbsd", version="7.4"), Package(name="Tomcat  9.0", version="9.0.1")),
    (Package(name="tomcat", maker="apache", version="9.0"), Package(name="tomcat", maker="other", version="9.0")),
    (Package(name="CrowdStrike Windows Sensor", maker="CrowdStrike, Inc."), Package(name="Sentinel Agent")),
    (Package(name="p" * 300, maker="m" * 300, version="v" * 300), Package(name="Python 3.11 (64-bit)")),
)

CONTAINMENTS: tuple[Containment | None, ...] = (None, None, *get_args(Containment))
STATUSES = (None, "normal", "hidden")


def answers() -> str:
    """Return the digest of each record's identifiers, and of the documents at the true cap and at a small one."""
    records, digest = world(), blake2b(digest_size=8)
    for record in records:
        digest.update(repr([(one.kind.code, one.text, one.key) for one in identifiers(record)]).encode())
    said: list[Saying] = [*records, *rulings(records)]
    for cap in (CAP, 5):
        for documents in (lawful_inventory(said, cap), lawful_software(said, cap)):
            for host, document in sorted(documents.items()):
                digest.update(host.encode() + document)
    return digest.hexdigest()


def world() -> list[HostRecord]:
    """Return the golden fleet and records in which every value meets the others."""
    return [record for records in MACHINES.values() for record in records] + [_record(one) for one in range(RECORDS)]


def rulings(records: Sequence[HostRecord]) -> list[Ruling]:
    """Return rulings on some pairs."""
    ids = sorted(record.id for record in records)
    pairs = zip(ids[::7], ids[3::7], ("link", "unlink", "forget") * len(ids), strict=False)
    return [Ruling(left=min(a, b), right=max(a, b), verdict=verdict, ruled_at=SEEN) for a, b, verdict in pairs]


def _record(number: int) -> HostRecord:
    lot = blake2b(str(number).encode(), digest_size=32).digest()
    seen = SEEN + timedelta(hours=lot[0])
    return HostRecord(
        vendor="qualys" if lot[1] % 2 else "crowdstrike",
        vendor_id=str(number),
        observed_at=seen,
        last_seen=seen,
        hostname=_pick(NAMES, lot[2]),
        domain=_pick((None, None, "corp.example"), lot[3]),
        os=_pick((OperatingSystem(), OperatingSystem(family="linux", name="Debian", version="12")), lot[4]),
        hardware=Hardware(maker=_pick(MAKERS, lot[5]), serial=_pick(SERIALS, lot[6]), uuid=_pick(UUIDS, lot[7])),
        cloud=Cloud(provider="aws", account=_pick(ACCOUNTS, lot[8]), instance_id=_pick(INSTANCES, lot[9])),
        interfaces=tuple(
            Interface(name=_pick(NICS, lot[at]), mac=_pick(MACS, lot[at + 1]), ips=_pick(IPS, lot[at + 2]))
            for at in range(10, 10 + 3 * (lot[10] % 4), 3)
        ),
        software=_pick(PROGRAMS, lot[30]),
        containment=_pick(CONTAINMENTS, lot[29]),
        status=_pick(STATUSES, lot[28]),
        last_scan=seen - timedelta(days=lot[27] % 3) if lot[27] % 2 else None,
        flags=(CLOCK_AHEAD,) if lot[31] % 8 == 0 else (),
    )


def _pick(choices: Sequence[T], lot: int) -> T:
    return choices[lot % len(choices)]
