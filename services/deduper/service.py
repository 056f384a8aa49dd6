"""hosts.normalized, hosts.rulings and hosts.syncs → identity index → host store → hosts.merged."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.rulings import Verdict
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.materialise import Materialiser
from services.deduper.presence import Presence
from services.deduper.retiring import Retiring
from services.deduper.rules import hold_to_rules
from shared.contracts.event import Event, shown
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.sync import Listing, SyncCompleted, listed_at
from shared.contracts.topics import NORMALIZED, RULINGS, SYNCS, Message
from shared.contracts.version import Stamp
from shared.errors import Permanent
from shared.ports import Delivery, EventLog, HostStore, IdentityIndex, Rejection

E = TypeVar("E", bound=Event)
T = TypeVar("T")
_log = structlog.get_logger()


class Deduper:
    """Decides which records are the same machine and keeps the inventory."""

    name = "deduper"
    source = NORMALIZED.name

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
        self._index, self._store, self._cap = index, store, cap
        self._presence = Presence(index, store, cap)
        self._materialiser = Materialiser(index, store, log, cap)
        self._retiring = Retiring(index, store, self._materialiser, cap)
        self._quiet = True  # the first tick finishes what a crash may have left

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Store the records, place them, and materialise the hosts that changed.

        Raises:
            RulesChanged: the index was built by other rules.
            IndexLost: it is gone.

        """
        await hold_to_rules(self._index, self._store, self._cap)
        self._quiet = False
        found, rejections = _decode(listed_record, batch)
        records = [record for record, _, _ in found]
        listings = [listing for _, _, listing in found if listing]
        await self._store.put_records(records)
        await self._store.put_listings(listings)
        arrivals = [arrival for _, arrival, _ in found]
        dirty = await identify(self._index, arrivals, cap=self._cap, judge=self._presence.judge(listings))
        await self._materialiser.materialise(sorted(dirty.items()), records)
        _log.debug("records_placed", records=len(records), hosts_changed=len(dirty))
        return rejections

    async def tick(self) -> None:
        """When the topic is quiet, see that the index is there, whether a sync counts now, and what others left."""
        if self._quiet:
            await hold_to_rules(self._index, self._store, self._cap)
            await self._retiring.apply()
            if count := await self._materialiser.drain():
                _log.info("outbox_drained", hosts=count)
        self._quiet = True


class Rulings:
    """Brings operators' rulings into the identity index."""

    name = "rulings"
    source = RULINGS.name

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
        self._index, self._store, self._cap = index, store, cap
        self._materialiser = Materialiser(index, store, log, cap)

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Store the rulings, apply them, and materialise the hosts that changed."""
        await hold_to_rules(self._index, self._store, self._cap)
        rulings, rejections = _decode(_event_of(Ruling), batch)
        await self._store.put_rulings(rulings)
        dirty = await identify(self._index, [], [Verdict.of(ruling) for ruling in rulings], self._cap)
        await self._materialiser.materialise(sorted(dirty.items()))
        return rejections

    async def tick(self) -> None:
        """Do nothing: the deduper finishes what is left."""


class Syncs:
    """Hears of syncs of all hosts: what they didn't see is listed no more."""

    name = "syncs"
    source = SYNCS.name

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
        self._index, self._store, self._cap = index, store, cap
        self._retiring = Retiring(index, store, Materialiser(index, store, log, cap), cap)

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Store the syncs, and apply those whose records have come; the deduper applies the others when they have."""
        await hold_to_rules(self._index, self._store, self._cap)
        syncs, rejections = _decode(_event_of(SyncCompleted), batch)
        await self._store.put_syncs(syncs)
        await self._retiring.apply()
        return rejections

    async def tick(self) -> None:
        """Do nothing: the deduper finishes what is left."""


def listed_record(message: Message) -> tuple[HostRecord, Arrival, Listing | None]:
    """Return a record, what identity sees of it, and when it was listed if its message says so."""
    record, at = HostRecord.decode(message.value or b"", Stamp.told(message.headers)), listed_at(message.headers)
    listing = Listing(record.id, record.source, at) if at else None
    return record, Arrival.of(record, identifiers(record)), listing


def _event_of(kind: type[E]) -> Callable[[Message], E]:
    return lambda message: kind.decode(message.value or b"")


def _decode(read: Callable[[Message], T], batch: Sequence[Delivery]) -> tuple[list[T], list[Rejection]]:
    found, rejections = [], []
    for delivery in batch:
        if delivery.message.value is None:
            continue  # a tombstone: nothing of ours writes one here, and a record is never withdrawn
        try:
            found.append(read(delivery.message))
        except Permanent as reason:
            rejections.append(Rejection(delivery, delivery.message, reason))
        except Exception as error:  # noqa: BLE001 - the boundary of one message: it alone is refused
            why = f"expected a message that can be read; got {type(error).__name__}: {shown(error, 200)}"
            rejections.append(Rejection(delivery, delivery.message, Permanent(why)))
    return found, rejections
