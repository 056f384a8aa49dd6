"""Invented machines for the browser to look at, and one whose vendor says hostile things."""

from collections.abc import Iterator
from datetime import timedelta

from services.visualizer.samples import REFERENCE_TIME, invented
from services.wiring import Ports
from shared.contracts.host import HostOutline
from shared.contracts.parts import Agent, Hardware, Interface, Package, Port
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED, RAW, Message

MACHINES, SEED = 240, 7
SOFTWARE = (
    Package(name="OpenSSH", version="9.6", maker="OpenBSD"),
    Package(name="curl", version="8.5.0", maker="haxx"),
    Package(name="nginx", version="1.24.0", maker="F5"),
)
HOSTILE = '<img src=x onerror="document.title=1">'


def records() -> Iterator[HostRecord]:
    """Give what each vendor says of each machine it knows."""
    for number, outline in enumerate(invented(MACHINES, SEED)):
        for vendor in outline.vendors:
            yield _record(vendor, number, outline)
    yield HostRecord(vendor="qualys", vendor_id="hostile", hostname=HOSTILE, tags=(HOSTILE,), last_seen=REFERENCE_TIME)


async def fill(ports: Ports) -> None:
    """Put the records into the stream, and a dead letter beside it."""
    every = list(records())
    first = next(one for one in every if one.vendor == "crowdstrike" and one.last_seen)
    again = first.model_copy(update={"vendor_id": "again", "last_seen": REFERENCE_TIME - timedelta(days=9)})
    await ports.log.append(NORMALIZED.name, [NORMALIZED.message(one) for one in (*every, again)])
    refused = {"error-class": "Permanent", "error-message": "field id: expected text; got [1]", "service": "normalizer"}
    await ports.log.append(RAW.dead_letter, [Message("qualys/s/4", b"{}", refused)])


def _record(vendor: str, number: int, outline: HostOutline) -> HostRecord:
    mac, address = f"0a:00:00:00:{number // 256:02x}:{number % 256:02x}", f"10.0.{number // 200}.{number % 200 + 1}"
    family = outline.os_family
    edr = Agent(kind="edr", vendor=vendor, version="7.11", last_checked_in=outline.last_seen)
    said = {
        "vendor": vendor,
        "vendor_id": f"{vendor[0]}{number:04}",
        "observed_at": REFERENCE_TIME,
        "hostname": outline.hostname,
        "os": {"family": family, "name": outline.os_name, "version": outline.os_version},
        "hardware": Hardware(maker="Example", serial=f"EX{number:06}"),
        "interfaces": (Interface(name="eth0", mac=mac, ips=(address,)),),
        "first_seen": outline.first_seen,
        "last_seen": outline.last_seen,
        "tags": ("prod",) if number % 3 else (),
    }
    if vendor == "crowdstrike":
        is_silent = number % 30 == 0  # the scanner still sees it
        heard = outline.last_seen - timedelta(days=12) if is_silent and outline.last_seen else outline.last_seen
        return HostRecord.model_validate(said | {"agents": (edr,), "last_seen": heard})
    ports = (Port(port=22, protocol="tcp", service="ssh"), Port(port=443, protocol="tcp", service="https"))
    return HostRecord.model_validate(said | {"ports": ports, "software": SOFTWARE, "last_scan": outline.last_seen})
