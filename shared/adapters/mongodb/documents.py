"""What is stored: beside each event's canonical bytes, the few fields that MongoDB is asked about.

The bytes are kept as they are, since equal events must have equal bytes: as text, which people can read in MongoDB's
shell, or compressed when there are very many, so that no host meets MongoDB's limit of 16 MiB for a document.
"""

import zlib
from typing import Any

from shared.adapters.facts import facts_of
from shared.adapters.terms import terms_of
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.software import HostSoftware
from shared.contracts.version import Stamp
from shared.errors import RollcallError

Document = dict[str, Any]  # Any: BSON

LONG = 1 << 20  # bytes from which on they are compressed
LIMIT = 15 << 20  # bytes of the text or the compressed text; the terms need room too


def of_record(record: HostRecord) -> Document:
    """Return the document of a record."""
    value = _written(record.encode(), record.id)
    return {"_id": record.id, "order": record.version, "vendor": record.vendor, "value": value}


def record_of(document: Document) -> HostRecord:
    """Return the record of a document."""
    return HostRecord.decode(bytes_of(document), Stamp.of(document["order"]))


def of_ruling(ruling: Ruling) -> Document:
    """Return the document of a ruling."""
    return {"_id": ruling.pair, "order": ruling.order.hex(), "value": ruling.encode().decode()}


def of_host(merged: MergedHost) -> Document:
    """Return the document of a host."""
    outline = HostOutline.of(merged.host)
    return {
        "_id": merged.host.id,
        "order": merged.revision,
        "is_there": True,
        "outline": outline.model_dump(mode="json"),
        "facts": {name: list(fact) if isinstance(fact, tuple) else fact for name, fact in facts_of(outline).items()},
        "terms": sorted(terms_of(merged.host)),
        "value": _written(merged.encode(), merged.host.id),
    }


def of_software(software: HostSoftware, revision: int) -> Document:
    """Return the document of what a host has."""
    return {
        "_id": software.host,
        "order": revision,
        "is_there": True,
        "programs": [{"name": name, "maker": maker} for name, maker in sorted(software.keys)],
        "value": _written(software.encode(), software.host),
    }


def of_gone(one: str, revision: int) -> Document:
    """Return what a deleted host leaves behind."""
    return {"_id": one, "order": revision, "is_there": False}


def bytes_of(document: Document) -> bytes:
    """Return the event's bytes."""
    value = document["value"]
    return value.encode() if isinstance(value, str) else zlib.decompress(value)


def _written(value: bytes, whose: str) -> str | bytes:
    stored = value if len(value) < LONG else zlib.compress(value, 1)
    if len(stored) > LIMIT:
        raise RollcallError(
            f"{whose}: expected a document that MongoDB can hold, {LIMIT} bytes when compressed; got {len(stored)}"
        )
    return value.decode() if stored is value else stored
