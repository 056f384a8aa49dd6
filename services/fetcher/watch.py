"""Who syncs a source, since when and how far: so that a sync that runs can be told from one that was cut off.

Whoever syncs a source holds its lease, which ends with its process: at once where processes share a machine, else half
a minute later. What is stored beside the cursor says the rest, and by when the next complete sync should have ended.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from pydantic import AwareDatetime, BaseModel

from shared.errors import Temporary
from shared.ports import Clock, Cursors
from shared.ports.slots import Slots

LEASE = 30.0  # seconds that a lease lasts without being renewed
BEAT = 10.0  # seconds between two renewals
LOOK = 0.5  # seconds between two looks whether a lease is free
_log = structlog.get_logger()


class SyncedElsewhere(Temporary):
    """Another process syncs this source now."""


class Watched(BaseModel):
    """What is stored of a source.

    Attributes:
        first_at: when it was first known to a fetcher
        begun_at: when its latest sync began, or went on
        beat_at: when that was last heard of
        pages: pages of the whole sync by then
        hosts: hosts of it
        complete_at: when a sync was last complete
        overdue_at: when the next one should have been complete; None for never

    """

    first_at: AwareDatetime
    begun_at: AwareDatetime | None = None
    beat_at: AwareDatetime | None = None
    pages: int = 0
    hosts: int = 0
    complete_at: AwareDatetime | None = None
    overdue_at: AwareDatetime | None = None


@dataclass
class Run:
    """How far a sync is, as it goes on."""

    pages: int = 0
    hosts: int = 0
    complete: bool = False


def watched_at(source: str) -> str:
    """Return the name under which what is known of a source's syncs is kept, beside the cursors."""
    return f"{source}:watch"


def lease_of(source: str, namespace: str) -> str:
    """Return the name of the place that whoever syncs a source holds; a namespace has cursors of its own."""
    return f"sync {namespace or '-'} {source}"


async def watched(cursors: Cursors, source: str) -> Watched | None:
    """Return what is stored of a source; None if no fetcher was ever told to ask it."""
    stored = await cursors.load(watched_at(source))
    return Watched.model_validate_json(stored) if stored else None


class Watch:
    """Holds the leases of the sources that are synced here, and notes how far they are."""

    def __init__(
        self,
        cursors: Cursors,
        slots: Slots,
        clock: Clock,
        overdue: Callable[[datetime], datetime | None],
        namespace: str = "",
    ) -> None:
        """Take what tells when a source is overdue whose last complete sync ended then."""
        self._cursors, self._slots, self._clock = cursors, slots, clock
        self._overdue, self._namespace = overdue, namespace

    async def know(self, source: str) -> Watched:
        """Note a source that is configured, and when it is overdue by the schedule as it is now."""
        found = await watched(self._cursors, source) or Watched(first_at=self._clock.now())
        found.overdue_at = self._overdue(found.complete_at or found.first_at)
        await self._save(source, found)
        return found

    @asynccontextmanager
    async def over(self, source: str) -> AsyncIterator[Run]:
        """Hold the source's lease and note how far its sync is while the block runs.

        Raises:
            SyncedElsewhere: another process holds it.

        """
        holder, run = uuid4().hex, Run()
        await self._take(source, holder)
        try:
            now, found = self._clock.now(), await self.know(source)
            found.begun_at = found.beat_at = now
            found.pages = found.hosts = 0  # not those of the sync before
            await self._save(source, found)
            beating = asyncio.create_task(self._beat(source, holder, found, run))
            try:
                yield run
            finally:
                beating.cancel()
                await asyncio.gather(beating, return_exceptions=True)
                await self._end(source, found, run)
        finally:
            with suppress(Temporary):  # it is free by itself a little later
                await self._slots.give_back(lease_of(source, self._namespace), holder)

    async def _take(self, source: str, holder: str) -> None:
        """Take the lease; that of a process that died is waited for until it ends."""
        name, until = lease_of(source, self._namespace), self._clock.now() + timedelta(seconds=LEASE + BEAT)
        before = await watched(self._cursors, source)
        while not await self._slots.take(name, 1, holder, LEASE):
            found = await watched(self._cursors, source)
            if found != before or self._clock.now() >= until:  # it was heard of meanwhile
                raise SyncedElsewhere(f"another process syncs it{f' {how_far(found)}' if found else ''}")
            await self._clock.sleep(LOOK)

    async def _beat(self, source: str, holder: str, found: Watched, run: Run) -> None:
        while True:
            await self._clock.sleep(BEAT)
            try:
                await self._slots.take(lease_of(source, self._namespace), 1, holder, LEASE)
                await self._note(source, found, run)
            except Temporary as error:  # the sync itself fails of it, or it passes
                _log.warning("sync_not_noted", vendor=source, reason=str(error))

    async def _note(self, source: str, found: Watched, run: Run) -> None:
        found.beat_at, found.pages, found.hosts = self._clock.now(), run.pages, run.hosts
        await self._save(source, found)

    async def _end(self, source: str, found: Watched, run: Run) -> None:
        """Note the end; the sync is what it is, also if that can't be noted."""
        if run.complete:
            found.complete_at = self._clock.now()
            found.overdue_at = self._overdue(found.complete_at)
        try:
            await self._note(source, found, run)
        except Temporary as error:
            _log.warning("sync_not_noted", vendor=source, reason=str(error))

    async def _save(self, source: str, found: Watched) -> None:
        await self._cursors.save(watched_at(source), found.model_dump_json(exclude_defaults=True))


def how_far(found: Watched) -> str:
    """Return since when a sync runs and how far it is, in words."""
    since = f"since {found.begun_at:%Y-%m-%d %H:%M} UTC" if found.begun_at else "since just now"
    return f"{since}, {found.pages:,} pages and {found.hosts:,} hosts so far"
