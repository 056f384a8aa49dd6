"""When a source's hosts were listed: the clock's time, which for this purpose never goes back.

A clock that once was years ahead would leave listings and syncs that no later one overtakes. So the latest time that a
source was given is kept beside its cursor, and while the clock is behind it the next is a microsecond later: what is
listed later always counts.
"""

from datetime import UTC, datetime, timedelta

from services.fetcher.core import Cursor
from shared.ports import Clock, Cursors

_STEP = timedelta(microseconds=1)
_LAST = datetime.max.replace(tzinfo=UTC)


def latest_at(source: str) -> str:
    """Return the name under which a source's latest time is kept, beside the cursors."""
    return f"{source}:latest"


def started(cursor: Cursor) -> datetime:
    """Return when a sync began, as listings count."""
    return datetime.fromisoformat(cursor.start or cursor.sync_id)


class Moments:
    """Gives times, each of a source later than all before."""

    def __init__(self, cursors: Cursors, clock: Clock) -> None:
        self._cursors, self._clock = cursors, clock

    async def start(self, source: str, now: datetime) -> str:
        """Return when a sync that begins now counts as begun; nothing if that is now."""
        moment = await self.next(source)
        return "" if moment == now else moment.isoformat(timespec="microseconds")

    async def next(self, source: str) -> datetime:
        """Return the time, or the one after the latest if the clock is behind it; it is kept before it is returned."""
        now, stored = self._clock.now(), await self._cursors.load(latest_at(source))
        latest = _read(stored)
        moment = now if latest is None or now >= latest else min(latest, _LAST - _STEP) + _STEP
        await self._cursors.save(latest_at(source), moment.isoformat())
        return moment


def _read(stored: str | None) -> datetime | None:
    """Return the time that was kept; none where there is none that can be read."""
    try:
        latest = datetime.fromisoformat(stored or "")
    except ValueError:
        return None
    return latest if latest.tzinfo else None
