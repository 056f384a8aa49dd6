"""Workers that are stepped from call to call, over shared memory, so that a test chooses who goes on and who dies."""

from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from inspect import isasyncgenfunction
from types import coroutine
from typing import Any

from services.deduper.reconcile import Reconciler
from services.deduper.service import Deduper, Rulings, Syncs
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog, MemoryHostStore, MemoryIdentityIndex
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.sync import listed
from shared.contracts.topics import MERGED, NORMALIZED, RULINGS, SYNCS
from shared.ports import Delivery, Processor
from tests.unit.deduper.hosts import DAY, Listed, Saying
from tests.unit.deduper.worlds import CAP, run

Worker = Coroutine[str, None, None]


@coroutine
def pause(call: str) -> Iterator[str]:
    """Let the scheduler choose who goes on; tell it which call comes next."""
    yield call


class Stepped:
    """A port that pauses before every call, and between the items of a call that writes several.

    There a worker may be overtaken, or die. No port promises that several items are written at once.
    """

    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:  # Any: whatever the port has
        method = getattr(self._port, name)
        if isasyncgenfunction(method):
            return partial(_paused_items, name, method)
        if name == "software":
            return Stepped(method)  # a port in a port

        async def paused(*arguments: Any) -> Any:  # Any: the port's own
            answers = []
            for unit in _units(name, arguments):
                await pause(name)
                answers.append(await method(*unit))
            return [one for answer in answers for one in answer] if name == "commit" else answers[-1]

        return paused


async def _paused_items(name: str, method: Any, *arguments: Any) -> AsyncIterator[Any]:  # Any: the port's own
    await pause(name)
    async for one in method(*arguments):
        yield one
        await pause(name)


def _units(name: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:  # Any: a port's arguments
    """Return the call as calls with one item each."""
    match name:
        case "put_records" | "put_listings" | "put_rulings" | "put_syncs" | "forget_syncs" | "commit" | "clear":
            return [([one],) for one in arguments[0]] or [arguments]
        case "append":
            return [(arguments[0], [one]) for one in arguments[1]] or [arguments]
        case "put":
            return [(arguments[0], {host: revision}) for host, revision in arguments[1].items()] or [arguments]
        case "put_hosts":
            return [([one], []) for one in arguments[0]] + [([], [one]) for one in arguments[1]] or [arguments]
        case _:
            return [arguments]


@dataclass
class World:
    """Shared state, and batches that workers take."""

    index: MemoryIdentityIndex = field(default_factory=MemoryIdentityIndex)
    store: MemoryHostStore = field(default_factory=MemoryHostStore)
    log: MemoryEventLog = field(default_factory=lambda: MemoryEventLog(ManualClock(DAY)))
    reconciled: int = 0  # messages of hosts.merged that the reconciler has acknowledged

    def work(self, batch: Sequence[Saying]) -> Worker:
        """Return a worker that handles a batch, or finds the topic quiet, and pauses before each write and read."""
        index: Any = Stepped(self.index)  # Any: it is whatever port it wraps
        store: Any = Stepped(self.store)
        log: Any = Stepped(self.log)

        async def handle() -> None:
            if not batch:
                await Deduper(index, store, log, CAP).tick()
                await self._reconcile(Reconciler(store, log))
            processors: dict[str, Processor] = {
                NORMALIZED.name: Deduper(index, store, log, CAP),
                RULINGS.name: Rulings(index, store, log, CAP),
                SYNCS.name: Syncs(index, store, log, CAP),
            }
            deliveries = [delivery(one) for one in batch]
            for topic, processor in processors.items():
                if part := [one for one in deliveries if one.topic == topic]:
                    await processor.handle(part)

        return handle()

    def finish(self) -> None:
        """Let a worker find the topics quiet."""
        run(Deduper(self.index, self.store, self.log, CAP).tick())
        run(self._reconcile(Reconciler(self.store, self.log)))

    async def _reconcile(self, reconciler: Reconciler) -> None:
        """Read hosts.merged to its end, as a member of the group that may have others; what it dies of comes again."""
        while batch := self.log.there(MERGED.name)[self.reconciled :]:
            end = self.reconciled + len(batch)
            await reconciler.handle(batch)
            self.reconciled = max(self.reconciled, end)

    def inventory(self) -> dict[str, bytes]:
        """Return the documents of the store."""

        async def read() -> dict[str, bytes]:
            return {one.host.id: one.host.encode() async for one in self.store.hosts()}

        return run(read())

    def software(self) -> dict[str, bytes]:
        """Return what the store says is installed."""

        async def read() -> dict[str, bytes]:
            return {one.host: one.encode() async for one in self.store.software.every()}

        return run(read())

    def published(self) -> dict[str, tuple[int, bytes | None]]:
        """Return revision and document of each key that hosts.merged ever had, compacted; None is a tombstone."""
        last = {one.message.key: one.message for one in self.log.there(MERGED.name)}
        return {
            key: (int(one.headers["revision"]), MERGED.event.decode(one.value).host.encode() if one.value else None)
            for key, one in last.items()
        }


def step(worker: Worker) -> str | None:
    """Take a worker one call on; tell which call it stands before, or None if it is done."""
    try:
        return worker.send(None)
    except StopIteration:
        return None


def run_through(worker: Worker) -> None:
    """Take a worker to its end."""
    while step(worker):
        pass


def delivery(saying: Saying) -> Delivery:
    """Return a saying as a topic delivers it."""
    match saying:
        case HostRecord():
            return Delivery(NORMALIZED.message(saying), NORMALIZED.name, 0, 0, DAY)
        case Listed():
            return Delivery(
                NORMALIZED.message(saying.record, listed(saying.at, saying.reading)), NORMALIZED.name, 0, 0, DAY
            )
        case Ruling():
            return Delivery(RULINGS.message(saying), RULINGS.name, 0, 0, DAY)
        case _:
            return Delivery(SYNCS.message(saying), SYNCS.name, 0, 0, DAY)
