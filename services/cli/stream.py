"""Fetching by hand."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.access import say
from services.runs import fetch_once, run


def fetch(
    now: Annotated[bool, typer.Option("--now", help="Fetch every vendor once, now.")] = False,
) -> None:
    """Fetch every vendor into the log; without --now, say when the schedule would.

    Nothing is processed: a running deployment does that, `python -m services --once` does all. In one process the
    store is locked while the services run; then their own schedule fetches.
    """
    if now:
        run("fetcher", fetch_once)
    say(_next_fetch(datetime.now(UTC)))


def _next_fetch(now: datetime) -> str:
    from services.fetcher.schedule import parse_schedule
    from services.fetcher.settings import FetcherSettings

    settings = FetcherSettings.load()
    due = parse_schedule(settings.schedule, settings.timezone).get_next_fire_time(None, now)
    schedule = f"FETCHER_SCHEDULE={settings.schedule} ({settings.timezone})"
    return f"{schedule}: next at {due:%Y-%m-%d %H:%M %Z}" if due else f"{schedule}: never again"
