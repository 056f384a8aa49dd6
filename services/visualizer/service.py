"""Draws the inventory, at most so often, when a number changed."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog

from services.visualizer.core.ages import latest
from services.visualizer.core.ranking import SHOWN
from services.visualizer.core.summing import summarize
from services.visualizer.counting import Counting
from services.visualizer.settings import VisualizerSettings
from services.visualizer.summary import Summary
from shared.contracts.software import Common
from shared.contracts.topics import MERGED
from shared.errors import Permanent, Temporary
from shared.ports import Clock, Delivery, EventLog, HostStore, Rejection

RARELY = 20  # times as long as the store took to answer about programs, until it is asked again
SLICE = 10_000  # messages that are read anew between two batches, so that the loop is seen to come round
_log = structlog.get_logger()


class Visualizer:
    """Counts hosts as hosts.merged tells them, and draws what they come to."""

    name = "visualizer"
    source = MERGED.name

    def __init__(self, log: EventLog, store: HostStore, clock: Clock, settings: VisualizerSettings) -> None:
        self._log, self._store, self._clock, self._settings = log, store, clock, settings
        self._software: Sequence[Common] = ()
        self._asks_software: datetime | None = None
        self._counting = Counting(log)
        self._asked = False  # whether others are members, for the drawing to come
        self._tried: datetime | None = None
        self._drawn: tuple[Summary, date] | None = None

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Count hosts; versions may come twice and in any order."""
        return [rejection for one in batch if (rejection := self._take(one))]

    async def tick(self) -> None:
        """Read on, if not all is counted; draw if it is time and a number changed, or the day. Raises as `render`."""
        every = timedelta(seconds=self._settings.every)
        is_due = self._tried is None or self._clock.now() - self._tried >= every
        if is_due:
            await self._ask_for_others()
        if await self._counting.catch_up(SLICE) and is_due:
            await self._draw(anyway=False)

    async def render(self) -> list[Path]:
        """Draw now; return the files written.

        Raises:
            Temporary: the folder can't be written, or the log or the store is away; it is drawn again when it is time.

        """
        await self._ask_for_others()
        while not await self._counting.catch_up(SLICE):
            pass
        return await self._draw(anyway=True)

    def _take(self, one: Delivery) -> Rejection | None:
        try:
            self._counting.take(one)
        except Permanent as reason:
            return Rejection(one, one.message, reason)
        return None

    async def _ask_for_others(self) -> None:
        """Have the topic read anew before a drawing, if another visualizer is given a part of its messages."""
        if not self._asked and await self._log.members(MERGED.name, self.name) > 1:
            self._counting.doubt()
        self._asked = True

    async def _draw(self, *, anyway: bool) -> list[Path]:
        self._asked, self._tried = False, self._clock.now()
        await self._look_at_software()
        summary, today = self._summarize(self._tried), self._tried.date()
        if not anyway and (summary, today) == self._drawn:
            return []
        files = await asyncio.to_thread(self._save, summary, today)
        self._drawn = summary, today
        _log.info("charts_drawn", folder=str(self._settings.folder), hosts=summary.hosts)
        return files

    async def _look_at_software(self) -> None:
        """Ask the store which programs are common; it may have to read them all, so not again before some time."""
        began = self._clock.now()
        if self._asks_software is None or began >= self._asks_software:
            self._software = await self._store.software.common(SHOWN)
            self._asks_software = began + RARELY * (self._clock.now() - began)

    def _summarize(self, now: datetime) -> Summary:
        tally, settings = self._counting.tally, self._settings
        return summarize(tally, settings.instant(now) or latest(tally, now), settings.stale_days, self._software)

    def _save(self, summary: Summary, today: date) -> list[Path]:
        """Draw and write, in a thread, since matplotlib takes its time, also to be imported."""
        from services.visualizer.saving import save  # noqa: PLC0415 - see above

        settings = self._settings
        try:
            return save(summary, settings.folder, today, settings.keep_days)
        except OSError as error:
            variable, folder = settings.variable("folder"), settings.folder
            raise Temporary(f"{variable}: expected a folder that can be written; got {folder}: {error}") from error
