"""Asks a vendor for a page of hosts and keeps nothing of it: that tells whether its settings let us in, and to what."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.wiring.fetching import configured_vendors, missing, tenant_names, vendor_names
from services.wiring.opening import open_slots
from shared.adapters.memory.slots import MemorySlots
from shared.contracts.raw import source_of
from shared.errors import RollcallError, SettingError
from shared.ports import Clock
from shared.ports.slots import Slots
from shared.settings import SharedSettings

if TYPE_CHECKING:
    from services.fetcher.core import Vendor
    from shared.settings import Settings

MOST_EMPTY = 10  # pages without hosts before one with some


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of asking a tenant of a vendor: in words what it gave, or the error."""

    said: str
    exit_code: int = 0


async def check_vendor(name: str, tenant: str | None, clock: Clock) -> list[Checked]:
    """Return what a vendor's tenant gave, or without a name each one that has settings.

    Raises:
        SettingError: there is no such vendor or tenant, or the vendor has no settings.

    """
    if name not in vendor_names():
        raise SettingError(f"expected a vendor, one of {', '.join(vendor_names())}; got {name!r}")
    asked = [await _check(name, one, clock) for one in _tenants(tenant)]
    found = [one for one in asked if one]
    if not found:
        raise SettingError(_how_to_configure(name, tenant or ""))
    return found


def _tenants(asked: str | None) -> tuple[str, ...]:
    """Return the tenants to ask: all, or the one of this name."""
    names = tenant_names()
    if asked is None:
        return names
    if asked.lower() not in names:
        known = ", ".join(filter(None, names)) or "none"
        raise SettingError(f"expected a tenant that FETCHER_TENANTS names ({known}); got {asked!r}")
    return (asked.lower(),)


async def _check(name: str, tenant: str, clock: Clock) -> Checked | None:
    """Return what a tenant gave or what is wrong; None if it has no settings."""
    try:
        for vendor, settings in configured_vendors(name, tenant).items():
            return Checked(f"{source_of(name, tenant)} {await _ask(vendor, settings, clock)}")
    except RollcallError as error:
        return Checked(f"{source_of(name, tenant)}: {error}" if tenant else str(error), error.exit_code)
    return None


async def _ask(vendor: "Vendor", settings: "Settings", clock: Clock) -> str:
    """Return what a vendor gave, in words.

    Raises:
        SettingError: it refused our credentials.
        Temporary: it can't be reached, or gives no page.

    """
    from services.fetcher.client import Client
    from services.fetcher.settings import FetcherSettings
    from services.fetcher.turns import Turns
    from services.fetcher.wire import connect

    once = FetcherSettings.load().model_copy(update={"attempts": 1, "patience": 0.0})
    async with connect(once) as http, _slots(vendor, clock) as slots:
        client, at = Client(http, clock, once, Turns(slots, clock, once.answer_timeout)), vendor.first(settings)
        page = await client.page(vendor, settings, at)
        for _ in range(MOST_EMPTY):
            if not page.hosts and page.cursor is not None:  # another way, another list, or not ready yet
                at, page = page.cursor, await client.page(vendor, settings, page.cursor)
    place, api = vendor.ask(settings, at).place, settings.variable("*")
    more = "and there are more" if page.cursor else "and that is all"
    none = "" if page.hosts else "; can the account see any?"
    return f"lets us in by {api}: {place} gave {len(page.hosts):,} hosts, {more}{none}"


@asynccontextmanager
async def _slots(vendor: "Vendor", clock: Clock) -> AsyncIterator[Slots]:
    """Open what the running services share, if the vendor counts the requests that are open at once."""
    from services.fetcher.turns import Counted

    if not isinstance(vendor, Counted):
        yield MemorySlots(clock)
        return
    async with open_slots(SharedSettings.load()) as slots:
        yield slots


def _how_to_configure(name: str, tenant: str) -> str:
    from services.fetcher.vendors import discover

    apis = [vendor.settings.of_tenant(tenant) for vendor in discover().values() if vendor.name == name]
    choices = "; or ".join(" and ".join(missing(api.load())) for api in apis)
    return f"{source_of(name, tenant)} has no settings: set {choices}"
