"""Why records are one host, or why not: the rules' own sentences, with the values and records they speak of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from pydantic import Field

from services.deduper.core.addresses import Said, addresses_of, macs_of
from services.deduper.core.conflicts import sides
from services.deduper.core.identifiers import BY_CODE, Identifier, Kind, identifiers
from services.deduper.core.usable import CAP, NAMES, TIER, Trust, cloned, dispute, exclusives
from shared.contracts.event import Value
from shared.contracts.host import Conflict, Host
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling


class Evidence(Value):
    """A key that several records carry: what it says, who carries it, and why it isn't trusted, if so."""

    kind: str
    sentence: str
    text: str
    records: tuple[str, ...]
    distrust: str | None = None


class Why(Value):
    """Why a host is one: the keys and rulings that hold it together, the distrusted keys, what it disagrees about."""

    host: str
    hostname: str | None
    records: tuple[str, ...]
    held_by: tuple[Evidence, ...]
    distrusted: tuple[Evidence, ...]
    rulings: tuple[Ruling, ...] = Field((), description="operators' rulings in force that name a record of it")
    conflicts: tuple[Conflict, ...]


class WhyNot(Value):
    """Why two hosts are two: what they share and why that doesn't join them, and what tells them apart."""

    left: str
    right: str
    same: bool = Field(description="they are one host")
    shared: tuple[Evidence, ...]
    not_enough: tuple[str, ...] = Field(description="what they have in common that never joins by itself")
    apart: tuple[Conflict, ...]
    rulings: tuple[Ruling, ...] = Field((), description="operators' rulings in force on a record of each")
    refused: tuple[Conflict, ...]


class Carriers(Value):
    """What the index knows of a key: its trust, how many carry it, and who (of a crowd some at most)."""

    trust: Trust
    count: int
    records: tuple[HostRecord, ...] = ()


_ALONE: tuple[tuple[str, Callable[[HostRecord], Iterable[str]]], ...] = (
    ("hostname", lambda record: filter(None, [record.hostname])),
    ("MAC", lambda record: macs_of(Said(record).own)),
    ("private address", lambda record: addresses_of(Said(record).own)),
    ("external address", lambda record: record.external_ips),
)
Links = Mapping[bytes, Carriers]


def shared_identifiers(records: Iterable[HostRecord]) -> dict[Identifier, tuple[str, ...]]:
    """Return the identifiers that can join records, with those of `records` that carry each, strongest first."""
    carried: defaultdict[Identifier, list[str]] = defaultdict(list)
    for record in records:
        for identifier in identifiers(record):
            if identifier.kind.links:
                carried[identifier].append(record.id)
    ordered = sorted(carried, key=lambda one: (one.kind.tier, one.text))
    return {one: tuple(sorted(carried[one])) for one in ordered}


def traces(record: HostRecord) -> set[tuple[str, str]]:
    """Return what a record may have in common with one of another host, as kind and value.

    These are the identifiers that can join records, and the names and addresses that never do so alone.
    """
    joining = {(kind.name, text) for kind, text in ((one.kind, one.text) for one in identifiers(record)) if kind.links}
    return joining | {(what, value) for what, values_of in _ALONE for value in values_of(record)}


def why(host: Host, records: Sequence[HostRecord], links: Links, rulings: Sequence[Ruling] = ()) -> Why:
    """Return why these records are one host; `links` says of each of their keys what the index knows."""
    evidence = [_evidence(one, ids, links) for one, ids in shared_identifiers(records).items()]
    several = [one for one in evidence if len(one.records) > 1]
    ids = tuple(record.id for record in host.records)
    return Why(
        host=host.id,
        hostname=host.hostname,
        records=ids,
        held_by=tuple(one for one in several if one.distrust is None),
        distrusted=tuple(one for one in evidence if one.distrust is not None),
        rulings=tuple(one for one in rulings if one.left in ids or one.right in ids),
        conflicts=host.conflicts,
    )


def why_not(
    left: Host, right: Host, records: Sequence[HostRecord], links: Links, rulings: Sequence[Ruling] = ()
) -> WhyNot:
    """Return why two hosts are two; `records` are those of both."""
    mine, theirs = ({record.id for record in host.records} for host in (left, right))
    both_sides = [[one for one in records if (one.id in mine) is inside] for inside in (True, False)]
    both = [
        (one, ids) for one, ids in shared_identifiers(records).items() if 0 < len(mine.intersection(ids)) < len(ids)
    ]
    return WhyNot(
        left=left.id,
        right=right.id,
        same=left.id == right.id,
        shared=tuple(_evidence(one, ids, links) for one, ids in both),
        not_enough=tuple(_not_enough(*both_sides)),
        apart=tuple(_differences(*both_sides)),
        rulings=tuple(one for one in rulings if {one.left, one.right} & mine and {one.left, one.right} & theirs),
        refused=tuple(one for one in left.conflicts if one.kind == "refused" and one in right.conflicts),
    )


def _not_enough(left: Sequence[HostRecord], right: Sequence[HostRecord]) -> Iterable[str]:
    """Give names and addresses that both sides have: each alone is shared by many machines."""
    for what, said in _ALONE:
        for value in sorted({one for record in left for one in said(record)} & {x for one in right for x in said(one)}):
            yield f"{what} {value}"


def _evidence(one: Identifier, ids: tuple[str, ...], links: Links) -> Evidence:
    known = links.get(one.key)
    distrust = distrust_of(one.kind, known) if known else None
    return Evidence(kind=one.kind.name, sentence=one.kind.sentence, text=one.text, records=ids, distrust=distrust)


def distrust_of(kind: Kind, known: Carriers) -> str | None:
    """Return in words why a key isn't trusted, or None if it is."""
    named = ", ".join(record.id for record in known.records)
    if known.trust is Trust.CROWD:
        return f"generic: {known.count:,} records carry it, more than {CAP}{named and f'; {named} are some of them'}"
    if known.trust is Trust.USABLE:
        return None
    says = [exclusives(one.key for one in identifiers(record)) for record in known.records]
    owner = dispute(says, kind.tier)
    if owner is None and kind.copied and (names := cloned(says)):
        said = " against ".join(sides(_held(known.records, names)))
        return f"copied with a machine: one vendor knows its carriers by more than {NAMES} hostnames: {said}"
    if owner is None:
        return f"an operator's ruling keeps some of its carriers apart: {named}"
    said = " against ".join(sides(_held(known.records, owner)))
    return f"its carriers are different machines by {BY_CODE[owner[0]].name}: {said}"


def _differences(left: Sequence[HostRecord], right: Sequence[HostRecord]) -> Iterable[Conflict]:
    """Give the exclusive identifiers of which both sides have one, and none in common."""
    mine, theirs = (exclusives(one.key for record in side for one in identifiers(record)) for side in (left, right))
    for owner in sorted(mine.keys() & theirs.keys(), key=lambda one: (TIER[one[0]], one)):
        if mine[owner].isdisjoint(theirs[owner]):
            values = sides(_held([*left, *right], owner))
            yield Conflict(kind="values", about=BY_CODE[owner[0]].name, sides=values)


def _held(records: Iterable[HostRecord], owner: bytes) -> dict[str, list[str]]:
    """Return the values that records hold of one exclusive identifier, with the ids of those that hold each."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        for one in identifiers(record):
            if one.kind.exclusive and one.key.startswith(owner):
                held[one.text].append(record.id)
    return held
