"""The rule for a few changed records: the same answer as over all records, from what the change can reach.

A decision is a generator that does no I/O: it yields what it needs to read, is sent the answer, and returns the
changes to commit. Whoever drives it may be stopped anywhere: nothing is changed before the commit, and the commit
of a change compares every value that the decision was read from.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from services.deduper.core.changes import NO_FENCE, Expected, Group, changes, groups
from services.deduper.core.clusters import MAX_REFUSALS, Claim, Refusal, join, record_ref
from services.deduper.core.identifiers import Identifier
from services.deduper.core.rulings import RULING_CODES, Verdict, rule
from services.deduper.core.usable import CAP, COPIED, TIER, Trust
from services.deduper.core.view import Link, TornError, View
from shared.contracts.record import HostRecord
from shared.contracts.version import pack_version
from shared.ports import Change

T = TypeVar("T")

USABLE, CROWD = Trust.USABLE, Trust.CROWD  # looked at for every key of every record
_NOBODY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version of a record: its id, its packed version, the keys of its identifiers in order."""

    id: str
    version: bytes
    keys: tuple[bytes, ...]

    @classmethod
    def of(cls, record: HostRecord, identifiers: Iterable[Identifier]) -> "Arrival":
        """Return what identity sees of `record`."""
        return cls(record.id, pack_version(record.version), tuple(sorted({one.key for one in identifiers})))


@dataclass(frozen=True, slots=True)
class Ask:
    """What a decision needs to read: the values of names, or the sizes or members of crowds."""

    what: Literal["values", "sizes", "members"]
    names: Sequence[bytes]


Reading = Generator[Ask, Any, T]  # Any: the type of an answer follows from what was asked


def decide(
    arrivals: Sequence[Arrival],
    verdicts: Sequence[Verdict] = (),
    cap: int = CAP,
    gone: Mapping[str, int] = _NOBODY,
    fence: Expected = NO_FENCE,
) -> Reading[list[Change]]:
    """Return the changes that bring these versions and verdicts into the index; stale ones change nothing.

    `gone` says of records since when they are listed no more, 0 of those that are; others stay as they are. Each change
    expects the `fence` too.

    Raises:
        TornError: another worker committed between two reads.

    """
    view = View()
    yield from _apply_records(view, arrivals)
    yield from _apply_presence(view, gone)
    yield from _apply_rulings(view, verdicts)
    yield from _read_links(view, view.touched)
    yield from _move_carriers(view, cap)
    carriers = {ref for key in view.touched for ref in view.links[key].carriers}
    yield from _read_carriers(view, carriers)
    _weigh(view, cap)
    reached = yield from _close(view, carriers | view.moved)
    together = list(groups(view, reached))
    for group in together:
        _cluster(view, group)
    return changes(view, together, cap, fence)


def _apply_records(view: View, arrivals: Sequence[Arrival]) -> Reading[None]:
    latest: dict[bytes, Arrival] = {}
    for arrival in arrivals:
        ref = record_ref(arrival.id)
        if ref not in latest or arrival.version > latest[ref].version:
            latest[ref] = arrival
    yield from _read_nodes(view, latest)
    for ref, arrival in latest.items():
        node = view.node(ref, arrival.id)
        if arrival.version > node.version:
            ruled = [key for key in node.keys if key[0] in RULING_CODES]
            view.claim(node, arrival.version, tuple(sorted((*arrival.keys, *ruled))) if ruled else arrival.keys)


def _apply_presence(view: View, gone: Mapping[str, int]) -> Reading[None]:
    """Give records that are there their presence; it changes their hosts' documents but nobody's identity."""
    refs = {record_ref(one): since for one, since in gone.items()}
    yield from _read_nodes(view, refs)
    for ref, since in refs.items():
        if view.is_live(ref) and view.nodes[ref].gone != since:
            view.nodes[ref].gone = since
            view.changed.add(ref)


def _apply_rulings(view: View, verdicts: Sequence[Verdict]) -> Reading[None]:
    if not verdicts:
        return
    latest = {verdict.name: verdict for verdict in sorted(verdicts, key=lambda one: one.version)}
    ids = {record_ref(record_id): record_id for one in latest.values() for record_id in (one.left, one.right)}
    yield from _read_nodes(view, ids)
    values: Mapping[bytes, bytes] = yield Ask("values", list(latest))
    view.read |= {name: values.get(name) for name in latest}
    new = [one for one in latest.values() if one.version > (values.get(one.name) or b"")]
    keys = {ref: view.node(ref, record_id).keys for ref, record_id in ids.items()}
    for verdict in new:
        left, right = record_ref(verdict.left), record_ref(verdict.right)
        keys[left], keys[right] = rule(verdict, keys[left], keys[right])
        view.rulings[verdict.name] = (verdict.version, left, right)
    for ref in {ref for _, left, right in view.rulings.values() for ref in (left, right)}:
        node = view.node(ref, ids[ref])
        view.claim(node, node.version, keys[ref])


def _read_nodes(view: View, refs: Iterable[bytes]) -> Reading[None]:
    missing = [ref for ref in refs if ref not in view.read]
    if missing:
        view.take_nodes(missing, (yield Ask("values", missing)))


def _read_carriers(view: View, refs: Iterable[bytes]) -> Reading[None]:
    yield from _read_nodes(view, refs)
    if not all(view.is_live(ref) for ref in refs):
        raise TornError


def _read_links(view: View, keys: Iterable[bytes]) -> Reading[None]:
    missing = list({key for key in keys if key not in view.links})
    if missing:
        names = [key[1:] for key in missing]
        view.take_links(missing, names, (yield Ask("values", names)))


def _move_carriers(view: View, cap: int) -> Reading[None]:
    """Give each touched key its carriers after the change; a crowd's are counted only when some leave."""
    yield from _settle(view, cap)
    for key, losses in view.losses.items():
        link = view.links[key]
        if link.trust is not CROWD:
            if not losses.issubset(link.carriers):
                raise TornError
            link.carriers = tuple([ref for ref in link.carriers if ref not in losses])
    for ref, keys in view.gained.items():
        for key in keys:
            link = view.links[key]
            if link.trust is not CROWD:
                if ref in link.carriers:
                    raise TornError
                link.carriers = tuple(sorted((*link.carriers, ref))) if link.carriers else (ref,)


def _settle(view: View, cap: int) -> Reading[None]:
    left = [key for key in view.losses if view.links[key].trust is CROWD]
    if not left:
        return
    sizes: Mapping[bytes, int] = yield Ask("sizes", [key[1:] for key in left])
    small = [key for key in left if sizes[key[1:]] - len(view.losses[key]) <= cap]
    members: Mapping[bytes, frozenset[bytes]] = (yield Ask("members", [key[1:] for key in small])) if small else {}
    for key in small:
        gains = sum(key in keys for keys in view.gained.values())
        if len(members[key[1:]] - view.losses[key]) + gains <= cap:
            view.settled[key] = members[key[1:]]
            view.links[key] = Link(key[1:], Trust.DISPUTED, tuple(sorted(members[key[1:]])))


def _weigh(view: View, cap: int) -> None:
    """Judge each touched key anew: its carriers, or what they say, changed."""
    for key in view.touched:
        link = view.links[key]
        if link.trust is CROWD:
            continue
        if len(link.carriers) < 2:
            link.trust = USABLE
        elif len(link.carriers) > cap:
            link.trust = CROWD
        else:
            disputed = view.discord(link.carriers) < TIER[key[0]] or (COPIED[key[0]] and view.cloned(link.carriers))
            link.trust = Trust.DISPUTED if disputed else USABLE


def _close(view: View, start: set[bytes]) -> Reading[set[bytes]]:
    """Return the live records that usable keys lead to from `start`, over any number of steps."""
    reached = set(start)
    frontier = start
    while frontier:
        yield from _read_links(view, [key for ref in frontier for key in view.held(ref)])
        ahead: set[bytes] = set()
        for ref in frontier:
            for key in view.held(ref):
                link = view.links[key]
                if link.trust is not CROWD and ref not in link.carriers:
                    raise TornError
                if link.trust is USABLE and len(link.carriers) > 1:
                    ahead.update(link.carriers)
        ahead -= reached
        yield from _read_carriers(view, ahead)
        reached |= ahead
        frontier = ahead
    return reached


def _cluster(view: View, group: Group) -> None:
    """Write the clusters of the reached records of a group into them.

    One record is a cluster, and so are two that a usable key joins: were they in dispute, it would not be usable.
    """
    joining = {
        key: link.carriers for key, link in group.links.items() if link.trust is USABLE and len(link.carriers) > 1
    }
    if len(group.reached) == 2 and joining:
        _found(view, sorted(group.reached, key=lambda ref: view.nodes[ref].id), ())
    elif joining:
        records = {ref: Claim(ref, view.nodes[ref].id, view.nodes[ref].keys) for ref in group.reached}
        for cluster in join(records, {ref: view.says(ref) for ref in records}, joining):
            _found(view, [member.ref for member in cluster.members], sorted(cluster.refusals)[:MAX_REFUSALS])
    else:
        for ref in group.reached:
            _found(view, [ref], ())


def _found(view: View, refs: Sequence[bytes], refusals: Sequence[Refusal]) -> None:
    """Write a cluster into its records, the first of which is the root."""
    for ref in refs:
        node = view.nodes[ref]
        node.root, node.members, node.refusals = refs[0], (), ()
    top = view.nodes[refs[0]]
    top.members, top.refusals = tuple(refs), tuple(refusals)
