"""Which records are one machine: the rule, over any set of records whose usable keys are known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from services.deduper.core.usable import CAP, TIER, Exclusives, Trust, dispute, exclusives, linking, trust, union

MAX_SIDES = 8  # sides of a refusal that are listed
MAX_REFUSALS = 16  # refusals of a cluster that are listed

T = TypeVar("T")


def record_ref(record_id: str) -> bytes:
    """Return the short name of a record in the index."""
    return blake2b(record_id.encode("utf-8", "replace"), digest_size=10, person=b"record").digest()


class Claim(NamedTuple):
    """What identity sees of a record."""

    ref: bytes
    id: str
    keys: tuple[bytes, ...]


class Side(NamedTuple):
    """One side of a refusal: a record and the exclusive identifier that it holds."""

    record: bytes
    key: bytes


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """Clusters that a tier's keys would have joined, had they not disagreed."""

    tier: int
    sides: tuple[Side, ...]


@dataclass(slots=True, eq=False)
class Cluster:
    """Records that are one machine, in order of their ids: the first is the root."""

    members: list[Claim]
    says: Exclusives
    refusals: set[Refusal] = field(default_factory=set)


def clusters(claims: Iterable[Claim], cap: int = CAP) -> list[Cluster]:
    """Return the clusters of all records there are: the law that every other way of computing must obey."""
    records = {claim.ref: claim for claim in claims}
    carriers: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for claim in records.values():
        for key in linking(claim.keys):
            carriers[key].append(claim.ref)
    says = {ref: exclusives(claim.keys) for ref, claim in records.items()}
    usable = {
        key: refs
        for key, refs in carriers.items()
        if len(refs) > 1 and trust([says[ref] for ref in refs], key[0], cap) is Trust.USABLE
    }
    return join(records, says, usable)


def join(
    records: Mapping[bytes, Claim], says: Mapping[bytes, Exclusives], usable: Mapping[bytes, Sequence[bytes]]
) -> list[Cluster]:
    """Join records by the usable keys among them, strongest tier first."""
    home = {ref: Cluster([claim], says[ref]) for ref, claim in records.items()}
    tiers: defaultdict[int, list[Sequence[bytes]]] = defaultdict(list)
    for key, refs in usable.items():
        tiers[TIER[key[0]]].append(refs)
    for tier in sorted(tiers):
        for parts in components([[home[ref] for ref in refs] for refs in tiers[tier]]):
            _join_component(home, parts, tier)
    found = list(dict.fromkeys(home.values()))
    for cluster in found:
        cluster.members.sort(key=lambda claim: claim.id)
    return found


def _join_component(home: dict[bytes, Cluster], parts: Sequence[Cluster], tier: int) -> None:
    """Join the clusters, unless two of them disagree: then none is joined at this tier, and each lists why."""
    if len(parts) == 1:
        return
    owner = dispute([part.says for part in parts], tier)
    if owner is not None:
        refusal = Refusal(tier, _sides(parts, owner))
        for part in parts:
            part.refusals.add(refusal)
        return
    whole = Cluster(
        [claim for part in parts for claim in part.members],
        union(part.says for part in parts),
        set().union(*(part.refusals for part in parts)),
    )
    home.update((claim.ref, whole) for claim in whole.members)


def _sides(parts: Sequence[Cluster], owner: bytes) -> tuple[Side, ...]:
    held: dict[bytes, Claim] = {}
    for part in parts:
        for key in part.says.get(owner, ()):
            holders = [claim for claim in part.members if key in claim.keys]
            held[key] = min([*holders, *filter(None, [held.get(key)])], key=lambda claim: claim.id)
    ordered = sorted((claim.id, claim.ref, key) for key, claim in held.items())
    return tuple(Side(ref, key) for _, ref, key in ordered[:MAX_SIDES])


def components(sets: Iterable[Sequence[T]]) -> list[list[T]]:
    """Return the unions of sets that share an item, directly or through others."""
    parent: dict[T, T] = {}

    def find(item: T) -> T:
        root = item
        while (up := parent.setdefault(root, root)) != root:
            root = up
        while parent[item] != root:
            parent[item], item = root, parent[item]
        return root

    for items in sets:
        first = find(items[0])
        for item in items[1:]:
            parent[find(item)] = first
    found: defaultdict[T, list[T]] = defaultdict(list)
    for item in list(parent):
        found[find(item)].append(item)
    return list(found.values())
