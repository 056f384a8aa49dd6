"""How the services run together: once to the end, or on and on by a schedule."""

import asyncio
from collections.abc import Sequence

from services.fetcher.schedule import schedule
from services.fetcher.service import Fetcher, SyncReport
from services.fetcher.settings import FetcherSettings
from shared.ports import Clock
from shared.runtime.local import Loop, drain
from shared.runtime.stopping import together, unless_stopped


async def once(fetcher: Fetcher, loops: Sequence[Loop], stop: asyncio.Event, clock: Clock) -> list[SyncReport]:
    """Fetch every vendor while the loops process what comes, until nothing is left; return the syncs' reports.

    No report means that `stop` was set meanwhile.
    """
    reports: list[SyncReport] = []

    async def feed() -> None:
        found = await unless_stopped(stop, fetcher.sync_all())
        if await drain(loops, stop, clock):
            reports.extend(found or [])

    await together(feed(), *(loop.run(stop) for loop in loops))
    if reports:
        await asyncio.gather(*(loop.finish() for loop in loops))
    return reports


async def keep_fetching(fetcher: Fetcher, stop: asyncio.Event, *, now: bool) -> None:
    """Fetch by the schedule until `stop`, and once at the start if `now`."""
    settings = FetcherSettings.load()
    scheduler = schedule(fetcher.sync_all, settings.schedule, settings.timezone)
    try:
        if now:
            await unless_stopped(stop, fetcher.sync_all())
        await stop.wait()
    finally:
        scheduler.shutdown(wait=False)
