"""Listings and syncs in dictionaries."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime

from shared.contracts.sync import Listing, SyncCompleted


class MemoryListings:
    """Implements `Listings`."""

    def __init__(self) -> None:
        self._listings: dict[str, Listing] = {}
        self._syncs: dict[str, SyncCompleted] = {}

    async def put_listings(self, listings: Sequence[Listing]) -> None:
        """Store each listing unless one of its record as late or later is there."""
        for one in listings:
            there = self._listings.get(one.record)
            if there is None or one.at > there.at:
                self._listings[one.record] = one

    async def get_listings(self, records: Iterable[str]) -> dict[str, Listing]:
        """Return the listings of those records that have one."""
        return {one: self._listings[one] for one in records if one in self._listings}

    async def listed_before(self, source: str, before: datetime) -> AsyncIterator[Listing]:
        """Give a source's listings before a moment, in order of their records."""
        for record in sorted(self._listings):
            one = self._listings.get(record)
            if one and one.source == source and one.at < before:
                yield one

    async def count_listed(self, source: str, since: datetime) -> int:
        """Return how many records of a source were listed then or later."""
        return sum(one.source == source and one.at >= since for one in self._listings.values())

    async def put_syncs(self, syncs: Sequence[SyncCompleted]) -> None:
        """Store each sync unless one of its key that orders as high or higher is there."""
        for one in syncs:
            if one.key not in self._syncs or one.order > self._syncs[one.key].order:
                self._syncs[one.key] = one

    async def forget_syncs(self, keys: Collection[str]) -> None:
        """Drop the syncs of these keys."""
        for key in keys:
            self._syncs.pop(key, None)

    async def syncs(self) -> AsyncIterator[SyncCompleted]:
        """Give all syncs in order of their keys."""
        for key in sorted(self._syncs):
            if one := self._syncs.get(key):  # others may be forgotten meanwhile
                yield one
