"""A decision as changes to commit, one for each set of records that hang together: a conflict costs just its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from services.deduper.core.entries import CROWD as CROWD_ENTRY
from services.deduper.core.entries import GHOST, pack_key, pack_node, unstamped
from services.deduper.core.usable import Trust
from services.deduper.core.view import Link, TornError, View
from shared.ports import Change

Expected = Mapping[bytes, bytes | None]
NO_FENCE: Expected = MappingProxyType({})
USABLE, CROWD = Trust.USABLE, Trust.CROWD  # looked at for every key of every record


@dataclass(slots=True)
class _Draft:
    """A change in the making."""

    expected: dict[bytes, bytes | None]
    writes: dict[bytes, bytes | None] = field(default_factory=dict)
    joins: tuple[tuple[bytes, bytes], ...] = ()
    leaves: tuple[tuple[bytes, bytes], ...] = ()
    settled: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    dirty: list[bytes] = field(default_factory=list)

    def write(self, view: View, name: bytes, value: bytes | None) -> bool:
        """Expect what was read and write the new value; tell whether it differs."""
        was = self.expected[name] = view.read[name]
        if value != was:
            self.writes[name] = value
            return True
        return False


@dataclass(slots=True)
class Group:
    """Records that must be committed together.

    Attributes:
        refs: all of them; those that aren't reached are ghosts, or only their version changed
        reached: live records whose clusters may have changed
        links: keys that were read of the reached ones, also those that a record ceases to carry

    """

    refs: list[bytes]
    reached: list[bytes] = field(default_factory=list)
    links: dict[bytes, Link] = field(default_factory=dict)


def groups(view: View, reached: set[bytes]) -> Iterator[Group]:
    """Give the groups that what was read and what changes make of these records and of those that changed.

    Raises:
        TornError: a key names a carrier that was read before it carried the key: it is in another group.

    """
    ruled: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for _, left, right in view.rulings.values():
        ruled[left].append(right)
        ruled[right].append(left)
    waiting = reached | view.changed
    while waiting:
        group = Group([waiting.pop()])
        members = set(group.refs)
        for ref in group.refs:  # grows as it is walked
            bound: list[bytes] = []
            if ref in reached:
                group.reached.append(ref)
                bound = _walk(view, ref, group.links)
            for other in (*bound, *ruled.get(ref, ())):
                if other in waiting:
                    waiting.remove(other)
                    members.add(other)
                    group.refs.append(other)
                elif other not in members:
                    raise TornError
        yield group


def _walk(view: View, ref: bytes, links: dict[bytes, Link]) -> list[bytes]:
    """Add the record's keys to a group's; return the records that the new ones of them bind it to."""
    bound: list[bytes] = []
    lost = view.lost.get(ref)
    for key in (*view.held(ref), *lost) if lost else view.held(ref):
        if key in links:
            continue
        link = links[key] = view.links[key]
        if key in view.losses:
            bound += () if _stays_crowd(view, key, link) else (*link.carriers, *view.losses[key])
        elif len(link.carriers) > 1 and (link.trust is USABLE or key in view.touched):
            bound += link.carriers
    return bound


def _stays_crowd(view: View, key: bytes, link: Link) -> bool:
    return view.read[link.name] == CROWD_ENTRY and key not in view.settled


def changes(view: View, together: Iterable[Group], cap: int, fence: Expected = NO_FENCE) -> list[Change]:
    """Return the changes that bring the index from what was read to what the view says."""
    made = [_change(view, group, cap, fence) for group in together]
    return [one for one in made if one.writes or one.joins or one.leaves]


def _change(view: View, group: Group, cap: int, fence: Expected) -> Change:
    draft = _Draft({**fence})
    _add_nodes(view, group, draft)
    _add_links(view, group, draft)
    for name, (entry, left, _) in view.rulings.items() if view.rulings else ():
        if left in group.refs:
            draft.write(view, name, entry)
    return Change(draft.expected, draft.writes, draft.joins, draft.leaves, draft.settled, cap, sorted({*draft.dirty}))


def _add_nodes(view: View, group: Group, draft: _Draft) -> None:
    """Write the records; the host of each that differs is to be written anew."""
    for ref in group.refs:
        node = view.nodes[ref]
        is_live = node.version != GHOST
        entry = pack_node(node) if is_live or node.keys else None
        if draft.write(view, ref, entry) and is_live and not _is_relisted(view.read[ref], entry):
            draft.dirty.append(node.root)
            if view.roots.get(ref) == ref != node.root:
                draft.dirty.append(ref)  # its host is gone


def _is_relisted(was: bytes | None, entry: bytes | None) -> bool:
    """Tell whether a record was listed again and says what it said: that is to be remembered, but changes no host."""
    return was is not None and entry is not None and unstamped(was) == unstamped(entry)


def _add_links(view: View, group: Group, draft: _Draft) -> None:
    """Write the keys that were touched; that nobody else changed one is expected of all."""
    expected, read, touched, settled = draft.expected, view.read, view.touched, view.settled
    for key, link in group.links.items():
        if link.trust is CROWD and key in touched:
            _add_crowd(view, key, group, draft)
            continue
        name = link.name
        was = expected[name] = read[name]
        if key in touched and (value := pack_key(link.trust, link.carriers)) != was:
            draft.writes[name] = value
        if key in settled:
            draft.settled[name] = settled[key]


def _add_crowd(view: View, key: bytes, group: Group, draft: _Draft) -> None:
    link = view.links[key]
    name = link.name
    if _stays_crowd(view, key, link):
        draft.expected[name] = view.read[name]
        draft.joins += tuple((name, ref) for ref in group.reached if key in view.gained.get(ref, ()))
        draft.leaves += tuple((name, ref) for ref in group.reached if key in view.lost.get(ref, ()))
        return
    draft.write(view, name, CROWD_ENTRY)
    if key in view.settled:
        draft.settled[name] = view.settled[key]
    else:
        draft.joins += tuple((name, ref) for ref in link.carriers)
