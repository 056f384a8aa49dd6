"""Draws the inventory, at most so often, while it changes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from services.visualizer.core import Summary, Tally, conclude
from services.visualizer.settings import VisualizerSettings
from shared.contracts.topics import MERGED
from shared.ports import Clock, Delivery, HostStore, Rejection

_log = structlog.get_logger()


class Visualizer:
    """Takes hosts.merged as the notice that something changed, and draws what the store holds."""

    name = "visualizer"
    source = MERGED.name

    def __init__(self, store: HostStore, clock: Clock, settings: VisualizerSettings) -> None:
        self._store, self._clock, self._settings = store, clock, settings
        self._drawn: datetime | None = None
        self._dirty = True  # at start the folder may be older than the store

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Note that hosts changed."""
        self._dirty = self._dirty or bool(batch)
        return []

    async def tick(self) -> None:
        """Draw if something changed and it is time again."""
        now = self._clock.now()
        due = self._drawn is None or now - self._drawn >= timedelta(seconds=self._settings.every)
        if self._dirty and due:
            await self.render()

    async def render(self) -> list[Path]:
        """Draw now; return the files written."""
        from services.visualizer.charts import save  # noqa: PLC0415 - matplotlib takes a second to import

        self._dirty, self._drawn = False, self._clock.now()
        summary = await self._summarize()
        files = await asyncio.to_thread(save, summary, self._settings.folder)
        _log.info("charts_drawn", folder=str(self._settings.folder), hosts=summary.hosts)
        return files

    async def _summarize(self) -> Summary:
        tally = Tally()
        async for outline in self._store.outlines():
            tally.add(outline)
        return conclude(tally, self._settings.instant(self._clock.now()), self._settings.stale_days)
