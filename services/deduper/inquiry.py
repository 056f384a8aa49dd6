"""Answers why and why-not from the index and the store; only reads, so it runs beside the service."""

from collections.abc import Mapping, Sequence

from services.deduper.core.entries import unpack_key, unpack_node
from services.deduper.core.explain import Carriers, Links, Why, WhyNot, shared_identifiers, why, why_not
from services.deduper.core.usable import Trust
from shared.contracts.host import Host
from shared.contracts.query import HostQuery
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.errors import RollcallError
from shared.ports import HostStore, IdentityIndex

EXAMPLES = 3  # carriers of a generic key that are named
READ_CROWD = 1_000  # carriers; those of a larger crowd aren't read to name some


class UnknownHost(RollcallError):
    """No host, or more than one, goes by what was asked for."""

    exit_code = 2


class Inquiry:
    """What an operator asks of the inventory."""

    def __init__(self, index: IdentityIndex, store: HostStore) -> None:
        self._index, self._store = index, store

    async def host(self, text: str) -> Host:
        """Return the one host with this id, former id, record id, name or address.

        Raises:
            UnknownHost: there is none, or there are several.

        """
        found = [merged.host for merged in await self._store.find(text)]
        if not found:
            raise UnknownHost(f"no host goes by {text!r}: give a host id, record id, name, address or MAC")
        if len(found) > 1:
            lines = [f"  {host.id}  {host.hostname or '(no name)'}  {', '.join(host.vendors)}" for host in found]
            raise UnknownHost("\n".join([await self._several(text, len(found)), *lines]))
        return found[0]

    async def _several(self, text: str, shown: int) -> str:
        """Say how many hosts go by the text, and how many of them are listed."""
        query = HostQuery(text=text, exact=True, tags=False, limit=0, counted=True)
        page = await self._store.search(query)
        total = max(page.total or 0, shown)
        least = "at least " if page.is_least else ""
        first = f"; the first {shown}" if total > shown else ""
        return f"{least}{total:,} hosts go by {text!r}{first}; give one's id:"

    async def record(self, text: str) -> str:
        """Return the record that is meant: by its id, else the first of the host that goes by the text.

        Raises:
            UnknownHost: no host goes by it, or several do.

        """
        if text in await self._store.get_records([text]):
            return text
        return (await self.host(text)).records[0].id

    async def why(self, text: str) -> Why:
        """Return why the host is one."""
        return await self.why_one(await self.host(text))

    async def why_one(self, host: Host) -> Why:
        """Return why this host is one."""
        records = await self._records(host)
        return why(host, records, await self._links(records), await self._rulings())

    async def why_not(self, left: str, right: str) -> WhyNot:
        """Return why two hosts are two."""
        return await self.why_two(await self.host(left), await self.host(right))

    async def why_two(self, one: Host, other: Host) -> WhyNot:
        """Return why these hosts are two."""
        records = await self._records(one) + ([] if one.id == other.id else await self._records(other))
        return why_not(one, other, records, await self._links(records), await self._rulings())

    async def _records(self, host: Host) -> list[HostRecord]:
        found = await self._store.get_records([record.id for record in host.records])
        return [found[one] for one in sorted(found)]

    async def _rulings(self) -> list[Ruling]:
        return [one async for one in self._store.rulings() if one.verdict != "forget"]

    async def _links(self, records: Sequence[HostRecord]) -> Links:
        keys = [one.key for one in shared_identifiers(records)]
        entries = await self._index.get_many([key[1:] for key in keys])
        known = {key: unpack_key(entries.get(key[1:])) for key in keys}
        sizes = await self._index.crowd_sizes([key[1:] for key, (trust, _) in known.items() if trust is Trust.CROWD])
        some = await self._some_of(sizes)
        carriers = {key: some.get(key[1:], refs) for key, (_, refs) in known.items()}
        refs = {ref for held in carriers.values() for ref in held}
        ids = {ref: unpack_node(ref, entry).id for ref, entry in (await self._index.get_many(refs)).items()}
        held = await self._store.get_records(ids.values())
        return {
            key: Carriers(
                trust=trust,
                count=sizes.get(key[1:], len(carriers[key])),
                records=tuple(
                    held[one] for one in sorted(ids[ref] for ref in carriers[key] if ref in ids) if one in held
                ),
            )
            for key, (trust, _) in known.items()
        }

    async def _some_of(self, sizes: Mapping[bytes, int]) -> dict[bytes, tuple[bytes, ...]]:
        """Return a few members of each crowd; a large one isn't read."""
        small = [name for name, size in sizes.items() if size <= READ_CROWD]
        crowds = await self._index.crowds(small) if small else {}
        return {name: tuple(sorted(crowds.get(name, ()))[:EXAMPLES]) for name in sizes}
