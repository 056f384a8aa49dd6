"""One module a vendor: its payload model and `to_host`. A new one is found by being here; nothing else is edited.

A vendor whose APIs give hosts of several shapes has a module for each, of one `name`: a host's fields tell its shape.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

from services.normalizer.types import Payload
from shared.contracts.record import HostRecord


@dataclass(frozen=True, slots=True)
class Reader:
    """How one vendor's hosts are read.

    Attributes:
        name: the vendor
        payload: model of the raw host
        to_host: gives the record of a payload, fetched at a time
        sources: field of the record → raw fields that it comes from, best first and with commas between them
        not_kept: raw field that the record leaves out → why
        marks: raw fields of which only this shape has any; none for the shape that is taken if no other is

    """

    name: str
    payload: type[Payload]
    to_host: Callable[[Any, datetime], HostRecord]  # Any: each vendor's own payload
    sources: Mapping[str, str]
    not_kept: Mapping[str, str]
    marks: frozenset[str] = frozenset()


def discover() -> dict[str, Reader]:
    """Return the readers by module, in order."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return {name: cast("Reader", import_module(f"{__name__}.{name}").READER) for name in sorted(names)}


def readers_of(vendor: str, readers: Iterable[Reader]) -> list[Reader]:
    """Return the readers of a vendor, the one without marks last."""
    return sorted((one for one in readers if one.name == vendor), key=lambda one: not one.marks)


def reader_of(host: Any, readers: Sequence[Reader]) -> Reader:  # Any: JSON
    """Return which of a vendor's readers reads a host: that of its marks, else the last."""
    fields = host if isinstance(host, dict) else ()
    return next((one for one in readers if not one.marks.isdisjoint(fields)), readers[-1])
