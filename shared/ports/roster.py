"""What the fetcher remembers of the hosts that its syncs saw."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a source's hosts: how many were seen since a moment, and how many were not, but before."""

    seen: int
    missing: int


class Roster(Protocol):
    """When each source last listed each host: the fetcher's own memory of what a sync of all hosts would retire."""

    async def mark(self, source: str, hosts: Collection[bytes], at: datetime) -> None:
        """Note that these hosts (short names of equal length) were listed; of two times the later one stays."""

    async def tally(self, source: str, since: datetime) -> Tally:
        """Count the hosts that were listed then or later, and those that were listed before."""

    async def forget(self, source: str, before: datetime) -> None:
        """Forget the hosts that were last listed before a moment."""
