"""When to fetch: once a day or by cron, each source by itself, never twice at once."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
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


def overdue_at(text: str, timezone: str, since: datetime) -> datetime | None:
    """Return when a source is overdue whose last complete sync ended at `since`; None if it never is.

    The next sync by the schedule has all the time until the one after it.
    """
    trigger = parse_schedule(text, timezone)
    begins = trigger.get_next_fire_time(None, since)
    return trigger.get_next_fire_time(begins, begins) if begins else None


def schedule(jobs: Mapping[str, Callable[[], Awaitable[object]]], text: str, timezone: str) -> AsyncIOScheduler:
    """Return a started scheduler of jobs by their names; none of them waits for another.

    A run still going when its next is due goes on alone; missed runs become one.
    """
    scheduler = AsyncIOScheduler(timezone=ZoneInfo(timezone))
    for name, job in jobs.items():
        scheduler.add_job(
            job, parse_schedule(text, timezone), max_instances=1, coalesce=True, misfire_grace_time=3600, id=name
        )
    scheduler.start()
    return scheduler
