"""The ports in memory: for tests, benchmarks and trials; nothing survives the process."""

from shared.adapters.memory.cursors import MemoryCursors
from shared.adapters.memory.index import MemoryIdentityIndex
from shared.adapters.memory.log import MemoryEventLog
from shared.adapters.memory.slots import MemorySlots
from shared.adapters.memory.store import MemoryHostStore

__all__ = ["MemoryCursors", "MemoryEventLog", "MemoryHostStore", "MemoryIdentityIndex", "MemorySlots"]
