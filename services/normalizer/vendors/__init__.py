"""One module a vendor: its payload model and `to_host`. A new one is found by being here; nothing else is edited."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

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

    """

    name: str
    payload: type[Payload]
    to_host: Callable[[Any, datetime], HostRecord]  # Any: each vendor's own payload
    sources: Mapping[str, str]
    not_kept: Mapping[str, str]


def discover() -> dict[str, Reader]:
    """Return the readers by vendor, in order."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {module.READER.name: module.READER for module in modules}
