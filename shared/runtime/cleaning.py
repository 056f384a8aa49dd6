"""Keeps a log clean beside the services: a small step, then their turn."""

import asyncio

import structlog

from shared.errors import Temporary
from shared.ports import Clock
from shared.ports.cleaner import Cleaner
from shared.runtime.stopping import unless_stopped

PAUSE = 0.05  # seconds between two steps while there is something to do: the services have most of the time
IDLE = 5.0  # seconds until it is looked again
_log = structlog.get_logger()


async def keep_clean(cleaner: Cleaner, clock: Clock, stop: asyncio.Event) -> None:
    """Clean until `stop`; on a full disk, wait and go on."""
    while not stop.is_set():
        try:
            more = await cleaner.clean()
        except Temporary as error:
            _log.warning("cleaning_waits", reason=str(error))
            more = False
        await unless_stopped(stop, clock.sleep(PAUSE if more else IDLE))


async def clean_up(cleaner: Cleaner) -> None:
    """Clean at the end of a run; what a full disk doesn't let it do, the next one does."""
    try:
        await cleaner.finish()
    except Temporary as error:
        _log.warning("cleaning_waits", reason=str(error))
