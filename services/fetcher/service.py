"""Syncs: every page of a vendor into hosts.raw, resumable after any page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import nullcontext
from datetime import timedelta

import structlog

from services.fetcher import boundary
from services.fetcher.bookmarks import begin_after, bookmark, place_of
from services.fetcher.boundary import UNUSABLE, Unreadable, reading
from services.fetcher.census import Census, WouldRetire
from services.fetcher.circuit import Circuits
from services.fetcher.client import Client
from services.fetcher.core import Cursor, Endless, Page, Vendor, begin, go_on, names_of
from services.fetcher.decoding import Unfit
from services.fetcher.endless import Course, Repeats
from services.fetcher.moments import Moments
from services.fetcher.packing import letter, pages
from services.fetcher.reports import Progress, SyncReport, not_begun, silent, tell_nobody
from services.fetcher.watch import Run, SyncedElsewhere, Watch
from shared.contracts.raw import source_of
from shared.contracts.topics import RAW
from shared.errors import RollcallError, SettingError
from shared.ports import Clock, Cursors, EventLog
from shared.runtime.dead_letters import VERSION, Author
from shared.runtime.metrics import FETCHED, SYNCS
from shared.settings import Settings

_log = structlog.get_logger()


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
        progress: Progress = silent,
        full_every: timedelta = timedelta(),
        tenant: str = "",
        census: Census | None = None,
        circuits: Circuits | None = None,
        watch: Watch | None = None,
        told: Callable[[SyncReport], Awaitable[None]] = tell_nobody,
    ) -> None:
        """Take what it needs; without a census no host is retired, without circuits no vendor is left alone.

        Without a watch other processes may sync the same sources.
        """
        self._told, self._watch = told, watch
        self._full_every = full_every
        self._client, self._events, self._cursors, self._clock = client, log, cursors, clock
        self.vendors, self._progress = vendors, progress
        self._tenant, self._census, self._circuits = tenant, census, circuits
        self._running = {vendor: asyncio.Lock() for vendor in vendors}
        self._moments = Moments(cursors, clock)

    async def sync_all(self, *, by_hand: bool = False, accept: bool = False) -> list[SyncReport]:
        """Sync all vendors at the same time; one's failure doesn't stop the others.

        By hand, a vendor is asked though its circuit is open. With `accept`, hosts are retired however many they are.

        Raises:
            SettingError: no vendor is configured.

        """
        if not self.vendors:
            raise SettingError(
                "no vendor to fetch from: set FETCHER_QUALYS_URL and FETCHER_QUALYS_TOKEN, "
                "or FETCHER_CROWDSTRIKE_URL and FETCHER_CROWDSTRIKE_TOKEN, or another API's in .env.sample"
            )
        syncs = (self.sync(vendor, by_hand=by_hand, accept=accept) for vendor in self.vendors)
        return [report for report in await asyncio.gather(*syncs) if report]

    async def sync(self, vendor: Vendor, *, by_hand: bool = False, accept: bool = False) -> SyncReport | None:
        """Sync a vendor, as `sync_all` does; None if that is done here already."""
        source = self.source(vendor)
        if self._running[vendor].locked():
            _log.warning("sync_already_running", source=source, service=self.name)
            return None
        async with self._running[vendor]:
            if self._circuits and not by_hand and (refusal := await self._circuits.refusal(source)):
                _log.warning("sync_left_out", source=source, reason=str(refusal), service=self.name)
                return not_begun(source, refusal)
            try:
                async with self._watch.over(source) if self._watch else nullcontext(Run()) as run:
                    return await self._try(vendor, run, accept=accept)
            except SyncedElsewhere as error:
                _log.warning("sync_already_running", source=source, reason=str(error), service=self.name)
                return not_begun(source, error)

    async def _try(self, vendor: Vendor, run: Run, *, accept: bool) -> SyncReport:
        """Sync a vendor, and note how that ended."""
        source = self.source(vendor)
        if self._census and accept:
            await self._census.accept(source)
        report = await self._sync(vendor, run, accept=accept)
        run.complete = report.complete
        if self._circuits:
            await self._circuits.ended(source, None if isinstance(report.error, WouldRetire) else report.error)
        return report

    async def _sync(self, vendor: Vendor, run: Run, *, accept: bool) -> SyncReport:
        source = self.source(vendor)
        start, resumed = await self._place(vendor)
        run.pages, run.hosts = start.sequence, start.hosts
        with structlog.contextvars.bound_contextvars(vendor=source, sync_id=start.sync_id, service=self.name):
            _log.info("sync_resumed" if resumed else "sync_started", at=start.at)
            error: RollcallError | None = None
            at, known = start, start.hosts
            try:
                async for at in self._fetch(vendor, start, accept=accept):
                    FETCHED.labels(source).inc(at.hosts - known)
                    known = at.hosts
                    run.pages, run.hosts = at.sequence, at.hosts
                    self._progress(source, at.hosts)
                _log.info("sync_complete", pages=at.sequence, hosts=at.hosts)
            except WouldRetire as reason:
                error = reason
                _log.error("sync_held", reason=str(reason))
            except RollcallError as failure:
                error, nowhere = failure, isinstance(failure, Endless)
                _log.error("sync_failed", reason=str(failure), place_kept=not nowhere)
                if nowhere:
                    await self._cursors.save(source, None)
                if isinstance(failure, Unreadable):
                    await self._keep(source, at, failure)
        SYNCS.labels(source, "failed" if error else "complete").inc()
        report = SyncReport(source, at.sync_id, at.sequence, at.hosts, at.unfit, resumed, error)
        await self._told(report)
        return report

    async def _keep(self, source: str, at: Cursor, failure: Unreadable) -> None:
        """Keep the beginning of an answer that can't be read."""
        author = Author(self.name, VERSION, self._clock.now())
        try:
            await self._events.append(RAW.dead_letter, [boundary.letter(source, at, failure, author)])
        except RollcallError as error:
            _log.warning("answer_not_kept", reason=str(error))

    async def _place(self, vendor: Vendor) -> tuple[Cursor, bool]:
        """Return where to begin, and whether that is where a sync was cut off."""
        settings, source = self.vendors[vendor], self.source(vendor)
        if stored := await self._cursors.load(source):
            try:
                return go_on(vendor, settings, stored), True
            except UNUSABLE as reason:
                _log.warning("sync_begun_anew", vendor=source, reason=str(reason))
        known = await self._census.known(source) if self._census else 0
        now = self._clock.now()
        ours = {"tenant": self._tenant, "known": known, "start": await self._moments.start(source, now)}
        if stored := await self._cursors.load(place_of(source)):
            try:
                cursor = begin_after(vendor, settings, stored, now, self._full_every)
                return cursor.model_copy(update=ours), False
            except UNUSABLE as reason:
                _log.info("all_hosts_asked_for", vendor=source, reason=str(reason))
        return begin(vendor, settings, now.isoformat(timespec="microseconds")).model_copy(update=ours), False

    async def _fetch(self, vendor: Vendor, cursor: Cursor, *, accept: bool) -> AsyncIterator[Cursor]:
        """Fetch page after page; give where the sync stands once the log has a page and its place is stored.

        The next page is asked for only then: a slow log slows the vendor's requests, and one page is held at a time.
        """
        more, same, course, source = True, Repeats(), Course(), self.source(vendor)
        patience = self._client.patience()
        while more:
            page = await self._client.page(vendor, self.vendors[vendor], cursor.at, patience)
            with reading(source, "a page"):
                same, course = same.after(page), course.after(cursor.at, page.cursor)
                names = names_of(vendor, page)
            nameless = sum(not isinstance(host, Unfit) for host in page.hosts) - len(names)
            cursor = cursor.after(page, await self._publish(vendor, cursor, page), nameless)
            more = page.cursor is not None
            wrong = await self._count(source, vendor, names, cursor, more=more, accept=accept)
            if mark := bookmark(cursor, page):
                await self._cursors.save(place_of(source), mark.model_dump_json())
            await self._cursors.save(source, cursor.model_dump_json() if more else None)
            yield cursor
            if wrong:
                raise wrong

    async def _count(
        self, source: str, vendor: Vendor, names: Collection[bytes], cursor: Cursor, *, more: bool, accept: bool
    ) -> WouldRetire | None:
        """Note whom a page has; after the last one of all hosts retire whom none had, or return why not."""
        if self._census is None:
            return None
        await self._census.see(source, names, cursor)
        if more or cursor.full:
            return None
        wrong = await self._census.conclude(vendor.name, cursor)
        if wrong and accept:
            await self._census.accept(source)
            return None
        return wrong

    def source(self, vendor: Vendor) -> str:
        """Return the name of a vendor's tenant."""
        return source_of(vendor.name, self._tenant)

    async def _publish(self, vendor: Vendor, cursor: Cursor, page: Page) -> int:
        """Append the page to the log; return how many of its hosts fitted no message."""
        if not page.hosts and page.cursor is not None:
            return 0  # the answer only told us to ask for less
        endpoint = vendor.ask(self.vendors[vendor], cursor.at).place
        listed = await self._moments.next(self.source(vendor))
        with reading(vendor.name, "a page"):
            events, unfit = pages(vendor.name, endpoint, cursor, page, self._clock.now(), listed)
            messages = [RAW.message(event) for event in events]
        if unfit:
            _log.warning("hosts_unfit_for_a_message", count=len(unfit), first=unfit[0].reason)
            author = Author(self.name, VERSION, self._clock.now())
            letters = [letter(self.source(vendor), cursor, number, host, author) for number, host in enumerate(unfit)]
            await self._events.append(RAW.dead_letter, letters)
        await self._events.append(RAW.name, messages)
        return len(unfit)
