"""What tells whether a vendor still lists a record; a part of the host store."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from shared.contracts.sync import Listing, SyncCompleted


class Listings(Protocol):
    """Which record was last listed when, and which syncs of all hosts there were."""

    async def put_listings(self, listings: Sequence[Listing]) -> None:
        """Store each listing unless one of its record as late or later is there."""

    async def get_listings(self, records: Iterable[str]) -> dict[str, Listing]:
        """Return the listings of those records that have one."""

    def listed_before(self, source: str, before: datetime) -> AsyncIterator[Listing]:
        """Give a source's listings before a moment, in order of their records."""

    async def count_listed(self, source: str, since: datetime) -> int:
        """Return how many records of a source were listed then or later, at a cost below that of reading them."""

    async def put_syncs(self, syncs: Sequence[SyncCompleted]) -> None:
        """Store each sync unless one of its key that orders as high or higher is there."""

    async def forget_syncs(self, keys: Collection[str]) -> None:
        """Drop the syncs of these keys, which say nothing any more."""

    def syncs(self) -> AsyncIterator[SyncCompleted]:
        """Give all syncs in order of their keys; those that are forgotten meanwhile may be given or not."""
