"""When to fetch: once a day or by cron, never twice at once."""

import re
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def parse_schedule(text: str, timezone: str) -> CronTrigger:
    """Return the trigger for a time of day or a cron expression.

    Raises:
        ValueError: it is neither.

    """
    zone = ZoneInfo(timezone)
    if time := _TIME.fullmatch(text.strip()):
        return CronTrigger(hour=int(time[1]), minute=int(time[2]), timezone=zone)
    try:
        return CronTrigger.from_crontab(text, timezone=zone)
    except ValueError as error:
        raise ValueError(f"expected a time of day (02:00) or a cron expression (0 2 * * *): {error}") from None


def schedule(job: Callable[[], Awaitable[object]], text: str, timezone: str) -> AsyncIOScheduler:
    """Return a started scheduler. A run still going when the next is due goes on alone; missed runs become one."""
    scheduler = AsyncIOScheduler(timezone=ZoneInfo(timezone))
    scheduler.add_job(
        job, parse_schedule(text, timezone), max_instances=1, coalesce=True, misfire_grace_time=3600, id="fetch"
    )
    scheduler.start()
    return scheduler
