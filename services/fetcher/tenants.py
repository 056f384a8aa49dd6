"""All tenants of all vendors: each with its own client, limits, cursors and circuits, all at the same time."""

import asyncio
from collections.abc import Sequence

from services.fetcher.service import Fetcher, SyncReport


class Tenants:
    """Fetches every tenant; each has a fetcher of its own, which asks the tenant of this name at each vendor."""

    def __init__(self, fetchers: Sequence[Fetcher]) -> None:
        self._fetchers = fetchers

    @property
    def trouble(self) -> str:
        """Return which sources are left alone, in words."""
        return "; ".join(f"{source}: {said}" for one in self._fetchers for source, said in one.troubles.items())

    async def sync_all(self, *, by_hand: bool = False, accept: bool = False) -> list[SyncReport]:
        """Sync all sources at the same time; one's failure doesn't stop the others.

        Raises:
            SettingError: no vendor is configured.

        """
        busy = [one for one in self._fetchers if one.vendors] or self._fetchers[:1]
        every = await asyncio.gather(*(one.sync_all(by_hand=by_hand, accept=accept) for one in busy))
        return [report for reports in every for report in reports]
