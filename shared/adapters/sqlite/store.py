"""The inventory in tables: bytes as the events wrote them, an outline for the charts, terms for the search."""

from collections.abc import AsyncIterator, Iterable, Sequence

from shared.adapters.sqlite.database import Database
from shared.adapters.sqlite.listings import SqliteListings
from shared.adapters.sqlite.placing import displace, place
from shared.adapters.sqlite.searching import FEW, Search
from shared.adapters.sqlite.software import SqliteSoftware
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.query import HostPage, HostQuery
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.version import Stamp
from shared.ports import Counts


class SqliteHostStore(SqliteListings):
    """Implements `HostStore`."""

    def __init__(self, database: Database, few: int = FEW) -> None:
        super().__init__(database)
        self._few = few
        self.software = SqliteSoftware(database)

    async def put_records(self, records: Sequence[HostRecord]) -> None:
        """Store each record unless a version as great or greater is there."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
                " SET version = excluded.version, value = excluded.value WHERE excluded.version > version",
                ((record.id, record.version, record.encode()) for record in records),
            )

    async def get_records(self, ids: Iterable[str]) -> dict[str, HostRecord]:
        """Return those records that are there."""
        rows = self._database.select_in("SELECT id, version, value FROM records WHERE id IN", ids)
        return {one: HostRecord.decode(value, Stamp.of(version)) for one, version, value in rows}

    async def records(self) -> AsyncIterator[HostRecord]:
        """Give all records in order of their ids."""
        query = "SELECT id, version, value FROM records WHERE id > ? ORDER BY id LIMIT ?"
        async for _, version, value in self._database.pages(query):
            yield HostRecord.decode(value, Stamp.of(version))

    async def put_rulings(self, rulings: Sequence[Ruling]) -> None:
        """Store each ruling unless one of its pair as late or later is there."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT INTO rulings VALUES (?, ?, ?) ON CONFLICT (pair) DO UPDATE"
                " SET sequence = excluded.sequence, value = excluded.value WHERE excluded.sequence > sequence",
                ((ruling.pair, ruling.order, ruling.encode()) for ruling in rulings),
            )

    async def rulings(self) -> AsyncIterator[Ruling]:
        """Give all rulings in order of their pairs."""
        async for _, value in self._database.pages(
            "SELECT pair, value FROM rulings WHERE pair > ? ORDER BY pair LIMIT ?"
        ):
            yield Ruling.decode(value)

    async def put_hosts(self, hosts: Sequence[MergedHost], gone: Sequence[tuple[str, int]]) -> None:
        """Write hosts, and delete those gone, each only if its revision is newer than the stored."""
        with self._database.transaction():
            for merged in hosts:
                outline = HostOutline.of(merged.host)
                number = self._put(merged.host.id, merged.revision, merged.encode(), outline.model_dump_json())
                if number is not None:
                    place(self._database, number, merged.host, outline)
            for one, revision in gone:
                self._put(one, revision, None, None)

    async def get_hosts(self, ids: Iterable[str]) -> dict[str, tuple[int, MergedHost | None]]:
        """Return revision and host of each id ever written; None in place of a deleted host."""
        rows = self._database.select_in("SELECT id, revision, value FROM hosts WHERE id IN", ids)
        return {one: (revision, MergedHost.decode(value) if value else None) for one, revision, value in rows}

    async def revisions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the revision of each id ever written."""
        return dict(self._database.select_in("SELECT id, revision FROM hosts WHERE id IN", ids))

    async def hosts(self) -> AsyncIterator[MergedHost]:
        """Give all hosts in order of their ids."""
        async for _, value in self._database.pages(
            "SELECT id, value FROM hosts WHERE id > ? AND value IS NOT NULL ORDER BY id LIMIT ?"
        ):
            yield MergedHost.decode(value)

    async def outlines(self) -> AsyncIterator[HostOutline]:
        """Give the outline of each host in order of their ids."""
        async for _, outline in self._database.pages(
            "SELECT id, outline FROM hosts WHERE id > ? AND outline IS NOT NULL ORDER BY id LIMIT ?"
        ):
            yield HostOutline.model_validate_json(outline)

    async def counts(self) -> Counts:
        """Return how many records and hosts there are, as the triggers counted them."""
        row = self._database.one("SELECT total(hosts) FROM kinds")
        return Counts(dict(self._database.rows("SELECT vendor, records FROM vendors")), int(row[0]) if row else 0)

    async def find(self, text: str, limit: int = 20) -> list[MergedHost]:
        """Return hosts that go by `text`, in order of their ids."""
        query = "SELECT value FROM terms JOIN hosts USING (number) WHERE own IN (0, 1) AND term = ? ORDER BY id LIMIT ?"
        return [MergedHost.decode(value) for (value,) in self._database.rows(query, (text.strip().lower(), limit))]

    async def search(self, query: HostQuery) -> HostPage:
        """Return a page of the hosts that a query asks for."""
        return Search(self._database, query, self._few).page()

    def _put(self, one: str, revision: int, value: bytes | None, outline: str | None) -> int | None:
        """Write a host, no longer found by what it said; return its number, or None if a newer one is there."""
        row = self._database.one(
            "INSERT INTO hosts (id, revision, outline, value) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " revision = excluded.revision, outline = excluded.outline, value = excluded.value"
            " WHERE excluded.revision > revision RETURNING number",
            (one, revision, outline, value),
        )
        if row is None:
            return None
        displace(self._database, row[0])
        return int(row[0])
