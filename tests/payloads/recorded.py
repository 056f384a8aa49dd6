"""Payloads in the vendors' shapes with invented identities, and the records they give.

`shape.tsv` lists each path of real hosts with its JSON types, `hosts.json` are hosts of just that shape,
`normalized.json` the records that they have to give. `python -m tests.payloads.recorded` writes the last anew: read
the difference before you commit it.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from services.normalizer.core import normalize
from services.normalizer.vendors import Reader, discover
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord

FOLDER = Path(__file__).parent
FETCHED = datetime(2026, 11, 20, 6, tzinfo=UTC)
READERS = discover()

_TYPES: dict[type, str] = {
    str: "string",
    int: "int",
    float: "float",
    bool: "bool",
    dict: "object",
    list: "array",
    type(None): "null",
}


def hosts(vendor: str) -> list[dict[str, Any]]:
    """Return the raw hosts of a vendor, or of one of its APIs (`qualys_gav`)."""
    found: list[dict[str, Any]] = json.loads((FOLDER / vendor / "hosts.json").read_text())
    return found


@cache
def shape(vendor: str) -> dict[str, str]:
    """Return the paths of the vendor's real hosts and the types of each, joined by `/`."""
    lines = (FOLDER / vendor / "shape.tsv").read_text().splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def page(vendor: str, *raw: Any) -> AnyPage:
    """Return a page of these hosts."""
    name = READERS[vendor].name if vendor in READERS else vendor
    place = f"api.example.com/api/{vendor}/hosts/get"
    return AnyPage(vendor=name, endpoint=place, sync_id="s-1", sequence=0, fetched_at=FETCHED, hosts=raw)


def read(vendor: str, *raw: Any) -> list[HostRecord]:
    """Return the records of these hosts; all of them have to be readable."""
    records, refused = normalize(page(vendor, *raw).encode(), READERS)
    assert [str(one.reason) for one in refused] == []
    return records


def refusal(vendor: str, raw: Any) -> str:
    """Return why this host is refused."""
    records, refused = normalize(page(vendor, raw).encode(), READERS)
    assert (records, len(refused)) == ([], 1)
    return str(refused[0].reason)


def golden(vendor: str) -> str:
    """Return the records of the vendor's hosts, as JSON for people to read."""
    records = [json.loads(record.encode()) for record in read(vendor, *hosts(vendor))]
    return json.dumps(records, indent=1, ensure_ascii=False) + "\n"


def walk(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give each path in a raw host and the type of what is there: `a.b[].c`."""
    if path:
        yield path, _TYPES[type(value)]
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, f"{path}.{name}" if path else name)
    if isinstance(value, list):
        for inner in value:
            yield from walk(inner, f"{path}[]")


def reader(vendor: str) -> Reader:
    """Return the vendor's reader."""
    return READERS[vendor]


def main() -> None:
    """Write each vendor's records."""
    for vendor in READERS:
        (FOLDER / vendor / "normalized.json").write_text(golden(vendor))


if __name__ == "__main__":
    main()
