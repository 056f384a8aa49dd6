"""A raw page's bytes → records, and what can't be read with its reason. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.normalizer.limits import MAX_TEXT
from services.normalizer.mending import MENDED, is_mended, may_be_mended
from services.normalizer.vendors import Reader, reader_of, readers_of
from shared.contracts.event import as_set, describe, shown
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.errors import Permanent

_SHOWN = 80  # characters of an id that a reason holds


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
    return read(AnyPage.decode(value), readers)


def read(page: AnyPage, readers: Mapping[str, Reader]) -> tuple[list[HostRecord], list[Refused]]:
    """Return the page's records, and its hosts that can't be read.

    Raises:
        Permanent: its vendor isn't known.

    """
    shapes = readers_of(page.vendor, readers.values())
    if not shapes:
        known = dict.fromkeys(one.name for one in readers.values())
        raise Permanent(f"field vendor: expected one of {', '.join(known)}; got {page.vendor[:80]!r}")
    records: list[HostRecord] = []
    refused: list[Refused] = []
    some_mended = may_be_mended(page.hosts)
    for place, host in enumerate(page.hosts):
        reader = reader_of(host, shapes)
        try:
            records.append(_whole(_record(page, reader, host, mended=some_mended and is_mended(host))))
        except Exception as error:  # noqa: BLE001 - the boundary of one host: it alone is refused
            refused.append(Refused(_alone(page, host), _reason(reader, place, host, error)))
    return records, refused


def _record(page: AnyPage, reader: Reader, host: Any, *, mended: bool) -> HostRecord:  # Any: JSON
    flags = {MENDED} if mended else set()  # more are raised by the payload's types
    payload = reader.payload.model_validate(host, context=flags)
    record = reader.to_host(payload, page.fetched_at)
    if page.tenant:
        record = record.model_copy(update={"tenant_name": page.tenant})
    return record.model_copy(update={"flags": as_set((*record.flags, *flags))}) if flags else record


def _whole(record: HostRecord) -> HostRecord:
    """Make the bytes, the id and the version of a record, which are kept: what can't be made of it is its own fault."""
    record.encode()
    record.id.encode()
    _ = record.version
    return record


def _alone(page: AnyPage, host: Any) -> AnyPage:  # Any: JSON
    """Return a page of this host alone, which can be written whatever the host is made of."""
    alone = page.model_copy(update={"hosts": (host,), "last": False})
    try:
        alone.encode()
    except Exception:  # noqa: BLE001 - as above; a letter that can't be written would lose the host
        return page.model_copy(update={"hosts": (shown(host, MAX_TEXT),), "last": False})
    return alone


def _reason(reader: Reader, place: int, host: Any, error: Exception) -> Permanent:  # Any: JSON
    """Say which host and which field of it; the host's id is the payload's one required field."""
    ids = [name for name, field in reader.payload.model_fields.items() if field.is_required()]
    known = next((host[name] for name in (*ids, "_id") if name in host), None) if isinstance(host, dict) else None
    which = f"host {place} of the page" + (f" (id {shown(known, _SHOWN)})" if known is not None else "")
    if isinstance(error, ValidationError):
        return Permanent(f"{which}: {describe(error.title, error)}")
    expected = f"expected a host that reader {reader.name} can make a record of"
    return Permanent(f"{which}: {expected}; got {type(error).__name__}: {shown(error, MAX_TEXT)}")
