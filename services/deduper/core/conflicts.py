"""What the records of a host disagree about, both sides kept: exclusive identifiers, fields, and refused joins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from services.deduper.core.clusters import MAX_SIDES, Refusal
from services.deduper.core.identifiers import BY_CODE, EXCLUSIVE, KINDS, identifiers
from shared.contracts.host import COMPARED, Conflict
from shared.contracts.record import HostRecord

_compared = attrgetter(*COMPARED)


def conflicts(records: Sequence[HostRecord]) -> list[Conflict]:
    """Return the disagreements inside a host; at most MAX_SIDES sides of each."""
    if len(records) == 1:
        return []
    return [*_identifier_conflicts(records), *_field_conflicts(records)]


def refused(refusals: Iterable[Refusal], holders: Mapping[bytes, HostRecord]) -> list[Conflict]:
    """Return the joins that were refused, in words; `holders` are the records that the refusals name."""
    return [
        Conflict(
            kind="refused",
            about=f"{BY_CODE[refusal.sides[0].key[0]].name} against {joining(refusal.tier)}",
            sides=tuple(_side(side.key, holders.get(side.record)) for side in refusal.sides),
        )
        for refusal in refusals
    ]


def joining(tier: int) -> str:
    """Return the name of what joins records at a tier."""
    return " or ".join(kind.name for kind in KINDS if kind.links and kind.tier == tier)


def sides(said: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return `value (record ids)` of each value, at most MAX_SIDES of both."""
    ordered = [f"{value} ({', '.join(sorted(ids)[:MAX_SIDES])})" for value, ids in sorted(said.items())]
    return tuple(ordered[:MAX_SIDES])


def _side(key: bytes, holder: HostRecord | None) -> str:
    if holder is None:
        return key.hex()
    text = next((one.text for one in identifiers(holder) if one.key == key), BY_CODE[key[0]].name)
    return f"{text} ({holder.id})"


def _identifier_conflicts(records: Sequence[HostRecord]) -> list[Conflict]:
    said: defaultdict[tuple[int, str], dict[str, list[str]]] = defaultdict(dict)
    for record in records:
        for kind, text in identifiers(record, EXCLUSIVE):
            owner = text.rpartition("/")[0] if kind.scope else ""
            said[kind.code, owner].setdefault(text, []).append(record.id)
    return [
        Conflict(kind="values", about=BY_CODE[code].name, sides=sides(values))
        for (code, _), values in sorted(said.items())
        if len(values) > 1
    ]


def _field_conflicts(records: Sequence[HostRecord]) -> list[Conflict]:
    found = []
    for path, values in zip(COMPARED, zip(*map(_compared, records), strict=True), strict=True):
        if values.count(values[0]) == len(values):
            continue  # as it is nearly always
        said: defaultdict[str, list[str]] = defaultdict(list)
        for record, value in zip(records, values, strict=True):
            if value not in (None, "unknown"):
                said[str(value).casefold()].append(record.id)
        if len(said) > 1:
            found.append(Conflict(kind="field", about=path, sides=sides(said)))
    return found
