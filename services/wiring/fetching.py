"""Builds the fetcher, with the vendors that are configured."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from services.wiring.ports import Ports
from shared.errors import SettingError
from shared.settings import Settings

if TYPE_CHECKING:
    from services.fetcher.core import Vendor
    from services.fetcher.service import Fetcher


@asynccontextmanager
async def open_fetcher(ports: Ports) -> AsyncIterator["Fetcher"]:
    """Build the fetcher with all vendors that are configured, its connections, and bars on a terminal.

    Raises:
        SettingError: a vendor has only some of its settings.

    """
    from services.fetcher.client import Client
    from services.fetcher.service import Fetcher
    from services.fetcher.settings import FetcherSettings
    from services.fetcher.turns import Turns
    from services.fetcher.wire import connect
    from services.progress import bars

    settings, vendors = FetcherSettings.load(), configured_vendors()
    async with connect(settings) as http:
        with bars() as progress:
            client = Client(http, ports.clock, settings, Turns(ports.slots, ports.clock))
            full_every = timedelta(days=settings.full_every)
            yield Fetcher(
                client, ports.log, ports.cursors, ports.clock, vendors, progress=progress, full_every=full_every
            )


def configured_vendors(name: str | None = None) -> "dict[Vendor, Settings]":
    """Return the vendors, or the one of this name, whose settings are all there; one with none isn't fetched.

    Raises:
        SettingError: a vendor has only some of its settings, or those of two of its APIs.

    """
    from services.fetcher.vendors import discover

    asked = [vendor for vendor in discover().values() if name in {None, vendor.name}]
    every = {vendor: vendor.settings.load() for vendor in asked}
    found = {vendor: settings for vendor, settings in every.items() if _is_complete(settings)}
    for one, other in combinations(found, 2):
        if one.name == other.name:
            both = [found[api].variable("*") for api in (one, other)]
            raise SettingError(f"{one.name} has several APIs: expected settings of one; got {' and '.join(both)}")
    return found


def missing(settings: Settings) -> list[str]:
    """Return the variables without which a vendor can't be asked and that aren't set."""
    return [settings.variable(name) for name in _needed(settings) if getattr(settings, name) is None]


def _is_complete(settings: Settings) -> bool:
    lacks = missing(settings)
    if lacks and len(lacks) < len(_needed(settings)):
        raise SettingError(f"{', '.join(lacks)}: expected a value, as the vendor's other settings are set; got none")
    return not lacks


def _needed(settings: Settings) -> list[str]:
    return [name for name, field in type(settings).model_fields.items() if field.default is None]


async def unfinished_syncs(ports: Ports) -> list[str]:
    """Return the vendors whose sync was cut off; the next one goes on there."""
    return [name for name in vendor_names() if await ports.cursors.load(name)]


def vendor_names() -> list[str]:
    """Return the vendors that we know, each once, however many APIs it has."""
    from services.fetcher.vendors import discover

    return sorted({vendor.name for vendor in discover().values()})
