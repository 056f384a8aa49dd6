"""One host from all its records: each field from the best source, lists as unions, disagreements kept."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID, uuid5

from pydantic_core import to_json

from services.deduper.core.conflicts import conflicts
from services.deduper.core.containment import containing
from services.deduper.core.identifiers import is_cut
from services.deduper.core.precedence import UNKNOWN, Fields, fields_at, freshest, preferred, take
from services.deduper.core.sensors import unlisted_sensors
from shared.contracts.apart import APART
from shared.contracts.event import as_set, spelling_of
from shared.contracts.host import Conflict, Host, RecordSummary, Sourced
from shared.contracts.parts import Cloud, Hardware, Interface, Location, OperatingSystem
from shared.contracts.record import CLOCK_AHEAD, EPOCH, HostRecord

KEYS_CUT = "keys_cut"  # flag: some of the record's identifiers were left out
NAMESPACE = UUID("6f0d5f0e-5d0c-5f1a-9c37-0f3a7f1e2b6d")  # ours; a host id is uuid5 of a record id in it

SCALARS = ("last_user", "hostname", "fqdn", "domain", "type", "timezone")
# Times of which the latest counts, of the records whose clock isn't ahead.
LATEST = (
    *("last_seen", "last_boot", "last_scan"),
    *("last_vulnerability_scan", "last_compliance_scan", "last_authenticated_scan"),
)
LISTS = ("names", "external_ips", "agents", "ports", "accounts", "tags", "groups", "volumes")
Sources = dict[str, str]
Part = OperatingSystem | Hardware | Cloud | Location
T = TypeVar("T")
_apart = attrgetter(*APART)
_NOBODY: Mapping[str, datetime] = {}
# The parts as they are where nothing is said: mostly these very objects.
_PARTS: Mapping[str, Part] = {
    one: HostRecord.model_fields[one].default for one in ("os", "hardware", "cloud", "location")
}


@lru_cache(65_536)  # asked for the host, for its aliases, and again when the next of its records comes
def host_id(record_id: str) -> str:
    """Return the id of the host whose smallest record id this is."""
    return str(uuid5(NAMESPACE, record_id))


def merge(
    records: Sequence[HostRecord], refused: Iterable[Conflict] = (), gone: Mapping[str, datetime] = _NOBODY
) -> Host:
    """Return the host that these records, at least one, are about.

    `refused` are the conflicts that kept others out; `gone` says when records were last that are listed no more.
    """
    ordered = sorted(records, key=lambda record: record.id)
    sources: Sources = {}
    fresh = freshest(ordered)
    fields = take(fields_at(*SCALARS), fresh, sources) | _times(ordered, sources)
    if cut_off := containing(fresh, gone):
        fields["containment"], sources["containment"] = cut_off.containment, cut_off.id
    for part, nothing in _PARTS.items():
        if saying := [record for record in fresh if getattr(record, part) is not nothing]:
            best = _of_one_system(saying) if part == "os" else saying
            taken = take(_leaves(part), best, sources)
            if "ubr" in taken:
                taken |= _revision(taken["build"], best, sources)
            fields[part] = type(nothing)(**taken)
    for name in LISTS:
        if listing := [(record.id, items) for record in ordered if (items := getattr(record, name))]:
            fields[name] = _union(listing)
    fields["interfaces"] = _merge_interfaces(ordered)
    return Host(
        id=host_id(ordered[0].id),
        aliases=tuple([host_id(record.id) for record in ordered]),
        vendors=tuple([record.vendor for record in ordered]),
        records=tuple([_summary(record, gone.get(record.id)) for record in ordered]),
        **fields,
        unlisted_sensors=unlisted_sensors(ordered, gone),
        sources=dict(sorted(sources.items())),
        conflicts=(*sorted(refused, key=str), *conflicts(ordered)),
        **(_absence(ordered, gone) if gone else {}),
    )


def _absence(records: Sequence[HostRecord], gone: Mapping[str, datetime]) -> Mapping[str, Any]:
    """Return since when the host is gone, if all its records are, and from which vendors."""
    listing = {record.vendor for record in records if record.id not in gone}
    return {
        "gone": None if listing else max(gone[record.id] for record in records),
        "gone_from": tuple(record.vendor for record in records if record.vendor not in listing),
    }


@cache
def _leaves(part: str) -> Fields:
    return fields_at(*(f"{part}.{leaf.name}" for leaf in dataclasses.fields(_PARTS[part])))


def _of_one_system(fresh: Sequence[HostRecord]) -> Sequence[HostRecord]:
    """Return the best record and those that name the same system: it is taken whole, its gaps filled from no others."""
    if len(fresh) == 1:
        return fresh
    having = [record for record in preferred("os", fresh) if record.os != _PARTS["os"]] or fresh
    best = having[0].os
    return [record for record in having if _is_same_os(record.os, best)]


def _revision(build: str | None, fresh: Sequence[HostRecord], sources: Sources) -> Mapping[str, Any]:
    """Return the update revision of this build: another record's may be of another."""
    del sources["os.ubr"]
    same = [record for record in fresh if record.os.build == build]
    return {"ubr": None} | take(fields_at("os.ubr"), same, sources)


def _is_same_os(one: OperatingSystem, other: OperatingSystem) -> bool:
    pairs = ((one.family, other.family), (one.name, other.name), (one.version, other.version))
    return all(left == right or left in UNKNOWN or right in UNKNOWN for left, right in pairs)


def _times(records: Sequence[HostRecord], sources: Sources) -> dict[str, Any]:  # Any: as the fields beside them
    """Return when it was first seen, and the latest of other times; of equal ones the smallest id says it."""
    found = {}
    seen = [(record.first_seen, record.id) for record in records if record.first_seen]
    if seen:
        found["first_seen"], sources["first_seen"] = min(seen)
    trusted = [record for record in records if CLOCK_AHEAD not in record.flags]
    for name in LATEST:
        if saying := [record for record in trusted if getattr(record, name)]:
            last = max(saying, key=attrgetter(name))  # of equal ones the first
            found[name], sources[name] = getattr(last, name), last.id
    return found


def _union(listing: Sequence[tuple[str, tuple[T, ...]]]) -> tuple[Sourced[T], ...]:
    if len(listing) == 1:  # as it is mostly; its own are in order
        ((one, items),) = listing
        return tuple([Sourced(item, (one,)) for item in items])
    spell = spelling_of(listing[0][1][0])
    said: dict[Any, tuple[T, list[str]]] = {}
    for one, items in listing:
        for item in items:
            said.setdefault(spell(item) if spell else item, (item, []))[1].append(one)
    return tuple([Sourced(item, tuple(ids)) for item, ids in map(said.__getitem__, sorted(said))])


def _merge_interfaces(records: Sequence[HostRecord]) -> tuple[Sourced[Interface], ...]:
    """Take entries with one MAC as one interface: each vendor tells another part of it."""
    by_mac: defaultdict[str, list[tuple[str, Interface]]] = defaultdict(list)
    for record in records:
        for interface in record.interfaces:
            by_mac[interface.mac or to_json(interface).decode()].append((record.id, interface))
    return tuple([_merge_interface(by_mac[mac]) for mac in sorted(by_mac)])


def _merge_interface(said: Sequence[tuple[str, Interface]]) -> Sourced[Interface]:
    if len(said) == 1:
        ((one, interface),) = said
        return Sourced(interface, (one,))
    parts = [interface for _, interface in said]
    sources = tuple(dict.fromkeys([record_id for record_id, _ in said]))  # a record may list one MAC twice
    merged = Interface(
        name=min((part.name for part in parts if part.name), default=None),
        mac=parts[0].mac,
        ips=tuple(ip for part in parts for ip in part.ips),
        gateway=min((part.gateway for part in parts if part.gateway), default=None),
        hostname=min((part.hostname for part in parts if part.hostname), default=None),
    )
    return Sourced(merged, sources)


def _summary(record: HostRecord, gone: datetime | None) -> RecordSummary:
    return RecordSummary(
        id=record.id,
        vendor=record.vendor,
        vendor_id=record.vendor_id,
        observed_at=record.observed_at if record.observed_at > EPOCH else None,
        first_seen=record.first_seen,
        last_seen=record.last_seen,
        software_count=len(record.software),
        flags=as_set((*record.flags, KEYS_CUT)) if is_cut(record) else record.flags,
        gone=gone,
        **dict(zip(APART, _apart(record), strict=True)),
    )
