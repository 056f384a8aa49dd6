"""Runs the examples of a page through the real services, in memory: what the page shows is what came out."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from services.cli.wording import why_not_text, why_text
from services.deduper.core.usable import CAP
from services.deduper.inquiry import Inquiry
from services.deduper.service import Deduper, Rulings
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.contracts.host import Host
from shared.contracts.parts import Cloud, Hardware, Interface
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.topics import MERGED, NORMALIZED, RULINGS, Message
from shared.ports import Delivery

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

T = TypeVar("T")


def record(vendor: str, vendor_id: str, day: int = 0, **said: Any) -> HostRecord:
    """Return a record, seen some days after the first."""
    seen = NOON + timedelta(days=day)
    return HostRecord(vendor=vendor, vendor_id=vendor_id, observed_at=seen, last_seen=seen, **said)


def nic(mac: str | None, *ips: str) -> tuple[Interface, ...]:
    """Return the one interface of a record."""
    return (Interface(mac=mac, ips=ips),)


def instance(instance_id: str) -> Cloud:
    """Return where an instance lives."""
    return Cloud(provider="aws", account="111122223333", instance_id=instance_id)


def serial(number: str) -> Hardware:
    """Return a computer with a serial."""
    return Hardware(maker="Dell Inc.", serial=number)


def rule(verdict: Any, left: str, right: str, day: int = 0) -> Ruling:
    """Return an operator's ruling."""
    at = NOON + timedelta(days=day)
    return Ruling(left=left, right=right, verdict=verdict, because="seen in the rack", by="ann", ruled_at=at)


class Inventory:
    """An inventory in memory, and what to ask of it."""

    def __init__(self, *said: HostRecord | Ruling) -> None:
        self._index, self._store = MemoryIdentityIndex(), MemoryHostStore()
        self._log = MemoryEventLog(ManualClock(NOON))
        self.say(*said)

    def say(self, *said: HostRecord | Ruling) -> None:
        """Let the deduper handle these, one message after the other."""
        ports = (self._index, self._store, self._log, CAP)
        for one in said:
            if isinstance(one, Ruling):
                _run(Rulings(*ports).handle([_delivery(RULINGS.name, RULINGS.message(one))]))
            else:
                _run(Deduper(*ports).handle([_delivery(NORMALIZED.name, NORMALIZED.message(one))]))

    def hosts(self) -> list[Host]:
        """Return all hosts, in order of their first records."""

        async def read() -> list[Host]:
            return [merged.host async for merged in self._store.hosts()]

        return sorted(_run(read()), key=lambda host: host.records[0].id)

    def named(self, name: str) -> Host:
        """Return the host that goes by a name."""
        return _run(Inquiry(self._index, self._store).host(name))

    def why(self, name: str) -> str:
        """Return what `rollcall why` says."""
        return why_text(_run(Inquiry(self._index, self._store).why(name)))

    def why_not(self, left: str, right: str) -> str:
        """Return what `rollcall why-not` says."""
        return why_not_text(_run(Inquiry(self._index, self._store).why_not(left, right)))

    def published(self) -> list[str]:
        """Return what hosts.merged holds, compacted: the records of each host, or that it is gone."""
        last = {one.message.key: one.message.value for one in self._log.there(MERGED.name)}
        return [
            f"{key}: {', '.join(one.id for one in MERGED.event.decode(value).host.records) if value else 'tombstone'}"
            for key, value in sorted(last.items())
        ]

    def partition(self) -> str:
        """Return which records make which host, in a line."""
        hosts = self.hosts()
        parts = " | ".join(", ".join(one.id for one in host.records) for host in hosts)
        return f"{len(hosts)} {'host' if len(hosts) == 1 else 'hosts'}: {parts}"


def told(*said: HostRecord | Ruling) -> list[str]:
    """Return what goes in, a line each."""
    return [
        f"{one.verdict} {one.left} {one.right}" if isinstance(one, Ruling) else f"{one.id:14} {_fields(one)}"
        for one in said
    ]


def _fields(one: HostRecord) -> str:
    return "; ".join(_words(one)) or "nothing"


def _words(one: HostRecord) -> Iterator[str]:
    hardware, cloud = one.hardware, one.cloud
    yield from (f"name {one.hostname}",) if one.hostname else ()
    for interface in one.interfaces[:2]:
        yield " ".join(["MAC", interface.mac or "not given", *interface.ips])
    yield from (f"UUID {hardware.uuid}",) if hardware.uuid else ()
    yield from (f"serial {hardware.maker} {hardware.serial}",) if hardware.serial else ()
    yield from (f"instance {cloud.provider} {cloud.account} {cloud.instance_id}",) if cloud.instance_id else ()
    yield from (f"memory {hardware.memory_mib} MiB",) if hardware.memory_mib else ()
    yield from (f"seen {one.last_seen:%Y-%m-%d}",) if one.last_seen and one.last_seen != NOON else ()
    yield from one.flags


def _delivery(topic: str, message: Message) -> Delivery:
    return Delivery(message, topic, 0, 0, NOON)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def block(*parts: Sequence[str] | str) -> str:
    """Return a block of text that is shown as it is."""
    lines = [line for part in parts for line in ([part] if isinstance(part, str) else part)]
    return "```text\n" + "\n".join(lines) + "\n```\n"
