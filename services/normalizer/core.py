"""A raw page's bytes → records, and what can't be read with its reason. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from services.normalizer.vendors import Reader
from shared.contracts.event import describe
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.errors import Permanent


@dataclass(frozen=True, slots=True)
class Refused:
    """A host that can't be read: a page that holds it alone, and why."""

    page: AnyPage
    reason: Permanent


def normalize(value: bytes, readers: Mapping[str, Reader]) -> tuple[list[HostRecord], list[Refused]]:
    """Return the page's records, and its hosts that can't be read.

    Raises:
        Permanent: the page itself can't be read, or its vendor isn't known.

    """
    page = AnyPage.decode(value)
    reader = readers.get(page.vendor)
    if reader is None:
        raise Permanent(f"field vendor: expected one of {', '.join(readers)}; got {page.vendor[:80]!r}")
    records: list[HostRecord] = []
    refused: list[Refused] = []
    for place, host in enumerate(page.hosts):
        try:
            records.append(reader.to_host(reader.payload.model_validate(host), page.fetched_at))
        except (ValidationError, ValueError, OverflowError, RecursionError, PydanticSerializationError) as error:
            alone = page.model_copy(update={"hosts": (host,), "last": False})
            refused.append(Refused(alone, _reason(reader, place, host, error)))
    return records, refused


def _reason(reader: Reader, place: int, host: Any, error: Exception) -> Permanent:  # Any: JSON
    named = host.get("id", host.get("device_id", host.get("_id"))) if isinstance(host, dict) else None
    which = f"host {place} of the page" + (f" (id {str(named)[:80]})" if named is not None else "")
    if isinstance(error, ValidationError):
        return Permanent(f"{which}: {describe(reader.payload.__name__, error)}")
    return Permanent(f"{which}: {type(error).__name__}: {str(error)[:200]}")
