"""Turns dirty hosts of the identity index into documents: store, publish, and only then clear the outbox."""

from collections.abc import Iterable, Mapping, Sequence

from services.deduper.core.conflicts import refused
from services.deduper.core.entries import Node, unpack_node
from services.deduper.core.merging import host_id, merge
from services.deduper.rules import IndexLost
from shared.contracts.host import Host, MergedHost
from shared.contracts.topics import MERGED, Message
from shared.ports import EventLog, HostStore, IdentityIndex

Entry = tuple[bytes, int]


class Materialiser:
    """Writes what the index says of a host; any number of workers may do so for the same host at once."""

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog) -> None:
        self._index, self._store, self._log = index, store, log

    async def drain(self, limit: int = 500) -> int:
        """Materialise all that the outbox holds, also what crashed workers left; return how many hosts that were."""
        count = 0
        while entries := await self._index.outbox(limit):
            await self.materialise(entries)
            count += len(entries)
        return count

    async def materialise(self, entries: Sequence[Entry]) -> None:
        """Write, publish and clear these hosts.

        Raises:
            IndexLost: the index no longer knows one of them.

        """
        roots = await self._nodes({ref for ref, _ in entries})
        revisions = {host_id(roots[ref].id): revision for ref, revision in entries}
        hosts = await self._merge([node for node in roots.values() if node.members])
        merged = [MergedHost(revision=revisions[host.id], host=host) for host in hosts]
        gone = {one: revisions[one] for one in sorted(revisions.keys() - {one.host.id for one in merged})}
        await self._store.put_hosts(merged, list(gone.items()))
        await self._publish(merged, gone)
        await self._index.clear(entries)

    async def _publish(self, merged: Iterable[MergedHost], gone: Mapping[str, int]) -> None:
        """Publish what was written, and what the store moved on to meanwhile: the topic must end with the newest."""
        newer: dict[str, tuple[int, MergedHost | None]] = {one: (revision, None) for one, revision in gone.items()}
        newer |= {one.host.id: (one.revision, one) for one in merged}
        published: dict[str, int] = {}
        while newer:
            messages = [_message(one, revision, host) for one, (revision, host) in sorted(newer.items())]
            await self._log.append(MERGED.name, messages)
            published |= {one: revision for one, (revision, _) in newer.items()}
            stored = await self._store.get_hosts(published)
            newer = {one: found for one, found in stored.items() if published[one] != found[0]}

    async def _merge(self, roots: Sequence[Node]) -> list[Host]:
        nodes = await self._nodes(_named_by(roots))
        records = await self._store.get_records({node.id for node in nodes.values()})
        held = {ref: records[node.id] for ref, node in nodes.items() if node.id in records}
        return [
            merge([held[ref] for ref in root.members if ref in held], refused(root.refusals, held)) for root in roots
        ]

    async def _nodes(self, refs: Iterable[bytes]) -> dict[bytes, Node]:
        """Return these records' nodes; none ever leaves an index that wasn't lost."""
        wanted = set(refs)
        values: Mapping[bytes, bytes] = await self._index.get_many(wanted)
        if len(values) < len(wanted):
            raise IndexLost
        return {ref: unpack_node(ref, value) for ref, value in values.items()}


def _named_by(roots: Iterable[Node]) -> set[bytes]:
    members = {ref for root in roots for ref in root.members}
    return members | {side.record for root in roots for refusal in root.refusals for side in refusal.sides}


def _message(one: str, revision: int, merged: MergedHost | None) -> Message:
    headers = {"revision": str(revision)}
    return Message(one, None, headers) if merged is None else MERGED.message(merged, headers)
