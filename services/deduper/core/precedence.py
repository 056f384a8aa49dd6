"""Where a merged field is taken from, as data: the rank of the vendors for it, then freshness, then record id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from shared.contracts.record import CLOCK_AHEAD, HostRecord

# Vendors that know a field better than others, best first, by the longest prefix of the field's path. A vendor that
# isn't listed comes after those that are; where none is listed, the freshest record wins.
RANKS: dict[str, tuple[str, ...]] = {
    "cloud": ("qualys",),  # asks the cloud itself, by its connector; an agent knows what its machine tells
    "hardware.cpu": ("qualys",),
    "hardware.memory_mib": ("qualys",),
    "hardware.bios_maker": ("crowdstrike",),  # Qualys gives maker and version as one text
    "hardware.bios_version": ("crowdstrike",),
    "hardware.serial": ("crowdstrike",),  # the endpoint's own reading
    "type": ("crowdstrike",),  # says server or workstation; Qualys calls everything a host
}

UNKNOWN = (None, "unknown")  # what a field holds that nobody has filled


def freshness(record: HostRecord) -> datetime:
    """Return when the vendor last heard from the host."""
    return record.last_seen or record.observed_at


def freshest(records: Iterable[HostRecord]) -> list[HostRecord]:
    """Return the records in the order in which fields are taken from them that no vendor knows better."""
    return sorted(records, key=lambda one: (CLOCK_AHEAD in one.flags, -freshness(one).timestamp(), one.id))


def preferred(path: str, fresh: Sequence[HostRecord]) -> Sequence[HostRecord]:
    """Return records, the freshest first, in the order in which `path` is taken; a clock that is ahead comes last."""
    return _ranked(_ranks_of(path), fresh)


def _ranked(ranks: tuple[str, ...], fresh: Sequence[HostRecord]) -> Sequence[HostRecord]:
    if not ranks or len(fresh) < 2:
        return fresh
    last = len(ranks)
    return sorted(
        fresh, key=lambda one: (CLOCK_AHEAD in one.flags, ranks.index(one.vendor) if one.vendor in ranks else last)
    )


class Field(NamedTuple):
    """A field to be taken: its path, the last part of that, and how it is read."""

    path: str
    leaf: str
    read: "attrgetter[Any]"  # Any: the field's own type


Fields = tuple[tuple[tuple[str, ...], tuple[Field, ...]], ...]  # the vendors that know fields better, and those fields


@cache
def fields_at(*paths: str) -> Fields:
    """Return the fields at these paths."""
    found: defaultdict[tuple[str, ...], list[Field]] = defaultdict(list)
    for path in paths:
        found[_ranks_of(path)].append(Field(path, path.rpartition(".")[2], attrgetter(path)))
    return tuple((ranks, tuple(fields)) for ranks, fields in found.items())


@cache
def _ranks_of(path: str) -> tuple[str, ...]:
    parts = path.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((RANKS[prefix] for prefix in prefixes if prefix in RANKS), ())


def take(fields: Fields, fresh: Sequence[HostRecord], sources: dict[str, str]) -> dict[str, Any]:  # Any: its own type
    """Return each field from the first record, in order of precedence, that has it; none has some.

    The records come the freshest first; which of them each field came from is noted in `sources`.
    """
    taken = {}
    for ranks, those in fields:
        order = _ranked(ranks, fresh)
        for path, leaf, read in those:
            for record in order:
                value = read(record)
                if value not in UNKNOWN:
                    taken[leaf], sources[path] = value, record.id
                    break
    return taken
