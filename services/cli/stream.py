"""Fetching by hand."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.access import complain, say
from services.runs import fetch_once, run
from services.unread import warn_of_settings
from services.wiring.checking import check_vendor as checked
from shared.adapters.clock import SystemClock
from shared.logs import logging_warnings


def fetch(
    now: Annotated[bool, typer.Option("--now", help="Fetch every vendor once, now.")] = False,
    accept: Annotated[
        bool,
        typer.Option("--accept-retiring", help="However many hosts are listed no more, also by a sync that waits."),
    ] = False,
) -> None:
    """Fetch every vendor into the log; without --now, say when the schedule would.

    Nothing is processed: a running deployment does that, `python -m services --once` does all. In one process the
    store is locked while the services run; then their own schedule fetches.
    """
    if now:
        run("fetcher", lambda ports, stop: fetch_once(ports, stop, accept=accept))
    say(_next_fetch(datetime.now(UTC)))


def check_vendor(
    vendor: Annotated[str, typer.Argument(help="`crowdstrike`, `qualys`, …")],
    tenant: Annotated[
        str | None,
        typer.Option(help="One of FETCHER_TENANTS, or '' for the one without a name; else each that is set."),
    ] = None,
) -> None:
    """Ask a vendor for one page; say whether it lets us in, and if not, which setting or right is missing.

    Each tenant has a line of its own. Nothing is kept of the page; services may run meanwhile.
    """
    with logging_warnings():
        warn_of_settings(os.environ)
        found = asyncio.run(checked(vendor, tenant, SystemClock()))
    for one in found:
        complain(one.said) if one.exit_code else say(one.said)
    raise typer.Exit(max(one.exit_code for one in found))


def _next_fetch(now: datetime) -> str:
    from services.fetcher.schedule import parse_schedule
    from services.fetcher.settings import FetcherSettings

    settings = FetcherSettings.load()
    due = parse_schedule(settings.schedule, settings.timezone).get_next_fire_time(None, now)
    schedule = f"FETCHER_SCHEDULE={settings.schedule} ({settings.timezone})"
    return f"{schedule}: next at {due:%Y-%m-%d %H:%M %Z}" if due else f"{schedule}: never again"
