"""The part of the identity index that one decision reads, and the state it is to have after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.deduper.core.entries import GHOST, Node, unpack_key, unpack_node
from services.deduper.core.usable import Exclusives, Trust, exclusives, linking


@dataclass(slots=True)
class Link:
    """A key that can join records: its trust and, unless it is a crowd, its carriers in order."""

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
        gains, losses: records that begin or cease to carry a key
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
    gains: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    losses: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    touched: set[bytes] = field(default_factory=set)
    changed: set[bytes] = field(default_factory=set)
    moved: set[bytes] = field(default_factory=set)
    settled: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    rulings: dict[bytes, tuple[bytes, bytes, bytes]] = field(default_factory=dict)
    _says: dict[bytes, Exclusives] = field(default_factory=dict)

    def take_nodes(self, refs: Iterable[bytes], values: Mapping[bytes, bytes]) -> None:
        """Remember records that were read."""
        for ref in refs:
            entry = self.read[ref] = values.get(ref)
            if entry is not None:
                node = self.nodes[ref] = unpack_node(ref, entry)
                if node.version != GHOST:
                    self.roots[ref] = node.root

    def take_links(self, keys: Iterable[bytes], values: Mapping[bytes, bytes]) -> None:
        """Remember keys that were read."""
        for key in keys:
            entry = self.read[key[1:]] = values.get(key[1:])
            self.links[key] = Link(*unpack_key(entry))

    def says(self, ref: bytes) -> Exclusives:
        """Return what the record says that is exclusive."""
        found = self._says.get(ref)
        if found is None:
            found = self._says[ref] = exclusives(self.nodes[ref].keys)
        return found

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
        self.changed.add(node.ref)
        self.nodes[node.ref] = node
        if node.version != GHOST and node.keys == keys:
            node.version = version
            return
        before = set(linking(node.keys)) if node.version != GHOST else set()
        after = set(linking(keys)) if version != GHOST else set()
        for key in after - before:
            self.gains[key].add(node.ref)
        for key in before - after:
            self.losses[key].add(node.ref)
        self.touched |= before | after
        node.version, node.keys = version, keys
        if version != GHOST:
            self.moved.add(node.ref)
        self._says.pop(node.ref, None)
