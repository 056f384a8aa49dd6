"""Whether a result has what a case expects: a subset, so that a case names only what it is about."""

from collections.abc import Sequence
from typing import Any

Json = Any  # Any: JSON


def mismatches(expected: Json, actual: Json, path: str = "") -> list[str]:
    """Return what of the expected isn't in the actual, a line each.

    An object has at least the expected fields, and `null` stands for a field that is null or isn't there. A list has as
    many items as expected, in any order; `{"$has": [...]}` asks for some of its items, `{"$lacks": [...]}` for none.
    """
    if isinstance(expected, dict) and expected.keys() & {"$has", "$lacks"}:
        return _of_some(expected, actual or [], path)
    if isinstance(expected, dict) and actual is None:
        actual = {}  # what has no field that is set is left out
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [line for name in expected for line in mismatches(expected[name], actual.get(name), f"{path}.{name}")]
    if isinstance(expected, list) and isinstance(actual, list):
        more = [f"{path}: expected {len(expected)} items; got {len(actual)}"] if len(expected) != len(actual) else []
        return more + _missing(expected, actual, path)
    return [] if _equal(expected, actual) else [f"{path}: expected {expected!r}; got {actual!r}"]


def _of_some(expected: dict[str, list[Json]], actual: Sequence[Json], path: str) -> list[str]:
    unwanted = [item for item in expected.get("$lacks", ()) if any(not mismatches(item, other) for other in actual)]
    return [
        *_missing(expected.get("$has", ()), actual, path),
        *(f"{path}: expected no {item!r}; got {actual!r}" for item in unwanted),
    ]


def _missing(expected: Sequence[Json], actual: Sequence[Json], path: str) -> list[str]:
    """Return the expected items that none of the actual is; each of those stands for one at most."""
    left, lines = list(actual), []
    for item in expected:
        number = next((number for number, other in enumerate(left) if not mismatches(item, other)), None)
        if number is None:
            lines += _nearest(item, left, path)
        else:
            del left[number]
    return lines


def _nearest(item: Json, left: Sequence[Json], path: str) -> list[str]:
    tried = [mismatches(item, other, f"{path}[]") for other in left]
    return min(tried, key=len, default=[f"{path}: expected {item!r}; got no more items"])


def _equal(expected: Json, actual: Json) -> bool:
    return type(expected) is type(actual) and bool(expected == actual)
