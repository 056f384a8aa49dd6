"""What `make bench` measures, a function a line. Each is called in a process of its own."""

import asyncio
import gc
import logging
import pickle
import resource
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

import structlog

from benchmarks.arrivals import arrivals, batches, records
from services.deduper.core.entries import CROWD
from services.deduper.core.identifiers import BY_CODE, KEY_BYTES, identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from services.deduper.service import Deduper
from shared.adapters.clock import SystemClock
from shared.adapters.memory import MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.adapters.sqlite import Database, SqliteIdentityIndex
from shared.contracts.topics import NORMALIZED
from shared.ports import Change, Delivery, IdentityIndex
from shared.runtime.collecting import collect_rarely

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement: records a second of CPU time, the slowest batch, bytes of the index, peak bytes of the process."""

    name: str
    records: int
    rate: float
    slowest: float
    index_bytes: int = 0
    peak: int = 0
    of_bare: float = 0

    def beside(self, bare: "Line") -> "Line":
        """Return it with its rate as a part of the bare grouping's."""
        return replace(self, of_bare=self.rate / bare.rate)

    def as_dict(self) -> dict[str, Any]:
        """Return its fields."""
        return asdict(self)


def write_arrivals(spool: Path, size: int) -> None:
    """Invent the first arrivals and keep them for the lines."""
    spool.write_bytes(pickle.dumps(arrivals(size)))


def bare(spool: Path, size: int, batch: int) -> Line:
    """Group the keys in a dictionary of sets; it decides nothing."""
    groups: dict[bytes, set[str]] = {}

    async def group(part: Sequence[Arrival]) -> None:
        for one in part:
            for key in one.keys:
                groups.setdefault(key, set()).add(one.id)

    return asyncio.run(_timed("bare grouping", _read(spool, size, batch), group))


def memory(spool: Path, size: int, batch: int) -> Line:
    """Decide and commit in the memory index, and take the hosts out of its outbox: all that begins at an arrival."""
    return asyncio.run(_decide("identity, memory index", MemoryIdentityIndex(), _read(spool, size, batch)))


def sqlite(spool: Path, size: int, batch: int) -> Line:
    """Do the same in a file; its bytes are those of the whole file."""
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "index.sqlite") as database:
        index = SqliteIdentityIndex(database)
        line = asyncio.run(_decide("identity, SQLite index", index, _read(spool, size, batch)))
        database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        return replace(line, index_bytes=database.path.stat().st_size)


def extraction(size: int, batch: int) -> Line:
    """Take the identifiers from records."""
    every = list(records(size))

    async def extract(part: Sequence[Any]) -> None:
        for record in part:
            Arrival.of(record, identifiers(record))

    return asyncio.run(_timed("identifiers of a record", _parts(every, batch), extract))


def deduper(size: int, batch: int) -> Line:
    """Do all that the deduper does with a message: decode, store, identify, merge, store the host, publish it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    service = Deduper(MemoryIdentityIndex(), MemoryHostStore(), MemoryEventLog(SystemClock()))
    now = datetime.now(UTC)
    messages = [
        Delivery(NORMALIZED.message(one), NORMALIZED.name, 0, place, now) for place, one in enumerate(records(size))
    ]
    return asyncio.run(_timed("the whole deduper, all in memory", _parts(messages, batch), service.handle))


def crowd(members: int, batch: int) -> Line:
    """Let records join and leave a crowd of so many members."""
    index = MemoryIdentityIndex()
    name = bytes(KEY_BYTES - 1)
    key = bytes([next(one.code for one in BY_CODE.values() if one.links and one.tier > 3)]) + name
    joined = [(name, number.to_bytes(10)) for number in range(members)]
    asyncio.run(index.commit([Change({}, {name: CROWD}, joins=joined)]))
    work = [
        Arrival(f"a:{number}", bytes([1 + turn]) * 16, (key,) if turn == 0 else ())
        for start in range(0, 4000, batch)
        for turn in (0, 1)
        for number in range(start, start + batch)
    ]
    line = asyncio.run(_decide(f"join and leave a crowd of {members:,}", index, _parts(work, batch)))
    return replace(line, index_bytes=0)


async def _decide(name: str, index: IdentityIndex, parts: Iterable[Sequence[Arrival]]) -> Line:
    await mark_new(index, CAP)

    async def place(part: Sequence[Arrival]) -> None:
        dirty = await identify(index, part)
        await index.clear(dirty.items())

    line = await _timed(name, parts, place)
    return replace(line, index_bytes=await index.size())


async def _timed(name: str, parts: Iterable[Sequence[T]], work: Callable[[Sequence[T]], Awaitable[object]]) -> Line:
    """Time the work alone, in a process set up as a service's: a part is made before its clock starts."""
    count, times = 0, []
    gc.collect()
    collect_rarely()
    for part in parts:
        start = process_time()
        await work(part)
        times.append(process_time() - start)
        count += len(part)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Line(name, count, count / sum(times), max(times), peak=peak)


def _read(spool: Path, size: int, batch: int) -> Iterable[list[Arrival]]:
    return batches(pickle.loads(spool.read_bytes()), size, batch)  # noqa: S301 - written a moment ago, by us


def _parts(every: Sequence[T], batch: int) -> Iterable[Sequence[T]]:
    return (every[start : start + batch] for start in range(0, len(every), batch))
