"""The inventory in collections: records, rulings, hosts."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import get_args

from pymongo.asynchronous.database import AsyncDatabase

from shared.adapters.facts import page_of
from shared.adapters.mongodb.documents import Document, bytes_of, of_gone, of_host, of_record, of_ruling, record_of
from shared.adapters.mongodb.faults import explained
from shared.adapters.mongodb.listings import MongoListings
from shared.adapters.mongodb.searching import counting, mark_of, paging
from shared.adapters.mongodb.software import MongoSoftware
from shared.adapters.mongodb.table import Table
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.query import Fact, HostPage, HostQuery, Sort
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.ports import Counts

FEW = 10_000  # hosts that go by a text: more aren't counted
COUNTED: tuple[Fact, ...] = (
    *("family", "vendors", "agents", "containment", "sensors"),
    *("last_scan", "quiet_since", "spare_records", "conflicts"),
)


class MongoHostStore(MongoListings):
    """Implements `HostStore`."""

    def __init__(self, database: AsyncDatabase[Document], namespace: str = "") -> None:
        prefix = f"{namespace}." if namespace else ""
        super().__init__(database, prefix)
        self._records = Table(database[f"{prefix}records"])
        self._rulings = Table(database[f"{prefix}rulings"])
        self._hosts = Table(database[f"{prefix}hosts"])
        self.software = MongoSoftware(Table(database[f"{prefix}software"]))

    async def prepare(self) -> None:
        """Make the indexes that are not there yet."""
        with explained():
            await self._records.collection.create_index("vendor", name="vendor")
            await self._listings.collection.create_index([("source", 1), ("order", 1)], name="listed")
            await self._hosts.collection.create_index([("is_there", 1), ("_id", 1)], name="is_there")
            await self._hosts.collection.create_index([("terms", 1), ("_id", 1)], name="terms")
            for fact in get_args(Sort):
                await self._hosts.collection.create_index([(f"facts.{fact}", 1), ("_id", 1)], name=fact)
            for fact in COUNTED:
                keys = [(f"facts.{fact}", 1), ("is_there", 1), ("facts.gone", 1)]
                await self._hosts.collection.create_index(keys, name=f"counted_{fact}")
            await self.software.prepare()

    async def put_records(self, records: Sequence[HostRecord]) -> None:
        """Store each record unless a version as great or greater is there."""
        await self._records.put([of_record(record) for record in records])

    async def get_records(self, ids: Iterable[str]) -> dict[str, HostRecord]:
        """Return those records that are there."""
        return {one["_id"]: record_of(one) async for one in self._records.get(ids, "order", "value")}

    async def records(self) -> AsyncIterator[HostRecord]:
        """Give all records in order of their ids."""
        async for one in self._records.pages("order", "value"):
            yield record_of(one)

    async def put_rulings(self, rulings: Sequence[Ruling]) -> None:
        """Store each ruling unless one of its pair as late or later is there."""
        await self._rulings.put([of_ruling(ruling) for ruling in rulings])

    async def rulings(self) -> AsyncIterator[Ruling]:
        """Give all rulings in order of their pairs."""
        async for one in self._rulings.pages("value"):
            yield Ruling.decode(bytes_of(one))

    async def put_hosts(self, hosts: Sequence[MergedHost], gone: Sequence[tuple[str, int]]) -> None:
        """Write hosts, and delete those gone, each only if its revision is newer than the stored."""
        deleted = [of_gone(one, revision) for one, revision in gone]
        await self._hosts.put([*(of_host(merged) for merged in hosts), *deleted])

    async def get_hosts(self, ids: Iterable[str]) -> dict[str, tuple[int, MergedHost | None]]:
        """Return revision and host of each id ever written; None in place of a deleted host."""
        return {
            one["_id"]: (int(one["order"]), MergedHost.decode(bytes_of(one)) if "value" in one else None)
            async for one in self._hosts.get(ids, "order", "value")
        }

    async def revisions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the revision of each id ever written."""
        return {one["_id"]: int(one["order"]) async for one in self._hosts.get(ids, "order")}

    async def hosts(self) -> AsyncIterator[MergedHost]:
        """Give all hosts in order of their ids."""
        async for one in self._hosts.pages("value", is_there=True):
            yield MergedHost.decode(bytes_of(one))

    async def outlines(self) -> AsyncIterator[HostOutline]:
        """Give the outline of each host in order of their ids."""
        async for one in self._hosts.pages("outline", is_there=True):
            yield HostOutline.model_validate(one["outline"])

    async def counts(self) -> Counts:
        """Return how many records and hosts there are; only indexes are read."""
        with explained():
            vendors = await self._records.collection.distinct("vendor")
            records = {one: await self._records.collection.count_documents({"vendor": one}) for one in vendors}
            return Counts(records, await self._hosts.collection.count_documents({"is_there": True}))

    async def find(self, text: str, limit: int = 20) -> list[MergedHost]:
        """Return hosts that go by `text`, in order of their ids."""
        found = await self._hosts.find({"terms": text.strip().lower()}, limit, "value") if limit > 0 else []
        return [MergedHost.decode(bytes_of(one)) for one in found]

    async def search(self, query: HostQuery) -> HostPage:
        """Return a page of the hosts that a query asks for."""
        way = -1 if query.descending else 1
        fact = f"facts.{query.sort}"
        order = [(fact, way), ("_id", way)]
        documents = (
            await self._hosts.find(paging(query), query.limit + 1, "outline", fact, order=order) if query.limit else []
        )
        found = [(HostOutline.model_validate(one["outline"]), mark_of(one, query)) for one in documents]
        if not query.counted:
            return page_of(found, query, None)
        most = FEW if query.text.strip() else 0  # no index counts what many hosts go by
        total = await self._hosts.count(counting(query), most and most + 1)
        page = page_of(found, query, min(total, most) if most else total)
        return replace(page, is_least=0 < most < total)
