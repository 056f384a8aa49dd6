"""A host as the page shows it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_jsonable_python

from shared.contracts.host import Host
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


def fields(host: Host) -> list[Line]:
    """Return the fields that a record gives."""
    plain = host.model_dump(mode="json")
    return [Line(path, short(_at(plain, path)), (source,)) for path, source in host.sources.items()]


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


def _at(plain: Any, path: str) -> Any:  # Any: JSON
    part, _, leaf = path.partition(".")
    return plain[part][leaf] if leaf else plain[part]


def _words(value: Any) -> Iterator[str]:  # Any: JSON
    if isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif value is not None and value != "":
        yield str(value)
