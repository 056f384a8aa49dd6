"""Moving the stream by hand: fetch now, read a topic again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.access import change, say
from services.runs import fetch_once, run
from services.wiring import READERS, Ports
from shared.errors import SettingError


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


def replay(
    topic: Annotated[str, typer.Option(help=f"One of {', '.join(READERS)}.")],
    start: Annotated[str, typer.Option("--from", help="An offset (0 is the first) or a time (2026-01-31T12:00Z).")],
) -> None:
    """Have a topic's reader read it again from an offset or a time on, at its next run.

    That is always safe: every service is idempotent, and the same events give the same hosts.
    """
    group = READERS.get(topic)
    if group is None:
        raise SettingError(f"--topic: expected one of {', '.join(READERS)}; got {topic!r}")
    place = _place(start)

    async def seek(ports: Ports) -> int:
        await ports.log.seek(topic, group, place)
        return await ports.log.lag(topic, group)

    say(f"{group} will read {change(seek):,} messages of {topic} again: `python -m services --once`")


def _place(text: str) -> int | datetime:
    """Read an offset or a time; a time without a zone is UTC."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError(f"--from: expected an offset (0) or a time (2026-01-31T12:00Z); got {text!r}") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _next_fetch(now: datetime) -> str:
    from services.fetcher.schedule import parse_schedule
    from services.fetcher.settings import FetcherSettings

    settings = FetcherSettings.load()
    due = parse_schedule(settings.schedule, settings.timezone).get_next_fire_time(None, now)
    schedule = f"FETCHER_SCHEDULE={settings.schedule} ({settings.timezone})"
    return f"{schedule}: next at {due:%Y-%m-%d %H:%M %Z}" if due else f"{schedule}: never again"
