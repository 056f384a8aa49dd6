"""Which hosts were listed when, in dictionaries."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from shared.ports.roster import Tally


class MemoryRoster:
    """Implements `Roster`."""

    def __init__(self) -> None:
        self._listed: defaultdict[str, dict[bytes, datetime]] = defaultdict(dict)

    async def mark(self, source: str, hosts: Collection[bytes], at: datetime) -> None:
        """Note that these hosts were listed."""
        held = self._listed[source]
        held.update({host: at for host in hosts if host not in held or held[host] < at})

    async def tally(self, source: str, since: datetime) -> Tally:
        """Count the hosts that were listed then or later, and those that were listed before."""
        seen = sum(at >= since for at in self._listed[source].values())
        return Tally(seen, len(self._listed[source]) - seen)

    async def forget(self, source: str, before: datetime) -> None:
        """Forget the hosts that were last listed before a moment."""
        self._listed[source] = {host: at for host, at in self._listed[source].items() if at >= before}
