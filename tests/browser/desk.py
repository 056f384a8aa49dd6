"""Runs the deduper and the page over a few hosts, until a signal: `python tests/browser/desk.py`, told by settings."""

import asyncio

from services.runs import process, serve
from services.visualizer.samples import REFERENCE_TIME
from services.wiring.embedded import opened
from shared.adapters.clock import ManualClock, SystemClock
from shared.runtime.stopping import stop_on_signals
from shared.settings import SharedSettings
from tests.browser.fleet import fill


async def run() -> None:
    """Fill, then serve."""
    shared, stop = SharedSettings.load(), asyncio.Event()
    with opened(shared, ManualClock(REFERENCE_TIME), read_only=False) as ports:
        await fill(ports)
        await process(["deduper"], ports)
    with opened(shared, SystemClock(), read_only=False) as ports, stop_on_signals(stop):
        await serve(["deduper", "visualizer"], ports, stop)


if __name__ == "__main__":
    asyncio.run(run())
