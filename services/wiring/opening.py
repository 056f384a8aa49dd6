"""Opens the ports: in one file of this machine, or on Kafka, Redis and MongoDB, as the settings say."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from services.wiring import embedded
from services.wiring.ports import EVERY, Ports
from shared.adapters.clock import SystemClock
from shared.settings import SharedSettings


@asynccontextmanager
async def open_ports(
    shared: SharedSettings, *, read_only: bool = False, needs: Collection[str] = EVERY
) -> AsyncIterator[Ports]:
    """Open what is needed; one that only reads may run beside the services.

    Raises:
        StoreLocked: another process writes to the embedded store.
        SettingError: a setting is missing or wrong, or the embedded store's folder can't be made.
        Temporary: a part of the distributed form can't be reached.

    """
    if needs:
        with embedded.opened(shared, SystemClock(), read_only=read_only) as ports:
            yield ports
