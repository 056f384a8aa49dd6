"""Spoils good hosts as vendors might: from a seed, so that a failure can be had again.

`spoilt` changes a host that was read, `inputs` says how many to try. `damages.py` spoils the bytes of an answer.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

Json = Any  # Any: JSON
Path = tuple[str | int, ...]

_TIMES_AS_MANY = {"ci": 1.0, "deep": 50.0}  # by HYPOTHESIS_PROFILE; in any other a twentieth
DEPTHS = (101, 250, 900)  # levels: more than a message may have, than pydantic reads, nearly what Python writes
MOST_DIGITS = 4_299  # of an integer that Python still reads and writes
OFFSETS = ("", "Z", "+00:00", "+14:00", "-14:00", "+23:59", "-23:59", "+24:00")

NUMBERS: tuple[Json, ...] = (
    0,
    -0.0,
    -1,
    1.5,
    5e-324,
    1.7976931348623157e308,
    2**31,
    2**53 + 1,
    2**63,
    2**64,
    -(2**63) - 1,
    10**310,
    -(10**310),
    10**MOST_DIGITS - 1,
    253_402_300_800,  # the year 10000, in seconds
    -62_135_596_801,  # the year 0
    float("nan"),
    float("inf"),
    float("-inf"),
)
TIMES: tuple[str, ...] = tuple(
    f"{day}{offset}"
    for day in (
        "0000-00-00T00:00:00",
        "0000-01-01T00:00:00",
        "0001-01-01T00:00:00",
        "1969-12-31T23:59:59",
        "2026-02-30T12:00:00",
        "9999-12-31T23:59:59.999999",
        "9999-12-31 23:59:59",
    )
    for offset in OFFSETS
)
TEXTS: tuple[str, ...] = (
    "",
    " ",
    "\x00",
    "a\x1fb",
    "\x7f\x85",
    "\ud800",
    "a\udfffb",
    "\ufffd",
    "\ufeff",
    "\u2028",
    "\u202eevil",
    "\U0010ffff",
    "e\u0301" * 300,
    "٣",  # digits that are none of ASCII's
    "²",  # is a digit and no number
    "1e999",
    "NaN",
    "0x10",
    "1_000",
    "9" * 5_000,
    "-" + "9" * 400,
    "x" * 100_000,
    "http://[::1",
    "<a href='x'>&amp;</a>",
    "a,b;c|d\te\nf",
    "255.255.255.256",
    "::ffff:999.1.1.1",
    "fe80::1%eth0",
    "ff:ff:ff:ff:ff:ff:ff",
    *TIMES,
)
SHAPES: tuple[Json, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    [{}, [], "", 0, None],
    {"": {}},
    {"\ud800": 1},
    {"x" * 5_000: 1},
    {"$date": "9999-12-31T23:59:59-14:00"},
    {"$date": {"$numberLong": "9" * 400}},
    {"$numberLong": 10**310},
    {"$oid": []},
    {"list": {"list": {"list": []}}},
    list(range(3_000)),
    {f"k{number}": number for number in range(300)},
)


def inputs(in_ci: int) -> int:
    """Return how many inputs to try where CI tries so many; `make test-deep` tries fifty times as many."""
    profile = os.environ.get("HYPOTHESIS_PROFILE", "quick")
    return max(20, int(in_ci * _TIMES_AS_MANY.get(profile, 0.05)))


def hostile(chance: Random) -> Json:
    """Return a value that no field expects."""
    match chance.randrange(5):
        case 0:
            return chance.choice(NUMBERS)
        case 1:
            return chance.choice(TEXTS)
        case 2:
            return deepcopy(chance.choice(SHAPES))
        case 3:
            return 10 ** chance.randrange(1, MOST_DIGITS) + chance.randrange(10)
        case _:
            return nested(chance.choice(DEPTHS), chance) if chance.random() < 0.2 else chance.choice(TIMES)


def nested(depth: int, chance: Random) -> Json:
    """Return a value of so many levels."""
    value: Json = 1
    for _ in range(depth):
        value = [value] if chance.random() < 0.5 else {"a": value}
    return value


def places(value: Json, most: int = 3_000) -> list[Path]:
    """Return the way to each part of a value, its own first."""
    paths: list[Path] = []
    waiting: list[tuple[Path, Json]] = [((), value)]
    while waiting and len(paths) < most:
        path, part = waiting.pop(0)
        paths.append(path)
        waiting += [((*path, name), inner) for name, inner in _children(part)]
    return paths


def _children(part: Json) -> Iterator[tuple[str | int, Json]]:
    if isinstance(part, dict):
        yield from part.items()
    if isinstance(part, list):
        yield from enumerate(part)


def at(value: Json, path: Path) -> Json:
    """Return the part at a place."""
    for step in path:
        value = value[step]
    return value


def spoilt(host: Json, chance: Random) -> Json:
    """Return a host with one to three of its parts changed; the host that was given stays as it is."""
    host = deepcopy(host)
    for _ in range(chance.choice((1, 1, 2, 3))):
        path = chance.choice(places(host))
        host = _put(host, path, hostile(chance)) if not path else _changed(host, path, chance)
    return host


def _changed(host: Json, path: Path, chance: Random) -> Json:
    around, last = at(host, path[:-1]), path[-1]
    part = around[last]
    match chance.randrange(8):
        case 0:
            del around[last]
        case 1:
            around[last] = [part]
        case 2:
            around[last] = {"a": part}
        case 3 if isinstance(around, dict):
            around[chance.choice(TEXTS)] = around.pop(last)
        case 4 if isinstance(part, list):
            around[last] = part * chance.choice((2, 30))
        case 5:
            _exchange(host, path, chance.choice(places(host)[1:]))
        case _:
            around[last] = hostile(chance)
    return host


def _exchange(host: Json, path: Path, other: Path) -> None:
    """Let two parts take each other's place, if none is inside the other."""
    if path == other[: len(path)] or other == path[: len(other)]:
        return
    part = at(host, path)
    _put(host, path, at(host, other))
    _put(host, other, part)


def _put(host: Json, path: Path, value: Json) -> Json:
    if not path:
        return value
    at(host, path[:-1])[path[-1]] = value
    return host
