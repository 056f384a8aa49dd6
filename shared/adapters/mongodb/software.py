"""What is installed, in a collection: a document for each host, with the names of its programs in an index."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from shared.adapters.mongodb.documents import Document, bytes_of, of_gone, of_software
from shared.adapters.mongodb.faults import explained
from shared.adapters.mongodb.table import Table
from shared.contracts.software import Common, HostSoftware


class MongoSoftware:
    """Implements `SoftwareStore`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    async def prepare(self) -> None:
        """Make the index that is not there yet."""
        await self.table.collection.create_index([("programs.name", 1), ("_id", 1)], name="programs")

    async def put(self, software: Sequence[HostSoftware], revisions: Mapping[str, int]) -> None:
        """Write what each host has, only if its revision is newer than the stored."""
        said = {one.host: one for one in software if one.programs}
        await self.table.put(
            [
                of_software(said[host], revision) if host in said else of_gone(host, revision)
                for host, revision in revisions.items()
            ]
        )

    async def get(self, hosts: Iterable[str]) -> dict[str, HostSoftware]:
        """Return what these hosts have."""
        return {one["_id"]: _read(one) async for one in self.table.get(hosts, "value") if "value" in one}

    async def every(self) -> AsyncIterator[HostSoftware]:
        """Give what every host has, in order of their ids."""
        async for one in self.table.pages("value", is_there=True):
            yield _read(one)

    async def common(self, limit: int | None = None) -> list[Common]:
        """Return the programs that most hosts have; every host's names are read."""
        steps: list[Document] = [
            {"$match": {"is_there": True}},
            {"$project": {"programs": 1}},
            {"$unwind": "$programs"},
            {"$group": {"_id": {"name": "$programs.name", "maker": "$programs.maker"}, "hosts": {"$sum": 1}}},
            {"$sort": {"hosts": -1, "_id.name": 1, "_id.maker": 1}},
            *([{"$limit": limit}] if limit is not None else []),
        ]
        with explained():
            found = await (await self.table.collection.aggregate(steps, allowDiskUse=True)).to_list()
        return [Common(name=one["_id"]["name"], maker=one["_id"]["maker"] or None, hosts=one["hosts"]) for one in found]

    async def named(self, name: str, limit: int, after: str = "") -> list[HostSoftware]:
        """Return what the hosts have that have a program of this very name."""
        wanted = {"programs.name": name, "_id": {"$gt": after}}
        return [_read(one) for one in await self.table.find(wanted, limit, "value")]


def _read(document: Document) -> HostSoftware:
    return HostSoftware.decode(bytes_of(document))
