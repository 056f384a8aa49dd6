"""Tells in a fetcher's health and metrics how each source's syncs go, also those that other processes run."""

import asyncio

import structlog

from services.wiring.fetching import sources, sync_troubles
from services.wiring.ports import Ports
from services.wiring.syncs import SyncState, sync_states
from shared.errors import RollcallError
from shared.runtime.metrics import SYNC_COMPLETE, SYNC_OVERDUE
from shared.runtime.pulse import Pulse
from shared.runtime.stopping import unless_stopped

EVERY = 2.0  # seconds between two looks at what is stored
_log = structlog.get_logger()


async def telling_of_syncs(ports: Ports, pulse: Pulse, stop: asyncio.Event) -> None:
    """Keep a process's health and metrics at how the syncs go until `stop`.

    It stays healthy whatever a vendor does: to start it anew would mend nothing there.
    """
    while not stop.is_set():
        try:
            text = await tell(ports)
        except RollcallError as error:
            text = f"how the syncs go can't be read: {error}"
        pulse.trouble = text.__str__
        await unless_stopped(stop, ports.clock.sleep(EVERY))


async def tell(ports: Ports) -> str:
    """Set the metrics of all sources; return in words what runs, what was cut off, what failed and what is overdue."""
    states = await sync_states(ports, sources())
    for state in states:
        SYNC_COMPLETE.labels(state.source).set(state.complete.at.timestamp() if state.complete else 0)
        SYNC_OVERDUE.labels(state.source).set(state.overdue_since is not None)
    troubles = await sync_troubles(ports)
    return "; ".join([f"{state.source} {state}" for state in states if worth_telling(state)] + troubles)


def worth_telling(state: SyncState) -> bool:
    """Tell whether a source is in another state than that its last sync was complete and no other is missing."""
    return state.state not in {"complete", "never"} or state.overdue_since is not None
