"""The part of the identity index that one decision reads, and the state it is to have after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.deduper.core.entries import GHOST, Node, unpack_key, unpack_node
from services.deduper.core.usable import Exclusives, Trust, cloned, discord, exclusives, linking


class TornError(Exception):
    """What was read doesn't fit together: another worker committed between two reads. Decide again."""


@dataclass(slots=True)
class Link:
    """A key that can join records: its name, its trust and, unless it is a crowd, its carriers in order."""

    name: bytes
    trust: Trust
    carriers: tuple[bytes, ...]


@dataclass(slots=True)
class View:
    """What was read, and the state after the change.

    Attributes:
        read: bytes of each name as read; None for an absent one
        nodes: records by ref, as they are to be
        roots: root of each live record, as it was
        links: keys, as they are to be
        gained, lost: keys that a record begins or ceases to carry
        losses: records that cease to carry a key: of the gains, which are many, nobody asks that
        touched: keys that a changed record carries now or carried before
        changed: records whose claim changed
        moved: live records among them whose keys changed
        settled: crowds that become keys again, with the members they must have
        rulings: new entry of each ruled pair, with its two records

    """

    read: dict[bytes, bytes | None] = field(default_factory=dict)
    nodes: dict[bytes, Node] = field(default_factory=dict)
    roots: dict[bytes, bytes] = field(default_factory=dict)
    links: dict[bytes, Link] = field(default_factory=dict)
    gained: dict[bytes, Sequence[bytes]] = field(default_factory=dict)
    lost: dict[bytes, Sequence[bytes]] = field(default_factory=dict)
    losses: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    touched: set[bytes] = field(default_factory=set)
    changed: set[bytes] = field(default_factory=set)
    moved: set[bytes] = field(default_factory=set)
    settled: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    rulings: dict[bytes, tuple[bytes, bytes, bytes]] = field(default_factory=dict)
    _held: dict[bytes, Sequence[bytes]] = field(default_factory=dict)
    _says: dict[bytes, Exclusives] = field(default_factory=dict)
    _discord: dict[tuple[bytes, ...], int] = field(default_factory=dict)

    def take_nodes(self, refs: Sequence[bytes], values: Mapping[bytes, bytes]) -> None:
        """Remember records that were read."""
        self.read.update(dict.fromkeys(refs))
        self.read.update(values)
        for ref, entry in values.items():
            node = self.nodes[ref] = unpack_node(ref, entry)
            if node.version != GHOST:
                self.roots[ref] = node.root

    def take_links(self, keys: Iterable[bytes], names: Sequence[bytes], values: Mapping[bytes, bytes]) -> None:
        """Remember keys that were read."""
        self.read.update(dict.fromkeys(names))
        self.read.update(values)
        for key, name in zip(keys, names, strict=True):
            entry = values.get(name)
            self.links[key] = Link(name, *unpack_key(entry)) if entry else Link(name, Trust.USABLE, ())

    def held(self, ref: bytes) -> Sequence[bytes]:
        """Return the keys of the record that can join it to others; a ghost carries nothing."""
        found = self._held.get(ref)
        if found is None:
            node = self.nodes[ref]
            found = self._held[ref] = linking(node.keys) if node.version != GHOST else ()
        return found

    def says(self, ref: bytes) -> Exclusives:
        """Return what the record says that is exclusive."""
        found = self._says.get(ref)
        if found is None:
            found = self._says[ref] = exclusives(self.nodes[ref].keys)
        return found

    def discord(self, refs: tuple[bytes, ...]) -> int:
        """Return the strongest tier at which two of these records disagree; they often share several keys."""
        found = self._discord.get(refs)
        if found is None:
            found = self._discord[refs] = discord([self.says(ref) for ref in refs])
        return found

    def cloned(self, refs: Sequence[bytes]) -> bool:
        """Tell whether a key that these records carry was copied with a machine."""
        return cloned([self.says(ref) for ref in refs]) is not None

    def is_live(self, ref: bytes) -> bool:
        """Tell whether there is such a record, beyond rulings that name it."""
        node = self.nodes.get(ref)
        return node is not None and node.version != GHOST

    def node(self, ref: bytes, record_id: str) -> Node:
        """Return the record, a ghost if the index doesn't know it."""
        return self.nodes.get(ref) or Node(ref, record_id)

    def claim(self, node: Node, version: bytes, keys: tuple[bytes, ...]) -> None:
        """Give a record, once, its new version and keys; a ghost carries nothing.

        The same keys on a live record change its host's fields but nobody's identity: no key is touched.
        """
        ref = node.ref
        self.changed.add(ref)
        self.nodes[ref] = node
        if node.version != GHOST and node.keys == keys:
            node.version = version
            return
        before = self.held(ref)
        node.version, node.keys = version, keys
        after = self._held[ref] = linking(keys) if version != GHOST else ()
        self.touched.update(before, after)
        gained = [key for key in after if key not in before] if before else after
        self.gained[ref] = (*self.gained[ref], *gained) if ref in self.gained else gained
        if lost := [key for key in before if key not in after]:
            self.lost[ref] = (*self.lost.get(ref, ()), *lost)
            for key in lost:
                self.losses[key].add(ref)
        if version != GHOST:
            self.moved.add(ref)
