"""A fetcher on the memory adapters, in processes that may die before any write."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.fetcher.census import Census
from services.fetcher.circuit import Circuits
from services.fetcher.core import Cursor
from services.fetcher.moments import latest_at
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog, MemoryRoster
from shared.contracts.raw import AnyPage
from shared.contracts.sync import SyncCompleted
from shared.contracts.topics import RAW, SYNCS, Message
from tests.unit.fetcher.world import CROWDSTRIKE, NOON, QUALYS, Answering, Api, client, run, settings_of

URL = "https://api.example.com"
HOUR = timedelta(hours=1)


class Crash(Exception):
    """The process dies here."""


LATEST = latest_at("")


class Steps:
    """Notes each write to log and cursors; dies before the n-th one."""

    def __init__(self, die_at: int = 1_000) -> None:
        self.done: list[str] = []
        self.die_at = die_at

    def next(self, step: str) -> None:
        """Do a step, or die."""
        if len(self.done) >= self.die_at:
            raise Crash
        self.done.append(step)


class Log(MemoryEventLog):
    """A log whose writes are steps."""

    steps = Steps()

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append."""
        self.steps.next(f"append {topic}")
        await super().append(topic, messages)


class Places(MemoryCursors):
    """Cursors whose writes are steps, but for a source's latest time: a death before it is one before its page."""

    steps = Steps()

    async def save(self, vendor: str, cursor: str | None) -> None:
        """Save."""
        if not vendor.endswith(LATEST):
            self.steps.next(f"save {vendor}" if cursor else f"forget {vendor}")
        await super().save(vendor, cursor)


class World:
    """A fetcher on an API, and what is left of it after a crash."""

    def __init__(self, api: Api, *names: str, limit: float = 0.2) -> None:
        self.api, self.names, self.limit = api, names or ("qualys",), limit
        self.clock = ManualClock(NOON)
        self.log, self.cursors, self.roster = Log(self.clock), Places(), MemoryRoster()
        self.log.steps = self.cursors.steps = Steps(10_000)
        self.shown: list[tuple[str, int]] = []

    def fetcher(self, url: str = URL, answering: Answering | None = None, tenant: str = "") -> Fetcher:
        """Return the fetcher of a new process; something else may answer in the API's place."""
        known = {"qualys": QUALYS, "crowdstrike": CROWDSTRIKE}
        vendors = {known[name]: settings_of(name, url) for name in self.names}
        asking = client(answering or self.api.answer, attempts=2)
        return Fetcher(
            asking,
            self.log,
            self.cursors,
            self.clock,
            vendors,
            progress=lambda *how_far: self.shown.append(how_far),
            tenant=tenant,
            census=Census(self.log, self.cursors, self.roster, self.limit),
            circuits=Circuits(self.cursors, self.clock, allowed=2, pause=HOUR),
        )

    def later(self) -> None:
        """Let an hour pass."""
        run(self.clock.sleep(3600))

    def sync(self, die_at: int = 1_000, url: str = URL, *, tenant: str = "", accept: bool = False) -> list[SyncReport]:
        """Sync in a new process that dies before its n-th write."""
        self.log.steps = self.cursors.steps = Steps(die_at)
        return run(self.fetcher(url, tenant=tenant).sync_all(accept=accept))

    def retired(self) -> list[SyncCompleted]:
        """Return the syncs that were published."""
        return [SyncCompleted.decode(one.value or b"") for one in self.messages(SYNCS.name)]

    def pages(self) -> list[AnyPage]:
        """Return the pages in the log."""
        return [AnyPage.decode(one.value or b"") for one in self.messages(RAW.name)]

    def messages(self, topic: str) -> list[Message]:
        """Return what a topic holds."""

        async def read() -> list[Message]:
            return [one.message async for one in self.log.read(topic)]

        return run(read())

    def hosts(self) -> list[Any]:  # Any: a vendor's
        """Return the hosts in the log."""
        return [host for page in self.pages() for host in page.hosts]

    def place(self, vendor: str = "qualys") -> Cursor | None:
        """Return the stored cursor."""
        stored = run(self.cursors.load(vendor))
        return Cursor.model_validate_json(stored) if stored else None
