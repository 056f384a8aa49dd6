"""The inventory in dictionaries."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence

from shared.adapters.memory.listings import MemoryListings
from shared.adapters.memory.searching import search
from shared.adapters.memory.software import MemorySoftware
from shared.adapters.terms import terms_of
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.query import HostPage, HostQuery
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.version import Stamp
from shared.ports import Counts


class MemoryHostStore(MemoryListings):
    """Implements `HostStore`. Holds bytes, as a database would, so that nothing is shared with the caller."""

    def __init__(self) -> None:
        super().__init__()
        self.software = MemorySoftware()
        self._records: dict[str, tuple[str, bytes]] = {}
        self._rulings: dict[str, bytes] = {}
        self._hosts: dict[str, tuple[int, bytes | None]] = {}

    async def put_records(self, records: Sequence[HostRecord]) -> None:
        """Store each record unless a version as great or greater is there."""
        for record in records:
            version = record.version
            if record.id not in self._records or version > self._records[record.id][0]:
                self._records[record.id] = version, record.encode()

    async def get_records(self, ids: Iterable[str]) -> dict[str, HostRecord]:
        """Return those records that are there."""
        return {one: self._record(one) for one in ids if one in self._records}

    async def records(self) -> AsyncIterator[HostRecord]:
        """Give all records in order of their ids."""
        for one in sorted(self._records):
            yield self._record(one)

    def _record(self, one: str) -> HostRecord:
        version, value = self._records[one]
        return HostRecord.decode(value, Stamp.of(version))

    async def put_rulings(self, rulings: Sequence[Ruling]) -> None:
        """Store each ruling unless one of its pair as late or later is there."""
        for ruling in rulings:
            there = self._rulings.get(ruling.pair)
            if there is None or ruling.order > Ruling.decode(there).order:
                self._rulings[ruling.pair] = ruling.encode()

    async def rulings(self) -> AsyncIterator[Ruling]:
        """Give all rulings in order of their pairs."""
        for pair in sorted(self._rulings):
            yield Ruling.decode(self._rulings[pair])

    async def put_hosts(self, hosts: Sequence[MergedHost], gone: Sequence[tuple[str, int]]) -> None:
        """Write hosts, and delete those gone, each only if its revision is newer than the stored."""
        for merged in hosts:
            self._put(merged.host.id, merged.revision, merged.encode())
        for one, revision in gone:
            self._put(one, revision, None)

    async def get_hosts(self, ids: Iterable[str]) -> dict[str, tuple[int, MergedHost | None]]:
        """Return revision and host of each id ever written; None in place of a deleted host."""
        found = {one: self._hosts[one] for one in ids if one in self._hosts}
        return {
            one: (revision, MergedHost.decode(value) if value else None) for one, (revision, value) in found.items()
        }

    async def revisions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the revision of each id ever written."""
        return {one: self._hosts[one][0] for one in ids if one in self._hosts}

    async def hosts(self) -> AsyncIterator[MergedHost]:
        """Give all hosts in order of their ids."""
        for one in sorted(self._hosts):
            value = self._hosts[one][1]
            if value:
                yield MergedHost.decode(value)

    async def outlines(self) -> AsyncIterator[HostOutline]:
        """Give the outline of each host in order of their ids."""
        async for merged in self.hosts():
            yield HostOutline.of(merged.host)

    async def counts(self) -> Counts:
        """Return how many records and hosts there are."""
        records = Counter(one.partition(":")[0] for one in self._records)
        return Counts(records, sum(value is not None for _, value in self._hosts.values()))

    async def find(self, text: str, limit: int = 20) -> list[MergedHost]:
        """Return hosts that go by `text`, in order of their ids."""
        wanted = text.strip().lower()
        found = [merged async for merged in self.hosts() if wanted in terms_of(merged.host)]
        return found[:limit]

    async def search(self, query: HostQuery) -> HostPage:
        """Return a page of the hosts that a query asks for."""
        return search(query, [merged.host async for merged in self.hosts()])

    def _put(self, one: str, revision: int, value: bytes | None) -> None:
        if one not in self._hosts or revision > self._hosts[one][0]:
            self._hosts[one] = revision, value
