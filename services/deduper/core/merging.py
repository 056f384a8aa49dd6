"""One host from all its records: each field from the best source, lists as unions, disagreements kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID, uuid5

from services.deduper.core.conflicts import conflicts
from services.deduper.core.identifiers import is_cut
from services.deduper.core.precedence import preferred, value_at
from shared.contracts.host import Conflict, Host, RecordSummary, Sourced
from shared.contracts.parts import Cloud, Hardware, Interface, Location, OperatingSystem
from shared.contracts.record import CLOCK_AHEAD, HostRecord

KEYS_CUT = "keys_cut"  # flag: some of the record's identifiers were left out
NAMESPACE = UUID("6f0d5f0e-5d0c-5f1a-9c37-0f3a7f1e2b6d")  # ours; a host id is uuid5 of a record id in it

SCALARS = ("last_user", "hostname", "fqdn", "domain", "type", "timezone", "status")
LISTS = ("names", "external_ips", "agents", "ports", "accounts", "tags", "groups", "volumes")
UNKNOWN = (None, "unknown")
_NOBODY: Mapping[str, datetime] = {}

T = TypeVar("T")
Sources = dict[str, str]


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
    fields: dict[str, Any] = {path: _best(path, ordered, sources) for path in SCALARS}
    fields["os"] = _merge_os(ordered, sources)
    for part, model in (("hardware", Hardware), ("cloud", Cloud), ("location", Location)):
        leaves = {leaf: _best(f"{part}.{leaf}", ordered, sources) for leaf in model.model_fields}
        fields[part] = model(**leaves)
    fields |= {name: _union(ordered, attrgetter(name)) for name in LISTS}
    fields["interfaces"] = _merge_interfaces(ordered)
    return Host(
        id=host_id(ordered[0].id),
        aliases=tuple(host_id(record.id) for record in ordered),
        vendors=tuple(record.vendor for record in ordered),
        records=tuple(_summary(record, gone.get(record.id)) for record in ordered),
        **_times(ordered),
        **{name: value for name, value in fields.items() if value is not None},
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


def _best(path: str, records: Sequence[HostRecord], sources: Sources) -> Any:  # Any: the field's own type
    """Return the field from the first record, in order of precedence, that has it."""
    having = [record for record in records if value_at(record, path) not in UNKNOWN]
    if not having:
        return None
    winner = having[0] if len(having) == 1 else preferred(path, having)[0]
    sources[path] = winner.id
    return value_at(winner, path)


def _merge_os(records: Sequence[HostRecord], sources: Sources) -> OperatingSystem:
    """Take the system whole from the best record; fill its gaps only from records that name the same system."""
    having = preferred("os", [record for record in records if record.os != OperatingSystem()])
    if not having:
        return OperatingSystem()
    best = having[0].os
    same = [record for record in having if _is_same_os(record.os, best)]
    leaves = {leaf: _best(f"os.{leaf}", same, sources) for leaf in OperatingSystem.model_fields}
    return OperatingSystem(**{leaf: value for leaf, value in leaves.items() if value is not None})


def _is_same_os(one: OperatingSystem, other: OperatingSystem) -> bool:
    pairs = ((one.family, other.family), (one.name, other.name), (one.version, other.version))
    return all(left == right or left in UNKNOWN or right in UNKNOWN for left, right in pairs)


def _times(records: Sequence[HostRecord]) -> Mapping[str, Any]:
    trusted = [record for record in records if CLOCK_AHEAD not in record.flags]
    found = {
        "first_seen": min((one.first_seen for one in records if one.first_seen), default=None),
        "last_seen": max((one.last_seen for one in trusted if one.last_seen), default=None),
        "last_boot": max((one.last_boot for one in trusted if one.last_boot), default=None),
        "last_scan": max((one.last_scan for one in trusted if one.last_scan), default=None),
    }
    return {name: value for name, value in found.items() if value is not None}


def _union(records: Sequence[HostRecord], items: Callable[[HostRecord], Iterable[T]]) -> tuple[Sourced[T], ...]:
    said: defaultdict[T, list[str]] = defaultdict(list)
    for record in records:
        for item in items(record):
            said[item].append(record.id)
    ordered = said if len(said) < 2 else sorted(said, key=str)
    return tuple(Sourced(value=item, sources=tuple(said[item])) for item in ordered)


def _merge_interfaces(records: Sequence[HostRecord]) -> tuple[Sourced[Interface], ...]:
    """Take entries with one MAC as one interface: each vendor tells another part of it."""
    by_mac: defaultdict[str, list[tuple[str, Interface]]] = defaultdict(list)
    for record in records:
        for interface in record.interfaces:
            by_mac[interface.mac or interface.model_dump_json()].append((record.id, interface))
    return tuple(_merge_interface(by_mac[mac]) for mac in sorted(by_mac))


def _merge_interface(said: Sequence[tuple[str, Interface]]) -> Sourced[Interface]:
    parts = [interface for _, interface in said]
    merged = Interface(
        name=min((part.name for part in parts if part.name), default=None),
        mac=parts[0].mac,
        ips=tuple(ip for part in parts for ip in part.ips),
        gateway=min((part.gateway for part in parts if part.gateway), default=None),
        hostname=min((part.hostname for part in parts if part.hostname), default=None),
    )
    return Sourced(value=merged, sources=tuple(record_id for record_id, _ in said))


def _summary(record: HostRecord, gone: datetime | None) -> RecordSummary:
    return RecordSummary(
        id=record.id,
        vendor=record.vendor,
        vendor_id=record.vendor_id,
        observed_at=record.observed_at,
        first_seen=record.first_seen,
        last_seen=record.last_seen,
        software_count=len(record.software),
        vulnerabilities=record.vulnerabilities,
        flags=(*record.flags, KEYS_CUT) if is_cut(record) else record.flags,
        gone=gone,
    )
