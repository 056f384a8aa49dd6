"""Runs services until there is nothing left to do, or on and on by a schedule, and ends the process."""

import asyncio
import os
import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import structlog

from services.dead_letters import waiting
from services.outcome import exit_code, failures, fetched, processed
from services.unread import warn_of_settings
from services.wiring import (
    BUILD,
    TOPICS_OF,
    Ports,
    loops_of,
    open_fetcher,
    open_ports,
    page,
    telling_of_syncs,
    unfinished_syncs,
)
from shared.adapters.clock import SystemClock
from shared.contracts.topics import RAW
from shared.errors import RollcallError, SettingError
from shared.logs import logging_to
from shared.ports import Clock
from shared.ports.cleaner import Cleaner
from shared.runtime.cleaning import clean_up, keep_clean
from shared.runtime.collecting import collect_rarely
from shared.runtime.dead_letters import VERSION
from shared.runtime.health import Moves
from shared.runtime.local import Loop, drain
from shared.runtime.private import keep_private
from shared.runtime.pulse import Pulse
from shared.runtime.settings import MetricsSettings, RuntimeSettings
from shared.runtime.stopping import failures_explained, stop_on_signals, together, unless_stopped
from shared.runtime.telling import telling
from shared.settings import SharedSettings

if TYPE_CHECKING:
    from services.fetcher.reports import SyncReport
    from services.fetcher.tenants import Tenants

_log = structlog.get_logger()


def run_service(name: str) -> None:
    """Run one service until a signal; end the process. It takes no arguments; `--help` says so, and starts nothing."""
    topics = TOPICS_OF[name]
    reads, writes = ", ".join(topics.reads) or "the vendors", ", ".join(topics.writes) or "charts"
    ArgumentParser(
        prog=f"python -m services.{name}",
        description=f"Run the {name} until Ctrl-C or SIGTERM: it reads {reads}, and writes {writes}. "
        "Its settings are variables of the environment; .env.sample has all of them.",
    ).parse_args()
    run(name, lambda ports, stop: serve([name], ports, stop))


def run_all(*, to_the_end: bool) -> None:
    """Run all four services in this process, until nothing is left to do or until a signal; end the process."""
    run("rollcall", run_once if to_the_end else lambda ports, stop: serve(["fetcher", *BUILD], ports, stop))


async def serve(names: Sequence[str], ports: Ports, stop: asyncio.Event) -> int:
    """Run these services until `stop`; return the exit code."""
    _introduce(names, ports)
    loops, pulse = loops_of(names, ports), Pulse("fetcher", ports.clock)
    web = page(ports, stop) if "visualizer" in names else None
    works = [*([web] if web else []), *_cleaning(ports, stop), *(loop.run(stop) for loop in loops)]
    told: list[Moves] = [*loops, pulse] if "fetcher" in names else [*loops]
    with telling(told, ports.clock, MetricsSettings.load(), RuntimeSettings.load().stuck_after):
        if "fetcher" not in names:
            await together(*works)
            return 0
        async with open_fetcher(ports) as fetcher:
            fetching = keep_fetching(fetcher, stop, now=await _is_due(ports))
            await together(fetching, telling_of_syncs(ports, pulse, stop), pulse.run(stop), *works)
    return 0


async def fetch_once(ports: Ports, stop: asyncio.Event, *, accept: bool = False) -> int:
    """Fetch every vendor into the log, process nothing; return the exit code."""
    async with open_fetcher(ports) as fetcher:
        reports = await unless_stopped(stop, fetcher.sync_all(by_hand=True, accept=accept)) or []
    return _conclude(reports, fetched(reports))


async def run_once(ports: Ports, stop: asyncio.Event) -> int:
    """Fetch every vendor, process until nothing is left, draw, say what came of it; return the exit code."""
    from services.visualizer.settings import VisualizerSettings

    charts = VisualizerSettings.load().folder
    async with open_fetcher(ports) as fetcher:
        reports = await once(fetcher, loops_of(list(BUILD), ports), stop, ports.clock, ports.cleaner)
    hosts, letters = (await ports.store.counts()).hosts, await waiting(ports.log)
    return _conclude(reports, fetched(reports) + processed(hosts, charts, sum(letters.values())))


async def once(
    fetcher: "Tenants", loops: Sequence[Loop], stop: asyncio.Event, clock: Clock, cleaner: Cleaner | None = None
) -> "list[SyncReport]":
    """Fetch every vendor while the loops process what comes, until nothing is left; return the syncs' reports.

    No report means that `stop` was set meanwhile.
    """
    reports: list[SyncReport] = []

    async def feed() -> None:
        found = await unless_stopped(stop, fetcher.sync_all(by_hand=True))
        if await drain(loops, stop, clock):
            reports.extend(found or [])

    await together(feed(), *(loop.run(stop) for loop in loops))
    if reports:
        await asyncio.gather(*(loop.finish() for loop in loops))
        if cleaner:
            await clean_up(cleaner)
    return reports


async def process(names: Sequence[str], ports: Ports) -> None:
    """Run these services until nothing is left for them."""
    stop, loops = asyncio.Event(), loops_of(names, ports)

    async def watch() -> None:
        await drain(loops, stop, ports.clock)

    await together(watch(), *(loop.run(stop) for loop in loops))


def _cleaning(ports: Ports, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """Return what keeps the log clean, where it doesn't do so of itself."""
    return [keep_clean(ports.cleaner, ports.clock, stop)] if ports.cleaner else []


async def keep_fetching(fetcher: "Tenants", stop: asyncio.Event, *, now: bool) -> None:
    """Fetch each source by the schedule until `stop`, and once at the start if `now`."""
    from services.fetcher.schedule import schedule
    from services.fetcher.settings import FetcherSettings

    settings = FetcherSettings.load()
    scheduler = schedule(fetcher.jobs, settings.schedule, settings.timezone)
    try:
        if now:
            await unless_stopped(stop, fetcher.sync_all())
        await stop.wait()
    finally:
        scheduler.shutdown(wait=False)


def run(service: str, work: Callable[[Ports, asyncio.Event], Awaitable[int]]) -> None:
    """Do `work` on the ports that the service needs, until it ends or hears a signal; end the process with its code."""
    with failures_explained():
        shared = SharedSettings.load()
        keep_private(shared)
        with logging_to(shared, SystemClock(), service, _console(service)):
            warn_of_settings(os.environ)
            sys.exit(asyncio.run(_until_signal(service, shared, work)))


async def _until_signal(
    service: str, shared: SharedSettings, work: Callable[[Ports, asyncio.Event], Awaitable[int]]
) -> int:
    stop = asyncio.Event()
    collect_rarely()
    async with open_ports(shared, service) as ports:
        with _last_words(), stop_on_signals(stop):
            return await work(ports, stop)


def _introduce(names: Sequence[str], ports: Ports) -> None:
    """Log what begins here: which release, where its stream is, and what it reads and writes there."""
    shared = SharedSettings.load()
    _log.info(
        "started",
        version=VERSION,
        stream=str(shared.data) if ports.alone else "Kafka",
        namespace=shared.namespace,
        reads=sorted({topic for name in names for topic in TOPICS_OF[name].reads}),
        writes=sorted({topic for name in names for topic in TOPICS_OF[name].writes}),
    )


@contextmanager
def _last_words() -> Iterator[None]:
    """Log why the process ends; a fault of ours ends it with exit code 1 and its traceback in the log."""
    try:
        yield
    except SettingError:
        raise  # wrong from the start: its message is all there is to say
    except RollcallError as error:
        _log.error("stopped", reason=str(error))
        raise
    except Exception:  # noqa: BLE001 - the last one that can log it
        _log.critical("crashed", exc_info=True)
        raise SystemExit(1) from None


def _conclude(reports: "Sequence[SyncReport]", said: str) -> int:
    sys.stdout.write(said if reports else "stopped; the next run goes on where this one ended\n")
    sys.stderr.write(failures(reports))
    return exit_code(reports)


def _console(service: str) -> TextIO:
    if service in BUILD:
        return sys.stderr
    from services.progress import beside_bars

    return beside_bars()


async def _is_due(ports: Ports) -> bool:
    """Whether a sync was cut off, or none was ever begun: then it isn't left until the next scheduled time."""
    return not await ports.log.count(RAW.name) or bool(await unfinished_syncs(ports))
