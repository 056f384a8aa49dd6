"""Asks a vendor for one page and keeps nothing of it: that tells whether its settings let us in, and to what."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from services.wiring.fetching import configured_vendors, missing, vendor_names
from services.wiring.opening import open_slots
from shared.adapters.memory.slots import MemorySlots
from shared.errors import SettingError
from shared.ports import Clock
from shared.ports.slots import Slots
from shared.settings import SharedSettings

if TYPE_CHECKING:
    from services.fetcher.core import Vendor
    from shared.settings import Settings


async def check_vendor(name: str, clock: Clock) -> str:
    """Return what a vendor gave, in words.

    Raises:
        SettingError: there is no such vendor, it isn't configured, or it refused our credentials.
        Temporary: it can't be reached, or gives no page.

    """
    from services.fetcher.client import Client
    from services.fetcher.settings import FetcherSettings
    from services.fetcher.turns import Turns
    from services.fetcher.wire import connect

    vendor, settings = _configured(name)
    once = FetcherSettings.load().model_copy(update={"attempts": 1})
    async with connect(once) as http, _slots(vendor, clock) as slots:
        first = vendor.first(settings)
        page = await Client(http, clock, once, Turns(slots, clock)).page(vendor, settings, first)
    place, api = vendor.ask(settings, first).place, settings.variable("*")
    more = "and there are more" if page.cursor else "and that is all"
    none = "" if page.hosts else "; can the account see any?"
    return f"{name} lets us in by {api}: {place} gave {len(page.hosts):,} hosts, {more}{none}"


@asynccontextmanager
async def _slots(vendor: "Vendor", clock: Clock) -> AsyncIterator[Slots]:
    """Open what the running services share, if the vendor counts the requests that are open at once."""
    from services.fetcher.turns import Counted

    if not isinstance(vendor, Counted):
        yield MemorySlots(clock)
        return
    async with open_slots(SharedSettings.load()) as slots:
        yield slots


def _configured(name: str) -> "tuple[Vendor, Settings]":
    from services.fetcher.vendors import discover

    if name not in vendor_names():
        raise SettingError(f"expected a vendor, one of {', '.join(vendor_names())}; got {name!r}")
    for vendor, settings in configured_vendors(name).items():
        return vendor, settings
    every = [vendor.settings.load() for vendor in discover().values() if vendor.name == name]
    choices = "; or ".join(" and ".join(missing(settings)) for settings in every)
    raise SettingError(f"{name} has no settings: set {choices}")
