"""Listings and syncs in collections."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime

from pymongo.asynchronous.database import AsyncDatabase

from shared.adapters.mongodb.documents import Document, bytes_of
from shared.adapters.mongodb.table import Table
from shared.contracts.sync import Listing, SyncCompleted, micros, moment


class MongoListings:
    """Implements `Listings`."""

    def __init__(self, database: AsyncDatabase[Document], prefix: str) -> None:
        self._listings = Table(database[f"{prefix}listings"])
        self._syncs = Table(database[f"{prefix}syncs"])

    async def put_listings(self, listings: Sequence[Listing]) -> None:
        """Store each listing unless one of its record as late or later is there."""
        latest = {one.record: one for one in sorted(listings, key=lambda one: one.at)}
        documents = [{"_id": one.record, "order": micros(one.at), "source": one.source} for one in latest.values()]
        await self._listings.put(documents)

    async def get_listings(self, records: Iterable[str]) -> dict[str, Listing]:
        """Return the listings of those records that have one."""
        return {one["_id"]: _listing(one) async for one in self._listings.get(records, "order", "source")}

    async def listed_before(self, source: str, before: datetime) -> AsyncIterator[Listing]:
        """Give a source's listings before a moment, in order of their records."""
        async for one in self._listings.pages("order", "source", source=source, order={"$lt": micros(before)}):
            yield _listing(one)

    async def count_listed(self, source: str, since: datetime) -> int:
        """Return how many records of a source were listed then or later; only an index is read."""
        return await self._listings.count({"source": source, "order": {"$gte": micros(since)}})

    async def put_syncs(self, syncs: Sequence[SyncCompleted]) -> None:
        """Store each sync unless one of its key that orders as high or higher is there."""
        await self._syncs.put(
            [{"_id": one.key, "order": one.order.hex(), "value": one.encode().decode()} for one in syncs]
        )

    async def forget_syncs(self, keys: Collection[str]) -> None:
        """Drop the syncs of these keys."""
        await self._syncs.drop(keys)

    async def syncs(self) -> AsyncIterator[SyncCompleted]:
        """Give all syncs in order of their keys."""
        async for one in self._syncs.pages("value"):
            yield SyncCompleted.decode(bytes_of(one))


def _listing(document: Document) -> Listing:
    return Listing(document["_id"], document["source"], moment(document["order"]))
