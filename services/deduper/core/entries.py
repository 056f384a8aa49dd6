"""How the identity index writes records, keys and rulings: short, and canonical (equal content, equal bytes).

record   flags, version (26; 16 without a stamp), root (10, unless its own), gone (8, unless listed),
         keys (count, 11 each), members and refusals (roots only), id
key      trust, then the carriers (10 each) unless it is a crowd
"""

from dataclasses import dataclass
from struct import Struct

from services.deduper.core.clusters import Refusal, Side
from services.deduper.core.identifiers import KEY_BYTES
from services.deduper.core.usable import Trust
from shared.contracts.version import content_of, with_stamp, without_stamp

REF_BYTES = 10
GHOST = bytes(26)  # version of a record that only rulings have named so far
CROWD = bytes([Trust.CROWD])

_TRUSTS = tuple(Trust)
_TRUST_BYTES = tuple(bytes([one]) for one in Trust)
_ROOT_ELSEWHERE, _HAS_HOST, _GONE, _STAMPED = 1, 2, 4, 8
_HEAD, _STAMPED_HEAD = Struct(">B16s"), Struct(">B26s")
_COUNT = Struct(">H")
_TIME = Struct(">q")
_REFUSAL = Struct(">bB")


@dataclass(slots=True)
class Node:
    """A record in the index.

    Attributes:
        ref: short name of the record
        id: record id
        version: packed version, GHOST if there is no such record yet
        keys: keys of its identifiers and rulings, sorted
        root: short name of the record that its host is named after
        members: records of the host in order of their ids, on the root alone
        refusals: what kept others out, on the root alone
        gone: when it was last listed, in microseconds since 1970, if it is listed no more; else 0

    """

    ref: bytes
    id: str
    version: bytes = GHOST
    keys: tuple[bytes, ...] = ()
    root: bytes = b""
    members: tuple[bytes, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    gone: int = 0


def pack_node(node: Node) -> bytes:
    """Return the record's entry."""
    elsewhere = node.root not in (b"", node.ref)
    host = len(node.members) > 1 or bool(node.refusals)
    gone = node.gone != 0
    flags = elsewhere * _ROOT_ELSEWHERE | host * _HAS_HOST | gone * _GONE
    if without_stamp(node.version):
        parts = [_HEAD.pack(flags, content_of(node.version))]
    else:
        parts = [_STAMPED_HEAD.pack(flags | _STAMPED, node.version)]
    if elsewhere:
        parts.append(node.root)
    if gone:
        parts.append(_TIME.pack(node.gone))
    parts += [_COUNT.pack(len(node.keys)), *node.keys]
    if host:
        parts += [_COUNT.pack(len(node.members)), *node.members, bytes([len(node.refusals)])]
        parts += [_pack_refusal(refusal) for refusal in node.refusals]
    return b"".join([*parts, node.id.encode("utf-8", "replace")])


def unpack_node(ref: bytes, entry: bytes) -> Node:
    """Return the record that `pack_node` wrote."""
    flags = entry[0]
    head = _STAMPED_HEAD if flags & _STAMPED else _HEAD
    _, version = head.unpack_from(entry)
    at = head.size
    if not flags & _STAMPED:
        version = with_stamp(version)
    root = ref
    if flags & _ROOT_ELSEWHERE:
        root, at = entry[at : at + REF_BYTES], at + REF_BYTES
    gone = 0
    if flags & _GONE:
        (gone,), at = _TIME.unpack_from(entry, at), at + _TIME.size
    keys, at = _unpack_list(entry, at, KEY_BYTES)
    members: tuple[bytes, ...] = (ref,) if root == ref else ()
    refusals: tuple[Refusal, ...] = ()
    if flags & _HAS_HOST:
        members, at = _unpack_list(entry, at, REF_BYTES)
        refusals, at = _unpack_refusals(entry, at)
    return Node(ref, entry[at:].decode(), version, keys, root, members, refusals, gone)


def unstamped(entry: bytes) -> bytes:
    """Return a record's entry without its version's stamp: equal ones mean the same host, whenever it was listed."""
    if not entry[0] & _STAMPED:
        return entry
    flags, version = _STAMPED_HEAD.unpack_from(entry)
    return _HEAD.pack(flags & ~_STAMPED, content_of(version)) + entry[_STAMPED_HEAD.size :]


def pack_key(trust: Trust, carriers: tuple[bytes, ...]) -> bytes | None:
    """Return the key's entry, or None if nothing carries it."""
    return b"".join((_TRUST_BYTES[trust], *carriers)) if carriers else None


def unpack_key(entry: bytes | None) -> tuple[Trust, tuple[bytes, ...]]:
    """Return the trust and the carriers that `pack_key` wrote; a crowd's carriers are kept elsewhere."""
    if not entry:
        return Trust.USABLE, ()
    return _TRUSTS[entry[0]], tuple([entry[at : at + REF_BYTES] for at in range(1, len(entry), REF_BYTES)])


def _unpack_list(entry: bytes, at: int, size: int) -> tuple[tuple[bytes, ...], int]:
    (count,) = _COUNT.unpack_from(entry, at)
    start, end = at + _COUNT.size, at + _COUNT.size + count * size
    return tuple([entry[place : place + size] for place in range(start, end, size)]), end


def _pack_refusal(refusal: Refusal) -> bytes:
    sides = b"".join(side.record + side.key for side in refusal.sides)
    return _REFUSAL.pack(refusal.tier, len(refusal.sides)) + sides


def _unpack_refusals(entry: bytes, at: int) -> tuple[tuple[Refusal, ...], int]:
    found, count, at = [], entry[at], at + 1
    for _ in range(count):
        tier, sides = _REFUSAL.unpack_from(entry, at)
        at += _REFUSAL.size
        size = REF_BYTES + KEY_BYTES
        raw = [entry[place : place + size] for place in range(at, at + sides * size, size)]
        found.append(Refusal(tier, tuple(Side(one[:REF_BYTES], one[REF_BYTES:]) for one in raw)))
        at += sides * size
    return tuple(found), at
