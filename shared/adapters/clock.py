"""Time: the system's, and one that only moves when it is told to."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class SteadyClock:
    """A clock that nobody can set back: for rates, of which nothing is left when an hour comes twice."""

    def now(self) -> datetime:
        """Return an instant that is as far from another as time has passed; it is no time of day."""
        return datetime.fromtimestamp(time.monotonic(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until someone sleeps on it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant at which it stands."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Go forward at once, and let others run."""
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)
