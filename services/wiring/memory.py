"""Every port in memory: an inventory that is gone with the process."""

from services.wiring.ports import Ports
from shared.adapters.memory import (
    MemoryCursors,
    MemoryEventLog,
    MemoryHostStore,
    MemoryIdentityIndex,
    MemoryRoster,
    MemorySlots,
)
from shared.ports import Clock


def memory_ports(clock: Clock) -> Ports:
    """Return an empty inventory in memory."""
    return Ports(
        clock=clock,
        log=MemoryEventLog(clock),
        index=MemoryIdentityIndex(),
        store=MemoryHostStore(),
        cursors=MemoryCursors(),
        roster=MemoryRoster(),
        slots=MemorySlots(clock),
        alone=True,
    )
