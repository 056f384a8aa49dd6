"""Draws the inventory, at most so often, while it changes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from services.visualizer.core import Tally, later
from services.visualizer.settings import VisualizerSettings
from services.visualizer.summary import Summary
from shared.contracts.host import HostOutline
from shared.contracts.topics import MERGED
from shared.errors import Temporary
from shared.ports import Clock, Delivery, HostStore, Rejection

BREATH = 1_000  # hosts after which others may run: an embedded store never waits
_log = structlog.get_logger()


class Visualizer:
    """Takes hosts.merged as the notice that something changed, and draws what the store holds."""

    name = "visualizer"
    source = MERGED.name

    def __init__(self, store: HostStore, clock: Clock, settings: VisualizerSettings) -> None:
        self._store, self._clock, self._settings = store, clock, settings
        self._tried: datetime | None = None
        self._dirty = True  # at start the folder may be older than the store

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Note that hosts changed, whatever the messages say."""
        self._dirty = self._dirty or bool(batch)
        return []

    async def tick(self) -> None:
        """Draw if something changed and it is time again. Raises Temporary as `render` does."""
        every = timedelta(seconds=self._settings.every)
        if self._dirty and (self._tried is None or self._clock.now() - self._tried >= every):
            await self.render()

    async def render(self) -> list[Path]:
        """Draw now; return the files written.

        Raises:
            Temporary: the folder can't be written, or the store can't be reached; it is drawn again when it is time.

        """
        self._dirty, self._tried = False, self._clock.now()
        try:
            summary = await self._summarize(self._tried)
            files = await asyncio.to_thread(self._save, summary)
        except BaseException:
            self._dirty = True  # also when it is stopped half-way
            raise
        _log.info("charts_drawn", folder=str(self._settings.folder), hosts=summary.hosts)
        return files

    async def _summarize(self, now: datetime) -> Summary:
        tally = Tally(self._settings.instant(now) or await self._latest(now), self._settings.stale_days)
        async for host in self._outlines():
            tally.add(host)
        return tally.summary()

    async def _latest(self, now: datetime) -> datetime | None:
        """Return the newest sign of life in the store. The hosts are read twice for it rather than all be kept."""
        newest: datetime | None = None
        async for host in self._outlines():
            newest = later(newest, host, now)
        return newest

    async def _outlines(self) -> AsyncIterator[HostOutline]:
        number = 0
        async for host in self._store.outlines():
            yield host
            number += 1
            if number % BREATH == 0:
                await asyncio.sleep(0)

    def _save(self, summary: Summary) -> list[Path]:
        """Draw and write, in a thread, since matplotlib takes its time, also to be imported."""
        from services.visualizer.saving import save  # noqa: PLC0415 - see above

        try:
            return save(summary, self._settings.folder)
        except OSError as error:
            variable, folder = self._settings.variable("folder"), self._settings.folder
            raise Temporary(f"{variable}: expected a folder that can be written; got {folder}: {error}") from error
