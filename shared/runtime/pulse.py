"""The progress of a service that reads no topic: its process turns round. What it waits for ends by itself."""

import asyncio
from collections.abc import Callable

from shared.ports import Clock
from shared.runtime.health import Progress
from shared.runtime.stopping import unless_stopped

BEAT = 1.0  # seconds


class Pulse:
    """Moves for as long as the event loop does."""

    def __init__(self, name: str, clock: Clock) -> None:
        self._clock = clock
        self.progress = Progress(name, clock.now())
        self.trouble: Callable[[], str] = str  # what to say beside: nothing

    async def run(self, stop: asyncio.Event) -> None:
        """Beat until `stop` is set."""
        while not stop.is_set():
            self.progress = Progress(self.progress.name, self._clock.now(), ready=True, trouble=self.trouble())
            await unless_stopped(stop, self._clock.sleep(BEAT))
