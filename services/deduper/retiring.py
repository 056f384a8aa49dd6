"""Has a sync count once its records have come, and marks the records gone that it didn't see.

First the index is told the start, then the listings before it are read, and last the index is told that all of them
know: whoever dies between two of these steps leaves it to be done again.
"""

from collections.abc import Sequence

import structlog

from services.deduper.core.presence import Start, start_name
from services.deduper.core.rules import rules_version
from services.deduper.materialise import Materialiser
from services.deduper.presence import Presence
from services.deduper.rules import NAME
from shared.batches import batches
from shared.contracts.sync import SyncCompleted, micros, moment
from shared.ports import Change, HostStore, IdentityIndex

BATCH = 500  # records marked at once
_log = structlog.get_logger()


class Retiring:
    """Applies syncs of all hosts; without a materialiser the hosts that change are left in the outbox."""

    def __init__(self, index: IdentityIndex, store: HostStore, materialiser: Materialiser | None, cap: int) -> None:
        self._index, self._store, self._materialiser = index, store, materialiser
        self._presence, self._cap = Presence(index, store, cap), cap

    async def apply(self) -> None:
        """Have the latest sync of each source count whose records have come; do the rest of what was cut off.

        This is asked once a second, so the syncs that a later one left behind are forgotten.
        """
        syncs = [one async for one in self._store.syncs()]
        for source, entry in (await self._presence.entries({one.source for one in syncs})).items():
            start = Start.unpack(entry) if entry else None
            ours = [one for one in syncs if one.source == source]
            if sync := await self._latest([one for one in ours if not (start and _at(one) <= start.at)]):
                _log.info("sync_counts", source=source, started_at=sync.started_at.isoformat(), hosts=sync.hosts)
                await self._retire(source, entry, Start(_at(sync)))
            elif start and not start.applied:
                await self._retire(source, entry, start)
            elif start and (behind := [one.key for one in ours if _at(one) < start.at]):
                await self._store.forget_syncs(behind)

    async def _latest(self, syncs: Sequence[SyncCompleted]) -> SyncCompleted | None:
        """Return the latest of the syncs whose hosts have all come through."""
        for one in sorted(syncs, key=_at, reverse=True):
            if await self._store.count_listed(one.source, one.started_at) >= one.hosts:
                return one
        return None

    async def _retire(self, source: str, entry: bytes | None, start: Start) -> None:
        if not await self._tell(source, entry, start):
            return  # another worker was faster, and does the rest
        count = 0
        async for batch in batches(self._store.listed_before(source, moment(start.at)), BATCH):
            count += await self._mark([listing.record for listing in batch])
        await self._tell(source, start.pack(), Start(start.at, applied=True))
        _log.info("hosts_listed_no_more", source=source, hosts_changed=count)

    async def _mark(self, records: Sequence[str]) -> int:
        dirty = await self._presence.mend(records)
        if self._materialiser:
            await self._materialiser.materialise(sorted(dirty.items()))
        return len(dirty)

    async def _tell(self, source: str, was: bytes | None, start: Start) -> bool:
        """Tell the index a start; return whether it was still as it was read."""
        name, value = start_name(source), start.pack()
        if was == value:
            return True
        change = Change({name: was, NAME: rules_version(self._cap)}, {name: value})
        return (await self._index.commit([change]))[0] is not None


def _at(sync: SyncCompleted) -> int:
    return micros(sync.started_at)
