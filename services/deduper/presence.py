"""Brings it into the index which records are listed no more.

A record's listing is stored before the index is asked for the start that counts, and is committed by no other start. So
a record that comes back either finds itself gone, or is found by whoever writes its host.
"""

from collections.abc import Collection, Iterable, Mapping

from services.deduper.core.presence import Start, gone_since, start_name
from services.deduper.core.usable import CAP
from services.deduper.identify import Judge, Judgement, identify
from shared.contracts.sync import Listing, micros
from shared.ports import HostStore, IdentityIndex


class Presence:
    """Judges records by what the store knows of their listings and the index of the syncs that count."""

    def __init__(self, index: IdentityIndex, store: HostStore, cap: int = CAP) -> None:
        self._index, self._store, self._cap = index, store, cap

    def judge(self, listings: Iterable[Listing]) -> Judge:
        """Return what judges the records of these listings, which are stored already."""
        latest = {one.record: one for one in sorted(listings, key=lambda one: one.at)}

        async def judged() -> Judgement:
            entries = await self.entries({one.source for one in latest.values()})
            starts = {source: Start.unpack(entry).at for source, entry in entries.items() if entry}
            doubtful = [one.record for one in latest.values() if _is_gone(one, starts)]
            stored = await self._store.get_listings(doubtful) if doubtful else {}  # an old page may be read again
            every = (latest | stored).values()
            gone = {one.record: gone_since(micros(one.at), starts.get(one.source)) for one in every}
            return Judgement(gone, {start_name(source): entry for source, entry in entries.items()})

        return judged

    async def mend(self, records: Collection[str]) -> dict[bytes, int]:
        """Judge these records anew, by what is stored; return the dirty hosts with their revisions."""

        async def judged() -> Judgement:
            listings = await self._store.get_listings(records)
            return await self.judge(listings.values())()

        return await identify(self._index, [], cap=self._cap, judge=judged)

    async def wrong(self, gone: Mapping[str, int]) -> list[str]:
        """Return those of the records that are held to be gone, and since when, that were listed again meanwhile."""
        listings = await self._store.get_listings(gone) if gone else {}
        return [one for one, listing in listings.items() if micros(listing.at) != gone[one]]

    async def entries(self, sources: Collection[str]) -> dict[str, bytes | None]:
        """Return what the index says of the latest sync of each source that counts."""
        found = await self._index.get_many([start_name(source) for source in sources]) if sources else {}
        return {source: found.get(start_name(source)) for source in sources}


def _is_gone(listing: Listing, starts: Mapping[str, int]) -> bool:
    return gone_since(micros(listing.at), starts.get(listing.source)) != 0
