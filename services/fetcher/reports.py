"""What comes of a sync, and who is shown how far it is."""

from dataclasses import dataclass
from typing import Protocol

from services.fetcher.census import WouldRetire
from shared.errors import RollcallError


class Progress(Protocol):
    """Whoever shows how far a sync is."""

    def __call__(self, vendor: str, hosts: int) -> None:
        """Show that a vendor's sync has so many hosts by now."""


def silent(vendor: str, hosts: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of a sync: pages and hosts of the whole sync, also of the part before a crash.

    `unfit` of the hosts fitted no message: their beginning is in the dead letters.
    """

    vendor: str
    sync_id: str
    pages: int
    hosts: int
    unfit: int
    resumed: bool
    error: RollcallError | None = None

    @property
    def complete(self) -> bool:
        """Tell whether every page was fetched, and all is well."""
        return self.error is None

    @property
    def held(self) -> bool:
        """Tell whether every page was fetched, and an operator has to say what becomes of the hosts it missed."""
        return isinstance(self.error, WouldRetire)


async def tell_nobody(_: SyncReport) -> None:
    """Keep the report for whoever started the sync."""


def not_begun(source: str, error: RollcallError) -> SyncReport:
    """Return the report of a sync that wasn't begun, and why."""
    return SyncReport(source, "", 0, 0, 0, resumed=False, error=error)
