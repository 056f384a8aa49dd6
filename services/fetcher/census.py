"""Which hosts a sync of all hosts saw, and whether what it didn't see is gone: only if it was whole and is believed."""

from collections.abc import Collection

import structlog
from pydantic import AwareDatetime, BaseModel

from services.fetcher.core import Cursor
from services.fetcher.moments import started
from shared.contracts.raw import source_of
from shared.contracts.sync import EPOCH, SyncCompleted
from shared.contracts.topics import SYNCS
from shared.errors import RollcallError
from shared.ports import Cursors, EventLog
from shared.ports.roster import Roster, Tally

_log = structlog.get_logger()


class WouldRetire(RollcallError):
    """A sync of all hosts missed so many that it is likelier wrong than they are gone: an operator has to say."""


class Held(BaseModel):
    """A sync of all hosts that waits for an operator's word."""

    vendor: str
    tenant: str
    started_at: AwareDatetime
    total: int | None
    missing: int
    known: int

    def __str__(self) -> str:
        """Say what it would do, and how to let it."""
        return (
            f"the sync of all hosts of {self.started_at:%Y-%m-%d %H:%M} UTC didn't see {self.missing:,} of the "
            f"{self.known:,} hosts listed before, more than FETCHER_RETIRE_LIMIT allows: nothing was retired. "
            "If they are gone, say so with `rollcall fetch --now --accept-retiring`"
        )


def held_at(source: str) -> str:
    """Return the name under which a sync that waits is kept, beside the cursors."""
    return f"{source}:held"


def doubt(cursor: Cursor, tally: Tally) -> str:
    """Return why a sync that came to its end isn't believed; nothing if it is."""
    if cursor.nameless:
        return f"{cursor.nameless:,} of its hosts don't say who they are"
    if cursor.unfit:
        return f"{cursor.unfit:,} of its hosts fitted no message"
    if cursor.total is not None and tally.seen < cursor.total:
        return f"the vendor says that it has {cursor.total:,} hosts, and gave {tally.seen:,}"
    return ""


class Census:
    """Remembers which hosts each source listed."""

    def __init__(self, log: EventLog, cursors: Cursors, roster: Roster, limit: float) -> None:
        """Let a sync retire at most this share of the hosts that were listed before."""
        self._events, self._cursors, self._roster, self._limit = log, cursors, roster, limit

    async def known(self, source: str) -> int:
        """Return how many hosts of a source are known."""
        return (await self._roster.tally(source, EPOCH)).seen

    async def see(self, source: str, hosts: Collection[bytes], cursor: Cursor) -> None:
        """Note that a sync saw these hosts."""
        await self._roster.mark(source, hosts, started(cursor))

    async def conclude(self, vendor: str, cursor: Cursor) -> WouldRetire | None:
        """Publish that a sync of all hosts was whole, if it retires any; return what is wrong if those are too many."""
        source = source_of(vendor, cursor.tenant)
        tally = await self._roster.tally(source, started(cursor))
        if reason := doubt(cursor, tally):
            _log.warning("sync_not_believed", reason=f"{reason}: it retires nobody")
            return None
        held = Held(
            vendor=vendor,
            tenant=cursor.tenant,
            started_at=started(cursor),
            total=cursor.total,
            missing=tally.missing,
            known=cursor.known,
        )
        if tally.missing > self._limit * cursor.known:
            await self._cursors.save(held_at(source), held.model_dump_json())
            return WouldRetire(str(held))
        await self._cursors.save(held_at(source), None)
        await self._retire(source, held, tally)
        return None

    async def accept(self, source: str) -> None:
        """Let a sync that waits retire what it didn't see."""
        if stored := await self._cursors.load(held_at(source)):
            held = Held.model_validate_json(stored)
            await self._retire(source, held, await self._roster.tally(source, held.started_at))
            await self._cursors.save(held_at(source), None)

    async def _retire(self, source: str, sync: Held, tally: Tally) -> None:
        """Publish a sync, and forget the hosts that it didn't see."""
        if not tally.missing:
            return
        event = SyncCompleted(
            vendor=sync.vendor,
            tenant=sync.tenant,
            started_at=sync.started_at,
            hosts=tally.seen,
            total=sync.total,
        )
        await self._events.append(SYNCS.name, [SYNCS.message(event)])
        await self._roster.forget(source, sync.started_at)
        _log.info("hosts_retired", source=source, hosts=tally.missing)
