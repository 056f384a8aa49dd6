"""Qualys' host assets made of a few fields, for its tests."""

from typing import Any

from shared.contracts.record import HostRecord
from tests.payloads.recorded import read


def asset(**fields: Any) -> HostRecord:
    """Return the record of an asset with these fields."""
    (record,) = read("qualys", {"id": 7, **fields})
    return record


def listed(kind: str, *items: Any) -> dict[str, Any]:
    """Return items in Qualys' list form."""
    return {"list": [{kind: item} for item in items]}
