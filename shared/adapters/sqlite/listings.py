"""Listings and syncs in tables."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime

from shared.adapters.sqlite.database import Database, Row
from shared.contracts.sync import Listing, SyncCompleted, micros, moment


class SqliteListings:
    """Implements `Listings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_listings(self, listings: Sequence[Listing]) -> None:
        """Store each listing unless one of its record as late or later is there."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT INTO listings VALUES (?, ?, ?) ON CONFLICT (record) DO UPDATE"
                " SET source = excluded.source, at = excluded.at WHERE excluded.at > at",
                ((one.record, one.source, micros(one.at)) for one in listings),
            )

    async def get_listings(self, records: Iterable[str]) -> dict[str, Listing]:
        """Return the listings of those records that have one."""
        rows = self._database.select_in("SELECT record, source, at FROM listings WHERE record IN", records)
        return {one.record: one for one in map(_listing, rows)}

    async def listed_before(self, source: str, before: datetime) -> AsyncIterator[Listing]:
        """Give a source's listings before a moment, in order of their records."""
        found = self._database.rows(
            "SELECT record, source, at FROM listings WHERE source = ? AND at < ? ORDER BY record",
            (source, micros(before)),
        )
        for row in found:
            yield _listing(row)

    async def count_listed(self, source: str, since: datetime) -> int:
        """Return how many records of a source were listed then or later; only an index is read."""
        query = "SELECT count(*) FROM listings WHERE source = ? AND at >= ?"
        row = self._database.one(query, (source, micros(since)))
        return int(row[0]) if row else 0

    async def put_syncs(self, syncs: Sequence[SyncCompleted]) -> None:
        """Store each sync unless one of its key that orders as high or higher is there."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT INTO syncs VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
                " SET sequence = excluded.sequence, value = excluded.value WHERE excluded.sequence > sequence",
                ((one.key, one.order, one.encode()) for one in syncs),
            )

    async def forget_syncs(self, keys: Collection[str]) -> None:
        """Drop the syncs of these keys."""
        with self._database.transaction():
            self._database.run_many("DELETE FROM syncs WHERE id = ?", ((key,) for key in keys))

    async def syncs(self) -> AsyncIterator[SyncCompleted]:
        """Give all syncs in order of their keys."""
        async for _, value in self._database.pages("SELECT id, value FROM syncs WHERE id > ? ORDER BY id LIMIT ?"):
            yield SyncCompleted.decode(value)


def _listing(row: Row) -> Listing:
    return Listing(row[0], row[1], moment(row[2]))
