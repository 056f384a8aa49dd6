"""A raw page's bytes → records, and what can't be read with its reason. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.normalizer.vendors import Reader, reader_of, readers_of
from shared.contracts.event import as_set, describe
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
    shapes = readers_of(page.vendor, readers.values())
    if not shapes:
        known = dict.fromkeys(one.name for one in readers.values())
        raise Permanent(f"field vendor: expected one of {', '.join(known)}; got {page.vendor[:80]!r}")
    records: list[HostRecord] = []
    refused: list[Refused] = []
    for place, host in enumerate(page.hosts):
        reader = reader_of(host, shapes)
        try:
            records.append(_record(page, reader, host))
        except ValidationError as error:
            alone = page.model_copy(update={"hosts": (host,), "last": False})
            refused.append(Refused(alone, _reason(reader, place, host, error)))
    return records, refused


def _record(page: AnyPage, reader: Reader, host: Any) -> HostRecord:  # Any: JSON
    flags: set[str] = set()  # raised by the payload's types
    payload = reader.payload.model_validate(host, context=flags)
    record = reader.to_host(payload, page.fetched_at)
    return record.model_copy(update={"flags": as_set((*record.flags, *flags))}) if flags else record


def _reason(reader: Reader, place: int, host: Any, error: ValidationError) -> Permanent:  # Any: JSON
    """Say which host and which field of it; the host's id is the payload's one required field."""
    ids = [name for name, field in reader.payload.model_fields.items() if field.is_required()]
    said = next((host[name] for name in (*ids, "_id") if name in host), None) if isinstance(host, dict) else None
    which = f"host {place} of the page" + (f" (id {str(said)[:80]})" if said is not None else "")
    return Permanent(f"{which}: {describe(error.title, error)}")
