"""Whether a vendor still lists a record: it does unless a later whole sync of its source didn't see it.

A sync counts once as many of the source's records have come through, listed since its start, as it saw hosts. Of
the syncs that count, the one that began last decides. Records are never withdrawn, and of two listings of a record the
later one stays, so a sync that counts will always count: presence is a function of the set of events.
"""

from dataclasses import dataclass
from hashlib import blake2b
from struct import Struct

_START = Struct(">q?")


def start_name(source: str) -> bytes:
    """Return the short name under which the index keeps the start of the source's latest sync that counts."""
    return blake2b(source.encode("utf-8", "replace"), digest_size=10, person=b"source").digest()


@dataclass(frozen=True, slots=True)
class Start:
    """When the latest sync of a source that counts began, in microseconds; and whether all its records know."""

    at: int
    applied: bool = False

    def pack(self) -> bytes:
        """Return the index's entry."""
        return _START.pack(self.at, self.applied)

    @classmethod
    def unpack(cls, entry: bytes) -> "Start":
        """Return what `pack` wrote."""
        return cls(*_START.unpack(entry))


def gone_since(listed: int, start: int | None) -> int:
    """Return when a record that is listed no more was listed last; 0 for one that still is."""
    return 0 if start is None or listed >= start else listed
