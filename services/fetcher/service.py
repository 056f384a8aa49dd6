"""Syncs: every page of a vendor into hosts.raw, resumable after any page."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from services.fetcher.client import Client
from services.fetcher.core import Cursor, Page, Unfit, Vendor, pages
from shared.contracts.topics import RAW, Message
from shared.errors import RollcallError, SettingError
from shared.ports import Clock, Cursors, EventLog
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
    """What came of a sync: pages and hosts of the whole sync, also of the part before a crash."""

    vendor: str
    sync_id: str
    pages: int
    hosts: int
    resumed: bool
    error: RollcallError | None = None

    @property
    def complete(self) -> bool:
        """Tell whether every page was fetched."""
        return self.error is None


class Fetcher:
    """Fetches all configured vendors."""

    name = "fetcher"

    def __init__(
        self,
        client: Client,
        log: EventLog,
        cursors: Cursors,
        clock: Clock,
        vendors: Mapping[Vendor, Settings],
        progress: Progress = _silent,
    ) -> None:
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
                "or FETCHER_CROWDSTRIKE_URL and FETCHER_CROWDSTRIKE_TOKEN"
            )
        if self._running.locked():
            _log.warning("sync_already_running", service=self.name)
            return []
        async with self._running:
            return list(await asyncio.gather(*(self._sync(vendor) for vendor in self._vendors)))

    async def _sync(self, vendor: Vendor) -> SyncReport:
        stored = await self._cursors.load(vendor.name)
        cursor = Cursor.model_validate_json(stored) if stored else self._start(vendor)
        with structlog.contextvars.bound_contextvars(vendor=vendor.name, sync_id=cursor.sync_id, service=self.name):
            _log.info("sync_resumed" if stored else "sync_started", at=cursor.at)
            error = None
            try:
                cursor = await self._fetch(vendor, cursor)
                _log.info("sync_complete", pages=cursor.sequence, hosts=cursor.hosts)
            except RollcallError as failure:
                error = failure
                _log.error("sync_failed", reason=str(failure), place_kept=True)
        kept = await self._cursors.load(vendor.name)
        at = Cursor.model_validate_json(kept) if error and kept else cursor
        return SyncReport(vendor.name, at.sync_id, at.sequence, at.hosts, bool(stored), error)

    def _start(self, vendor: Vendor) -> Cursor:
        sync_id = self._clock.now().isoformat(timespec="microseconds")
        return Cursor(sync_id=sync_id, at=vendor.first(self._vendors[vendor]))

    async def _fetch(self, vendor: Vendor, cursor: Cursor) -> Cursor:
        """Fetch page after page; a page's cursor is stored once the log has the page."""
        while True:
            page = await self._client.page(vendor, self._vendors[vendor], cursor.at)
            await self._publish(vendor, cursor, page)
            hosts = cursor.hosts + len(page.hosts)
            sequence = cursor.sequence + bool(page.hosts)
            self._progress(vendor.name, hosts)
            cursor = cursor.model_copy(update={"hosts": hosts, "sequence": sequence, "at": page.cursor or cursor.at})
            await self._cursors.save(vendor.name, cursor.model_dump_json() if page.cursor else None)
            if page.cursor is None:
                return cursor

    async def _publish(self, vendor: Vendor, cursor: Cursor, page: Page) -> None:
        if not page.hosts and page.cursor is not None:
            return  # the answer only told us to ask for less
        endpoint = vendor.ask(self._vendors[vendor], cursor.at).place
        events, unfit = pages(vendor.name, endpoint, cursor, page, self._clock.now())
        await self._events.append(RAW.name, [RAW.message(event) for event in events])
        if unfit:
            _log.warning("hosts_unfit_for_a_message", count=len(unfit), first=unfit[0].reason)
            letters = [_letter(vendor.name, cursor, number, host) for number, host in enumerate(unfit)]
            await self._events.append(RAW.dead_letter, letters)


def _letter(vendor: str, cursor: Cursor, number: int, host: Unfit) -> Message:
    """Return a dead letter that holds the beginning of a host that fits no message."""
    headers = {
        "error-class": "Unfit",
        "error-message": host.reason,
        "truncated-from": str(host.length),
        "service": Fetcher.name,
    }
    return Message(f"{vendor}/{cursor.sync_id}/{cursor.sequence}.unfit.{number}", host.head.encode(), headers)
