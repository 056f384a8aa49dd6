"""Answers why and why-not from the index and the store; only reads, so it runs beside the service."""

from collections.abc import Sequence

from services.deduper.core.entries import unpack_key, unpack_node
from services.deduper.core.explain import Carriers, Links, Why, WhyNot, shared_identifiers, why, why_not
from services.deduper.core.usable import Trust
from shared.contracts.host import Host
from shared.contracts.record import HostRecord
from shared.errors import RollcallError
from shared.ports import HostStore, IdentityIndex


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
            raise UnknownHost("\n".join([f"{len(found)} hosts go by {text!r}; give one's id:", *lines]))
        return found[0]

    async def why(self, text: str) -> Why:
        """Return why the host is one."""
        host = await self.host(text)
        records = await self._records(host)
        return why(host, records, await self._links(records))

    async def why_not(self, left: str, right: str) -> WhyNot:
        """Return why two hosts are two."""
        one, other = await self.host(left), await self.host(right)
        records = await self._records(one) + ([] if one.id == other.id else await self._records(other))
        return why_not(one, other, records, await self._links(records))

    async def _records(self, host: Host) -> list[HostRecord]:
        found = await self._store.get_records([record.id for record in host.records])
        return [found[one] for one in sorted(found)]

    async def _links(self, records: Sequence[HostRecord]) -> Links:
        keys = [one.key for one in shared_identifiers(records)]
        entries = await self._index.get_many([key[1:] for key in keys])
        known = {key: unpack_key(entries.get(key[1:])) for key in keys}
        refs = {ref for _, carriers in known.values() for ref in carriers}
        ids = {ref: unpack_node(ref, entry).id for ref, entry in (await self._index.get_many(refs)).items()}
        held = await self._store.get_records(ids.values())
        sizes = await self._index.crowd_sizes([key[1:] for key, (trust, _) in known.items() if trust is Trust.CROWD])
        return {
            key: Carriers(
                trust=trust,
                count=sizes.get(key[1:], len(carriers)),
                records=tuple(held[ids[ref]] for ref in carriers if ids.get(ref) in held),
            )
            for key, (trust, carriers) in known.items()
        }
