"""The services inside the test's process, on a file or in memory, with a normalizer of the test's choice."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from services.deduper.reconcile import Reconciler
from services.deduper.service import Deduper, Rulings, Syncs
from services.normalizer.service import Normalizer
from services.normalizer.vendors import Reader
from services.wiring.embedded import opened
from services.wiring.ports import Ports
from shared.adapters.clock import SystemClock
from shared.adapters.memory import (
    MemoryCursors,
    MemoryEventLog,
    MemoryHostStore,
    MemoryIdentityIndex,
    MemoryRoster,
    MemorySlots,
)
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.contracts.topics import RAW, Message
from shared.errors import Permanent
from shared.runtime.handling import Job
from shared.runtime.local import Loop, drain
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import together
from shared.settings import SharedSettings
from tests.payloads.recorded import READERS, hosts, page

LENIENT = RuntimeSettings(dead_letter_share=1.0)


@dataclass(frozen=True)
class Inside:
    """Ports, and the services on them."""

    ports: Ports

    def run(self, readers: Mapping[str, Reader] = READERS, settings: RuntimeSettings = LENIENT) -> None:
        """Process all that waits."""
        asyncio.run(self._run(readers, settings))

    def put(self, *pages: AnyPage) -> None:
        """Append pages to hosts.raw."""
        asyncio.run(self.ports.log.append(RAW.name, [RAW.message(one) for one in pages]))

    def garble(self) -> None:
        """Append a message that is no page."""
        asyncio.run(self.ports.log.append(RAW.name, [Message("qualys/garbled", b"{")]))

    def documents(self) -> list[bytes]:
        """Return every host as its bytes, in order."""
        return asyncio.run(self._documents())

    async def _documents(self) -> list[bytes]:
        return [merged.host.encode() async for merged in self.ports.store.hosts()]

    async def _run(self, readers: Mapping[str, Reader], settings: RuntimeSettings) -> None:
        ports, stop = self.ports, asyncio.Event()
        jobs = [
            Job(Normalizer(ports.log, readers), "normalizer", 2),
            Job(Deduper(ports.index, ports.store, ports.log), "deduper", 3),
            Job(Rulings(ports.index, ports.store, ports.log), "deduper", 3),
            Job(Syncs(ports.index, ports.store, ports.log), "deduper", 3),
            Job(Reconciler(ports.store, ports.log), "deduper", 3),
        ]
        loops = [Loop(job, ports.log, ports.clock, settings) for job in jobs]

        async def end() -> None:
            await drain(loops, stop, ports.clock)

        await together(end(), *(loop.run(stop) for loop in loops))


@contextmanager
def on_file(folder: Path) -> Iterator[Inside]:
    """Give the services on the embedded store of a folder."""
    with opened(SharedSettings(data=folder / "data"), SystemClock(), read_only=False) as ports:
        yield Inside(ports)


def in_memory(partitions: int = 3) -> Inside:
    """Return the services on what is in memory."""
    clock = SystemClock()
    ports = (
        MemoryEventLog(clock, partitions),
        MemoryIdentityIndex(),
        MemoryHostStore(),
        MemoryCursors(),
        MemoryRoster(),
        MemorySlots(clock),
    )
    return Inside(Ports(clock, *ports, alone=True))


def pages() -> list[AnyPage]:
    """Return a page of each recorded host."""
    found = [(vendor, host) for vendor in READERS for host in hosts(vendor)]
    return [page(vendor, host).model_copy(update={"sequence": number}) for number, (vendor, host) in enumerate(found)]


def refusing(vendor: str) -> dict[str, Reader]:
    """Return readers of which one vendor's refuses every host."""

    def refuse(payload: Any, fetched: datetime) -> HostRecord:  # Any: the vendor's payload
        raise Permanent(f"expected nothing; got {type(payload).__name__} fetched at {fetched}")

    return {**READERS, vendor: replace(READERS[vendor], to_host=refuse)}


def misreading(*vendors: str) -> dict[str, Reader]:
    """Return readers of which some give every host a wrong status."""
    return READERS | {vendor: replace(READERS[vendor], to_host=_misread(READERS[vendor])) for vendor in vendors}


def only(vendors: Sequence[str]) -> list[AnyPage]:
    """Return the pages of these vendors."""
    return [one for one in pages() if one.vendor in vendors]


def _misread(reader: Reader) -> Callable[[Any, datetime], HostRecord]:  # Any: the vendor's payload
    return lambda payload, fetched: reader.to_host(payload, fetched).model_copy(update={"status": "misread"})
