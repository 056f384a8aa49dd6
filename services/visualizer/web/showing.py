"""A host as the page shows it. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from pydantic_core import to_jsonable_python

from services.visualizer.web.answers import Sync
from services.visualizer.web.questions import CUT_OFF
from shared.contracts.apart import own_words
from shared.contracts.host import Host
from shared.contracts.parts import Containment
from shared.contracts.software import HostSoftware, Program

LISTS = (
    "interfaces",
    "agents",
    "ports",
    "names",
    "external_ips",
    "tags",
    "groups",
    "accounts",
    "volumes",
)
CONTAINED: Mapping[Containment, str] = {
    "contained": "cut off from the network",
    "lift_containment_pending": "still cut off from the network, and is to be let back",
    "containment_pending": "about to be cut off from the network",
}
SHOWN = 50  # items of a list; the JSON has them all
LONGEST = 300  # characters of a value that are shown
ROW = 34  # height of a row of the picture


@dataclass(frozen=True, slots=True)
class Line:
    """A value and the records it is from."""

    name: str
    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The first items of a list, and how many more there are."""

    name: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Installed:
    """The first programs of a host, how many its records list, and how many of those the JSON has beyond the first."""

    programs: Sequence[Program]
    total: int
    more: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Records on the left, keys on the right, a line where a record carries a key."""

    height: int
    records: tuple[tuple[int, str], ...]
    keys: tuple[tuple[int, str], ...]
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Own:
    """What one record says for itself, and since when."""

    record: str
    at: datetime | None
    lines: tuple[Line, ...]


def fields(host: Host) -> list[Line]:
    """Return the fields that a record gives."""
    return [Line(path, shown(attrgetter(path)(host)), (source,)) for path, source in host.sources.items()]


def own(host: Host) -> list[Own]:
    """Return what each record says for itself: vendors' words and scales differ."""
    found = []
    for record in host.records:
        lines = [Line(name, shown(value), (record.id,)) for name, value in own_words(record)]
        more = len(lines) - SHOWN
        lines = lines[:SHOWN] + ([Line("more", f"{more:,} more: the JSON has all", (record.id,))] if more > 0 else [])
        found += [Own(record.id, record.observed_at, tuple(lines))] if lines else []
    return found


def notes(host: Host, vendors: Collection[str]) -> list[str]:
    """Return what should be seen first, in sentences; `vendors` are those that are connected here."""
    found = []
    if host.containment in CUT_OFF:
        record, meaning = host.sources["containment"], CONTAINED[host.containment]
        at = next(one.observed_at for one in host.records if one.id == record)
        found.append(f"It is {meaning} ({host.containment}), says {record} as of {minute(at)}.")
    for sensor in host.unlisted_sensors:
        listing, vendor = ", ".join(sensor.sources), sensor.value.vendor
        reason = (
            f"{vendor} doesn't list this host: the sensor doesn't report, or reports to another account"
            if vendor in vendors
            else f"{vendor} isn't connected here, so nobody tells whether it reports"
        )
        found.append(f"{sensor.value.program} is installed, as {listing} says, but {reason}.")
    return [short(note) for note in found]


def minute(moment: datetime | None) -> str:
    """Return a moment as people read it, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "unknown"


def shown(value: Any) -> str:  # Any: a field of the host
    """Return a field's value in a few words."""
    return minute(value) if isinstance(value, datetime) else short(to_jsonable_python(value))


def lists(host: Host) -> list[Listed]:
    """Return the lists that hold something."""
    found = []
    for name in LISTS:
        items = getattr(host, name)
        lines = tuple(Line(name, short(to_jsonable_python(one.value)), one.sources) for one in items[:SHOWN])
        found += [Listed(name.replace("_", " "), lines, len(items) - len(lines))] if lines else []
    return found


def installed(software: HostSoftware) -> Installed:
    """Return the first programs of a host."""
    programs = software.programs[:SHOWN]
    return Installed(programs, len(software.programs) + software.left_out, len(software.programs) - len(programs))


def short(value: Any) -> str:  # Any: JSON
    """Return a value in a few words, cut where it is too long to look at."""
    text = " ".join(_words(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def picture(evidence: Sequence[Mapping[str, Any]]) -> Picture:  # Any: JSON
    """Return the picture of the keys that hold records together."""
    records = sorted({one for key in evidence for one in key["records"]})[:SHOWN]
    keys = [f"{key['kind']}: {short(key['text'])}" for key in evidence[:SHOWN]]
    left = {one: ROW * place + ROW // 2 for place, one in enumerate(records)}
    right = [ROW * place + ROW // 2 for place in range(len(keys))]
    lines = [(left[one], y) for key, y in zip(evidence, right, strict=False) for one in key["records"] if one in left]
    return Picture(
        height=ROW * max(len(records), len(keys), 1),
        records=tuple((y, one) for one, y in left.items()),
        keys=tuple(zip(right, keys, strict=True)),
        lines=tuple(lines),
    )


def _words(value: Any) -> Iterator[str]:  # Any: JSON
    if isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif value is not None and value != "":
        yield str(value)


def how_far(sync: Sync) -> str:
    """Return in words what a source's sync does now."""
    far = f"{sync.pages_so_far or 0:,} pages, {sync.hosts_so_far or 0:,} hosts"
    match sync.state:
        case "running" if sync.begun_at:
            return f"running since {sync.begun_at:%Y-%m-%d %H:%M} UTC: {far}"
        case "cut off":
            after = f" after {sync.heard_at:%Y-%m-%d %H:%M} UTC" if sync.heard_at else ""
            return f"cut off{after}: {far}; the next sync goes on there"
        case _:
            return ""
