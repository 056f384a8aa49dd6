"""All tenants of all vendors: each with its own client, limits, cursors, circuits and lock, all at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher


class Tenants:
    """Fetches every tenant; each has a fetcher of its own, which asks the tenant of this name at each vendor."""

    def __init__(self, fetchers: Sequence[Fetcher]) -> None:
        self._fetchers = fetchers

    @property
    def jobs(self) -> Mapping[str, Callable[[], Awaitable[SyncReport | None]]]:
        """Return what syncs each source by itself, by the source's name."""
        return {
            fetcher.source(vendor): partial(fetcher.sync, vendor)
            for fetcher in self._fetchers
            for vendor in fetcher.vendors
        }

    async def sync_all(self, *, by_hand: bool = False, accept: bool = False) -> list[SyncReport]:
        """Sync all sources at the same time; one's failure doesn't stop the others.

        Raises:
            SettingError: no vendor is configured.

        """
        asked = [fetcher for fetcher in self._fetchers if fetcher.vendors] or self._fetchers[:1]
        syncs = await asyncio.gather(*(fetcher.sync_all(by_hand=by_hand, accept=accept) for fetcher in asked))
        return [report for reports in syncs for report in reports]
