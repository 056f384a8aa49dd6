"""Opens the ports: in one file of this machine, or on Kafka, Redis and MongoDB, as the settings say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.wiring import distributed, embedded
from services.wiring.ports import Beside, Ports
from shared.adapters.clock import SystemClock
from shared.ports.slots import Slots
from shared.settings import SharedSettings


@asynccontextmanager
async def open_ports(shared: SharedSettings, service: str = "", *, read_only: bool = False) -> AsyncIterator[Ports]:
    """Open what a service needs, everything for who is none; one that only reads may run beside the services.

    Raises:
        StoreLocked: another process writes to the embedded store.
        SettingError: a setting is missing or wrong, or the embedded store's folder can't be made.
        Unreachable: a part of the distributed form didn't answer in its patience.

    """
    if addresses := distributed.addresses():
        async with distributed.opened(shared, addresses, SystemClock(), service) as ports:
            yield ports
    else:
        with embedded.opened(shared, SystemClock(), read_only=read_only) as ports:
            yield ports


@asynccontextmanager
async def open_slots(shared: SharedSettings) -> AsyncIterator[Slots]:
    """Open what tells how many requests a vendor gets at once, for who needs nothing else.

    Raises:
        SettingError: Redis refuses us.
        Unreachable: Redis didn't answer in its patience.

    """
    addresses = distributed.addresses()
    if addresses and addresses.redis.url:
        async with distributed.open_slots(addresses, SystemClock()) as slots:
            yield slots
    else:
        yield embedded.slots(shared)


@asynccontextmanager
async def beside(ports: Ports, shared: SharedSettings) -> AsyncIterator[Beside]:
    """Open an empty inventory beside the present one."""
    if addresses := distributed.addresses():
        async with distributed.beside(shared, addresses, ports.clock) as other:
            yield other
    else:
        with embedded.beside(shared, ports.clock, ports.index) as other:
            yield other
