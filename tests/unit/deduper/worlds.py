"""Random worlds in which everything collides, and the index that the law says must come of them."""

from collections import defaultdict
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from services.deduper.core.clusters import MAX_REFUSALS, Claim, clusters, record_ref
from services.deduper.core.entries import CROWD, Node, pack_key, pack_node
from services.deduper.core.identifiers import KINDS, Identifier
from services.deduper.core.incremental import Arrival
from services.deduper.core.rulings import Verdict, rule
from services.deduper.core.usable import Trust, exclusives, linking, trust

T = TypeVar("T")

law = settings(max_examples=settings().max_examples * 2)  # what must never break is looked at longer
CAP = 3
IDS = tuple(f"{vendor}:{number}" for vendor in "ab" for number in range(5))
PAIRS = tuple((left, right) for left in IDS for right in IDS if left < right)
VENDOR_KINDS = tuple(kind for kind in KINDS if kind.rule)
ALL_KEYS = tuple(
    Identifier(kind, f"{vendor}/{value}" if kind.scope else value).key
    for kind in VENDOR_KINDS
    for value in "xyz"
    for vendor in ("ab" if kind.scope else "a")
)

Happening = Arrival | Verdict
Index = tuple[dict[bytes, bytes], dict[bytes, frozenset[bytes]]]  # entries, crowds


def arrival(record_id: str, clock: int, texts: Iterable[tuple[int, str]], listed: int = 0) -> Arrival:
    """Return a version of a record, listed then, of these identifiers: (place in VENDOR_KINDS, value)."""
    vendor = record_id[0]
    chosen = ((VENDOR_KINDS[place], value) for place, value in texts)
    keys = {Identifier(kind, f"{vendor}/{value}" if kind.scope else value).key for kind, value in chosen}
    ordered = tuple(sorted(keys))
    content = blake2b(b"".join(ordered), digest_size=8).digest()
    return Arrival(record_id, clock.to_bytes(8) + listed.to_bytes(8) + bytes(2) + content, ordered)


arrivals = st.builds(
    arrival,
    st.sampled_from(IDS),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, len(VENDOR_KINDS) - 1), st.sampled_from("xyz")), max_size=5),
    st.integers(0, 3),
)
verdicts = st.builds(
    lambda pair, verdict, clock: Verdict(pair[0], pair[1], verdict, clock.to_bytes(8) + verdict.encode()),
    st.sampled_from(PAIRS),
    st.sampled_from(["link", "unlink", "forget"]),
    st.integers(1, 6),
)
happenings = st.one_of(arrivals, arrivals, arrivals, verdicts)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine whose ports never wait: memory adapters answer at once."""
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("a memory adapter waited")


def latest_claims(events: Sequence[Happening]) -> tuple[dict[str, Arrival], dict[str, tuple[bytes, ...]]]:
    """Return the latest version of each record, and the keys that rulings give to each id."""
    records: dict[str, Arrival] = {}
    ruled: dict[str, Verdict] = {}
    for event in events:
        if isinstance(event, Arrival) and (event.id not in records or event.version > records[event.id].version):
            records[event.id] = event
        if isinstance(event, Verdict) and (event.pair not in ruled or event.version > ruled[event.pair].version):
            ruled[event.pair] = event
    keys: defaultdict[str, tuple[bytes, ...]] = defaultdict(tuple)
    for verdict in ruled.values():
        keys[verdict.left], keys[verdict.right] = rule(verdict, keys[verdict.left], keys[verdict.right])
    return records, keys


def lawful_index(
    events: Sequence[Happening], cap: int = CAP
) -> tuple[dict[bytes, bytes], dict[bytes, frozenset[bytes]]]:
    """Return every entry and every crowd that the index must hold after these events, whatever their order."""
    records, ruled = latest_claims(events)
    claims = {
        record_ref(one.id): Claim(record_ref(one.id), one.id, tuple(sorted({*one.keys, *ruled[one.id]})))
        for one in records.values()
    }
    entries, crowds = _lawful_links(claims, cap)
    for cluster in clusters(claims.values(), cap):
        refs = tuple(member.ref for member in cluster.members)
        for member in cluster.members:
            node = Node(member.ref, member.id, records[member.id].version, member.keys, refs[0])
            if member.ref == refs[0]:
                node.members, node.refusals = refs, tuple(sorted(cluster.refusals))[:MAX_REFUSALS]
            entries[member.ref] = pack_node(node)
    for record_id, keys in ruled.items():
        if record_id not in records and keys:
            entries[record_ref(record_id)] = pack_node(Node(record_ref(record_id), record_id, keys=keys))
    for event in sorted((one for one in events if isinstance(one, Verdict)), key=lambda one: one.version):
        entries[event.name] = event.version
    return entries, crowds


def _lawful_links(claims: Mapping[bytes, Claim], cap: int) -> Index:
    carriers: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for claim in claims.values():
        for key in linking(claim.keys):
            carriers[key].append(claim.ref)
    entries, crowds = {}, {}
    for key, refs in carriers.items():
        verdict = trust([exclusives(claims[ref].keys) for ref in refs], key[0], cap)
        entry = CROWD if verdict is Trust.CROWD else pack_key(verdict, tuple(sorted(refs)))
        assert entry is not None
        entries[key[1:]] = entry
        if verdict is Trust.CROWD:
            crowds[key[1:]] = frozenset(refs)
    return entries, crowds


def all_names(events: Sequence[Happening]) -> list[bytes]:
    """Return every name that these events could have written."""
    keys = {key for event in events if isinstance(event, Arrival) for key in event.keys}
    pairs = {event.pair: event for event in events if isinstance(event, Verdict)}
    links = {key for one in pairs.values() for key in rule(Verdict(one.left, one.right, "link", b""), (), ())[0]}
    records = {event.id for event in events if isinstance(event, Arrival)}
    return [
        *map(record_ref, {*IDS, *records}),
        *(key[1:] for key in keys | links),
        *(one.name for one in pairs.values()),
    ]
