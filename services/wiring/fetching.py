"""Builds the fetcher, with the vendors that are configured."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from services.wiring.ports import Ports
from services.wiring.syncs import noting, now_running, tell_from_the_start
from shared.contracts.raw import source_of
from shared.errors import SettingError
from shared.settings import Settings, SharedSettings

if TYPE_CHECKING:
    from services.fetcher.core import Vendor
    from services.fetcher.settings import FetcherSettings
    from services.fetcher.tenants import Tenants
    from services.fetcher.watch import Watch


@asynccontextmanager
async def open_fetcher(ports: Ports) -> AsyncIterator["Tenants"]:
    """Build the fetchers with all vendors that are configured, their connections, and bars on a terminal.

    Raises:
        SettingError: a vendor has only some of its settings.

    """
    from services.fetcher.census import Census
    from services.fetcher.circuit import Circuits
    from services.fetcher.client import Client
    from services.fetcher.service import Fetcher
    from services.fetcher.settings import FetcherSettings
    from services.fetcher.tenants import Tenants
    from services.fetcher.turns import Turns
    from services.fetcher.wire import connect
    from services.progress import bars

    settings = FetcherSettings.load()
    tenants = {name: configured_vendors(tenant=name) for name in settings.tenant_names}
    pause = timedelta(seconds=settings.circuit_pause)
    watch = _watch(ports, settings)
    asked = [source_of(vendor.name, name) for name, vendors in tenants.items() for vendor in vendors]
    await tell_from_the_start(ports, asked)
    async with connect(settings) as http:
        with bars() as progress:
            fetchers = [
                Fetcher(
                    Client(http, ports.clock, settings, Turns(ports.slots, ports.clock, settings.answer_timeout)),
                    ports.log,
                    ports.cursors,
                    ports.clock,
                    vendors,
                    progress=progress,
                    full_every=timedelta(days=settings.full_every),
                    tenant=name,
                    census=Census(ports.log, ports.cursors, ports.roster, settings.retire_limit),
                    circuits=Circuits(ports.cursors, ports.clock, settings.circuit_failures, pause),
                    watch=watch,
                    told=noting(ports),
                )
                for name, vendors in tenants.items()
            ]
            tenancy = Tenants(fetchers)
            for source in tenancy.jobs:
                await watch.know(source)
            yield tenancy


def _watch(ports: Ports, settings: "FetcherSettings") -> "Watch":
    """Build what holds the leases of sources and knows when one is overdue."""
    from services.fetcher.schedule import overdue_at
    from services.fetcher.watch import Watch

    overdue = partial(overdue_at, settings.schedule, settings.timezone)
    return Watch(ports.cursors, ports.slots, ports.clock, overdue, SharedSettings.load().namespace)


def configured_vendors(name: str | None = None, tenant: str = "") -> "dict[Vendor, Settings]":
    """Return a tenant's vendors, or the one of this name, whose settings are all there; one with none isn't fetched.

    Raises:
        SettingError: a vendor has only some of its settings, or those of two of its APIs; or the tenant's variables
            are those of an API; or secrets would be sent in the clear.

    """
    from services.fetcher.vendors import discover

    known = discover().values()
    _check_tenant(tenant, [vendor.settings for vendor in known])
    asked = [vendor for vendor in known if name in {None, vendor.name}]
    every = {vendor: vendor.settings.of_tenant(tenant).load() for vendor in asked}
    found = {vendor: settings for vendor, settings in every.items() if _is_complete(settings)}
    _check_ways(found)
    for one, other in combinations(found, 2):
        if one.name == other.name:
            both = [found[api].variable("*") for api in (one, other)]
            raise SettingError(f"{one.name} has several APIs: expected settings of one; got {' and '.join(both)}")
    return found


def _check_ways(vendors: "Mapping[Vendor, Settings]") -> None:
    """See at start that no secret would be sent in the clear; the client sees that each request is as good."""
    from services.fetcher.plain_http import check_way
    from services.fetcher.refusals import names_of_address
    from services.fetcher.settings import FetcherSettings

    for vendor, settings in vendors.items():
        url = vendor.ask(settings, vendor.first(settings)).url
        check_way(url, FetcherSettings.load().allow_http, names_of_address(settings))


def _check_tenant(tenant: str, groups: Sequence[type[Settings]]) -> None:
    prefixes = {group.variable("") for group in groups}
    if tenant and (both := prefixes & {group.of_tenant(tenant).variable("") for group in groups}):
        raise SettingError(
            f"FETCHER_TENANTS: expected another name than {tenant!r}; {min(both)}* are settings of an API itself"
        )


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
    """Return the sources whose sync was cut off or failed, and doesn't run now; the next one goes on there."""
    kept = [source for source in sources() if await ports.cursors.load(source)]
    return [source for source in kept if not await now_running(ports, source)]


async def sync_troubles(ports: Ports) -> list[str]:
    """Return which syncs wait for an operator's word, and which sources failed lately, in words."""
    from services.fetcher.census import Held, held_at
    from services.fetcher.circuit import Circuit, circuit_at

    found = []
    for source in sources():
        for place, kind in ((held_at(source), Held), (circuit_at(source), Circuit)):
            if stored := await ports.cursors.load(place):
                found.append(f"{source}: {kind.model_validate_json(stored)}")
    return found


def sources() -> list[str]:
    """Return every tenant of every vendor that we know, whether it is configured or not."""
    return [source_of(name, tenant) for name in vendor_names() for tenant in tenant_names()]


def tenant_names() -> tuple[str, ...]:
    """Return the tenants, each once: the one without a name, then those that have one."""
    from services.fetcher.tenancy import Tenancy

    return Tenancy.load().tenant_names


def vendor_names() -> list[str]:
    """Return the vendors that we know, each once, however many APIs it has."""
    from services.fetcher.vendors import discover

    return sorted({vendor.name for vendor in discover().values()})
