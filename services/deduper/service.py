"""hosts.normalized and hosts.rulings → identity index → host store → hosts.merged."""

from collections.abc import Sequence
from typing import TypeVar

import structlog

from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.rulings import Verdict
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.materialise import Materialiser
from services.deduper.rules import hold_to_rules
from shared.contracts.event import Event
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.topics import NORMALIZED, RULINGS
from shared.errors import Permanent
from shared.ports import Delivery, EventLog, HostStore, IdentityIndex, Rejection

E = TypeVar("E", bound=Event)
_log = structlog.get_logger()


class Deduper:
    """Decides which records are the same machine and keeps the inventory."""

    name = "deduper"
    source = NORMALIZED.name

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
        self._index, self._store, self._cap = index, store, cap
        self._materialiser = Materialiser(index, store, log)
        self._quiet = True  # the first tick finishes what a crash may have left

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Store the records, place them, and materialise the hosts that changed.

        Raises:
            RulesChanged: the index was built by other rules.
            IndexLost: it is gone.

        """
        await hold_to_rules(self._index, self._store, self._cap)
        self._quiet = False
        records, rejections = _decode(HostRecord, batch)
        await self._store.put_records(records)
        arrivals = [Arrival.of(record, identifiers(record)) for record in records]
        dirty = await identify(self._index, arrivals, cap=self._cap)
        await self._materialiser.materialise(sorted(dirty.items()), records)
        _log.debug("records_placed", records=len(records), hosts_changed=len(dirty))
        return rejections

    async def tick(self) -> None:
        """When the topic is quiet, finish what others left in the outbox, and see that the index is still there."""
        if self._quiet:
            await hold_to_rules(self._index, self._store, self._cap)
            if count := await self._materialiser.drain():
                _log.info("outbox_drained", hosts=count)
        self._quiet = True


class Rulings:
    """Brings operators' rulings into the identity index."""

    name = "rulings"
    source = RULINGS.name

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
        self._index, self._store, self._cap = index, store, cap
        self._materialiser = Materialiser(index, store, log)

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Store the rulings, apply them, and materialise the hosts that changed."""
        await hold_to_rules(self._index, self._store, self._cap)
        rulings, rejections = _decode(Ruling, batch)
        await self._store.put_rulings(rulings)
        dirty = await identify(self._index, [], [Verdict.of(ruling) for ruling in rulings], self._cap)
        await self._materialiser.materialise(sorted(dirty.items()))
        return rejections

    async def tick(self) -> None:
        """Do nothing: the deduper finishes what is left."""


def _decode(kind: type[E], batch: Sequence[Delivery]) -> tuple[list[E], list[Rejection]]:
    events, rejections = [], []
    for delivery in batch:
        if delivery.message.value is None:
            continue  # a tombstone: nothing of ours writes one here, and a record is never withdrawn
        try:
            events.append(kind.decode(delivery.message.value))
        except Permanent as reason:
            rejections.append(Rejection(delivery, delivery.message, reason))
    return events, rejections
