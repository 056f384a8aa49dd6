"""A decision as changes to commit, one for each set of records that hang together: a conflict costs just its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.deduper.core.clusters import components
from services.deduper.core.entries import CROWD, Node, pack_key, pack_node
from services.deduper.core.usable import Trust, linking
from services.deduper.core.view import View
from shared.ports import Change


@dataclass(slots=True)
class _Draft:
    """A change in the making."""

    expected: dict[bytes, bytes | None] = field(default_factory=dict)
    writes: dict[bytes, bytes | None] = field(default_factory=dict)
    joins: list[tuple[bytes, bytes]] = field(default_factory=list)
    leaves: list[tuple[bytes, bytes]] = field(default_factory=list)
    settled: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    dirty: set[bytes] = field(default_factory=set)

    def write(self, view: View, name: bytes, value: bytes | None) -> bool:
        """Expect what was read and write the new value; tell whether it differs."""
        self.expected[name] = view.read[name]
        if value != view.read[name]:
            self.writes[name] = value
            return True
        return False


def changes(view: View, reached: set[bytes], cap: int) -> list[Change]:
    """Return the changes that bring the index from what was read to what the view says."""
    groups = components([*([ref] for ref in reached | view.changed), *_ties(view, reached)])
    drafts: dict[bytes, _Draft] = {}
    for refs in groups:
        drafts.update(dict.fromkeys(refs, _Draft()))
    for ref, draft in drafts.items():
        _add_node(view, view.nodes[ref], draft)
    for key in view.touched:
        _add_link(view, key, drafts)
    for name, (entry, left, _) in view.rulings.items():
        drafts[left].write(view, name, entry)
    return [
        Change(one.expected, one.writes, one.joins, one.leaves, one.settled, cap, sorted(one.dirty))
        for one in {id(draft): draft for draft in drafts.values()}.values()
        if one.writes or one.joins or one.leaves
    ]


def _ties(view: View, reached: set[bytes]) -> Iterable[list[bytes]]:
    """Give the sets of records that must be committed together."""
    for key, link in view.links.items():
        if key in view.touched:
            tied = _holders(view, key)
        else:
            tied = set(link.carriers) if link.trust is Trust.USABLE else set()
        if len(tied) > 1 and not tied.isdisjoint(reached | view.changed):
            yield list(tied)
    for _, left, right in view.rulings.values():
        yield [left, right]


def _holders(view: View, key: bytes) -> set[bytes]:
    """Return the records that a change of this key binds together: none, if it was a crowd and stays one."""
    if _stays_crowd(view, key):
        return set()
    return {*view.links[key].carriers, *view.losses.get(key, ())}


def _stays_crowd(view: View, key: bytes) -> bool:
    return view.read[key[1:]] == CROWD and key not in view.settled


def _add_node(view: View, node: Node, draft: _Draft) -> None:
    is_live = view.is_live(node.ref)
    differs = draft.write(view, node.ref, pack_node(node) if is_live or node.keys else None)
    for key in linking(node.keys) if is_live else ():
        if key[1:] in view.read:
            draft.expected[key[1:]] = view.read[key[1:]]
    if differs and is_live:
        draft.dirty.add(node.root)
        if view.roots.get(node.ref) == node.ref != node.root:
            draft.dirty.add(node.ref)  # its host is gone


def _add_link(view: View, key: bytes, drafts: dict[bytes, _Draft]) -> None:
    name, link = key[1:], view.links[key]
    if _stays_crowd(view, key):
        for ref in view.gains.get(key, ()):
            drafts[ref].joins.append((name, ref))
        for ref in view.losses.get(key, ()):
            drafts[ref].leaves.append((name, ref))
            drafts[ref].expected[name] = view.read[name]
        return
    draft = drafts[next(iter(_holders(view, key)))]
    draft.write(view, name, CROWD if link.trust is Trust.CROWD else pack_key(link.trust, link.carriers))
    if key in view.settled:
        draft.settled[name] = view.settled[key]
    elif link.trust is Trust.CROWD:
        draft.joins += [(name, ref) for ref in link.carriers]
