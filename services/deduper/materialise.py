"""Turns dirty hosts of the identity index into documents: store, publish, and only then clear the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from services.deduper.core.conflicts import refused
from services.deduper.core.entries import Node, unpack_node
from services.deduper.core.identifiers import identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.merging import host_id, merge
from services.deduper.core.software import software_of
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.presence import Presence
from services.deduper.rules import IndexLost
from shared.contracts.host import Conflict, Host, MergedHost
from shared.contracts.record import HostRecord
from shared.contracts.software import HostSoftware
from shared.contracts.sync import moment
from shared.contracts.topics import MERGED, Message
from shared.contracts.version import content_of, pack_version
from shared.ports import EventLog, HostStore, IdentityIndex

Entry = tuple[bytes, int]
_NONE: Mapping[bytes, Node] = {}


class Materialiser:
    """Writes what the index says of a host; any number of workers may do so for the same host at once."""

    def __init__(self, index: IdentityIndex, store: HostStore, log: EventLog, cap: int = CAP) -> None:
        self._index, self._store, self._log = index, store, log
        self._presence, self._cap = Presence(index, store, cap), cap

    async def drain(self, limit: int = 500) -> int:
        """Materialise all that the outbox holds, also what crashed workers left; return how many hosts that were."""
        count = 0
        while entries := await self._index.outbox(limit):
            await self.materialise(entries)
            count += len(entries)
        return count

    async def materialise(self, entries: Sequence[Entry], known: Iterable[HostRecord] = ()) -> None:
        """Write, publish and clear these hosts; records that are `known` needn't be read.

        Raises:
            IndexLost: the index no longer knows one of them.

        """
        roots = await self._nodes({ref for ref, _ in entries})
        revisions = {host_id(roots[ref].id): revision for ref, revision in entries}
        standing = [node for node in roots.values() if node.members]
        nodes = await self._nodes(_named_by(standing), roots)
        if wrong := await self._presence.wrong({node.id: node.gone for node in nodes.values() if node.gone}):
            entries = sorted((dict(entries) | await self._presence.mend(wrong)).items())
            await self.materialise(entries, known)
            return
        held = await self._records(nodes, known)
        if ahead := _ahead(nodes, held):
            arrivals = [Arrival.of(record, identifiers(record)) for record in ahead]
            entries = sorted((dict(entries) | await identify(self._index, arrivals, cap=self._cap)).items())
            await self.materialise(entries, known)
            return
        made = _merged(standing, nodes, held)
        merged = {host.id: MergedHost(revision=revisions[host.id], host=host) for host, _ in made}
        gone = [(one, revisions[one]) for one in sorted(revisions.keys() - merged.keys())]
        await self._store.put_hosts(list(merged.values()), gone)
        await self._store.software.put([software for _, software in made if software.programs], revisions)
        messages = [message_of(one, revision, merged.get(one)) for one, revision in sorted(revisions.items())]
        await self._log.append(MERGED.name, messages)
        await self._index.clear(entries)

    async def _records(self, nodes: Mapping[bytes, Node], known: Iterable[HostRecord]) -> dict[bytes, HostRecord]:
        """Return the nodes' records: those that are known in the version that the index has, the others as stored."""
        at_hand = {(one.id, pack_version(one.version)): one for one in known}
        held = {ref: at_hand[key] for ref, node in nodes.items() if (key := (node.id, node.version)) in at_hand}
        missing = {ref: node.id for ref, node in nodes.items() if ref not in held}
        stored = await self._store.get_records(missing.values()) if missing else {}
        return held | {ref: stored[one] for ref, one in missing.items() if one in stored}

    async def _nodes(self, refs: set[bytes], read: Mapping[bytes, Node] = _NONE) -> dict[bytes, Node]:
        """Return these records' nodes, some of which were read already; none ever leaves an index that wasn't lost."""
        missing = refs - read.keys()
        values: Mapping[bytes, bytes] = await self._index.get_many(missing) if missing else {}
        if len(values) < len(missing):
            raise IndexLost
        found = {ref: unpack_node(ref, value) for ref, value in values.items()}
        return found | {ref: read[ref] for ref in refs - missing}


def _ahead(nodes: Mapping[bytes, Node], held: Mapping[bytes, HostRecord]) -> list[HostRecord]:
    """Return the records that say something else than the index knows: their worker stored them and went no further.

    Another version may overtake them in the index, and be the one it knows already: then nobody would write the host
    anew that was made of them. So the index is told of them first.
    """
    return [record for ref, record in held.items() if _is_ahead(pack_version(record.version), nodes[ref].version)]


def _is_ahead(stored: bytes, known: bytes) -> bool:
    return stored > known and content_of(stored) != content_of(known)


def _merged(
    roots: Sequence[Node], nodes: Mapping[bytes, Node], held: Mapping[bytes, HostRecord]
) -> list[tuple[Host, HostSoftware]]:
    gone = {node.id: moment(node.gone) for node in nodes.values() if node.gone}
    return [
        _made([held[ref] for ref in root.members if ref in held], refused(root.refusals, held), gone) for root in roots
    ]


def _made(
    records: Sequence[HostRecord], refusals: Iterable[Conflict], gone: Mapping[str, datetime]
) -> tuple[Host, HostSoftware]:
    host = merge(records, refusals, gone)
    return host, software_of(host.id, records)


def _named_by(roots: Iterable[Node]) -> set[bytes]:
    members = {ref for root in roots for ref in root.members}
    return members | {side.record for root in roots for refusal in root.refusals for side in refusal.sides}


def message_of(one: str, revision: int, merged: MergedHost | None) -> Message:
    """Return what is published of a host at a revision; None: it is gone."""
    headers = {"revision": str(revision)}
    return Message(one, None, headers) if merged is None else MERGED.message(merged, headers)
