"""Syncs: every page of a vendor into hosts.raw, resumable after any page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from services.fetcher.bookmarks import begin_after, bookmark, place_of
from services.fetcher.client import Client
from services.fetcher.core import Course, Cursor, Page, Repeats, Vendor, begin, go_on
from services.fetcher.packing import letter, pages
from shared.contracts.topics import RAW
from shared.errors import RollcallError, SettingError
from shared.ports import Clock, Cursors, EventLog
from shared.runtime.dead_letters import VERSION, Author
from shared.runtime.metrics import FETCHED, SYNCS
from shared.settings import Settings

_log = structlog.get_logger()


class Progress(Protocol):
    """Whoever shows how far a sync is."""

    def __call__(self, vendor: str, hosts: int) -> None:
        """Show that a vendor's sync has so many hosts by now."""


def _silent(vendor: str, hosts: int) -> None:
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
        """Tell whether every page was fetched."""
        return self.error is None


async def _told_nobody(_: SyncReport) -> None:
    """Keep the report for whoever started the sync."""


class Fetcher:
    """Fetches all configured vendors."""

    name = "fetcher"

    def __init__(  # noqa: PLR0913 - each is a part of its own
        self,
        client: Client,
        log: EventLog,
        cursors: Cursors,
        clock: Clock,
        vendors: Mapping[Vendor, Settings],
        *,
        progress: Progress = _silent,
        full_every: timedelta = timedelta(),
        told: Callable[[SyncReport], Awaitable[None]] = _told_nobody,
    ) -> None:
        self._told = told
        self._full_every = full_every
        self._client, self._events, self._cursors, self._clock = client, log, cursors, clock
        self._vendors, self._progress = vendors, progress
        self._running = asyncio.Lock()

    async def sync_all(self) -> list[SyncReport]:
        """Sync all vendors at the same time; one's failure doesn't stop the others.

        Raises:
            SettingError: no vendor is configured.

        """
        if not self._vendors:
            raise SettingError(
                "no vendor to fetch from: set FETCHER_QUALYS_URL and FETCHER_QUALYS_TOKEN, "
                "or FETCHER_CROWDSTRIKE_URL and FETCHER_CROWDSTRIKE_TOKEN, or another API's in .env.sample"
            )
        if self._running.locked():
            _log.warning("sync_already_running", service=self.name)
            return []
        async with self._running:
            return list(await asyncio.gather(*(self._sync(vendor) for vendor in self._vendors)))

    async def _sync(self, vendor: Vendor) -> SyncReport:
        start, resumed = await self._place(vendor)
        with structlog.contextvars.bound_contextvars(vendor=vendor.name, sync_id=start.sync_id, service=self.name):
            _log.info("sync_resumed" if resumed else "sync_started", at=start.at)
            error = None
            at, known = start, start.hosts
            try:
                async for at in self._fetch(vendor, start):
                    FETCHED.labels(vendor.name).inc(at.hosts - known)
                    known = at.hosts
                    self._progress(vendor.name, at.hosts)
                _log.info("sync_complete", pages=at.sequence, hosts=at.hosts)
            except RollcallError as failure:
                error = failure
                _log.error("sync_failed", reason=str(failure), place_kept=True)
        SYNCS.labels(vendor.name, "failed" if error else "complete").inc()
        report = SyncReport(vendor.name, at.sync_id, at.sequence, at.hosts, at.unfit, resumed, error)
        await self._told(report)
        return report

    async def _place(self, vendor: Vendor) -> tuple[Cursor, bool]:
        """Return where to begin, and whether that is where a sync was cut off."""
        settings = self._vendors[vendor]
        if stored := await self._cursors.load(vendor.name):
            try:
                return go_on(vendor, settings, stored), True
            except ValueError as reason:
                _log.warning("sync_begun_anew", vendor=vendor.name, reason=str(reason))
        now = self._clock.now()
        if stored := await self._cursors.load(place_of(vendor)):
            try:
                return begin_after(vendor, settings, stored, now, self._full_every), False
            except ValueError as reason:
                _log.info("all_hosts_asked_for", vendor=vendor.name, reason=str(reason))
        return begin(vendor, settings, now.isoformat(timespec="microseconds")), False

    async def _fetch(self, vendor: Vendor, cursor: Cursor) -> AsyncIterator[Cursor]:
        """Fetch page after page; give where the sync stands once the log has a page and its place is stored."""
        more, same, course = True, Repeats(), Course()
        while more:
            page = await self._client.page(vendor, self._vendors[vendor], cursor.at)
            same, course = same.after(page), course.after(cursor.at, page.cursor)
            cursor = cursor.after(page, await self._publish(vendor, cursor, page))
            more = page.cursor is not None
            if mark := bookmark(cursor, page):
                await self._cursors.save(place_of(vendor), mark.model_dump_json())
            await self._cursors.save(vendor.name, cursor.model_dump_json() if more else None)
            yield cursor

    async def _publish(self, vendor: Vendor, cursor: Cursor, page: Page) -> int:
        """Append the page to the log; return how many of its hosts fitted no message."""
        if not page.hosts and page.cursor is not None:
            return 0  # the answer only told us to ask for less
        endpoint = vendor.ask(self._vendors[vendor], cursor.at).place
        events, unfit = pages(vendor.name, endpoint, cursor, page, self._clock.now())
        if unfit:
            _log.warning("hosts_unfit_for_a_message", count=len(unfit), first=unfit[0].reason)
            author = Author(self.name, VERSION, self._clock.now())
            letters = [letter(vendor.name, cursor, number, host, author.headers) for number, host in enumerate(unfit)]
            await self._events.append(RAW.dead_letter, letters)
        await self._events.append(RAW.name, [RAW.message(event) for event in events])
        return len(unfit)
