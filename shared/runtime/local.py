"""Runs Processors in this process: poll a batch, handle it, publish what was refused, acknowledge, tick.

What an error means is decided here and nowhere else: `Temporary` waits and delivers the batch again, `Permanent` is a
dead letter, anything else ends the process with the batch unacknowledged, so that it is delivered again.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from structlog.contextvars import bound_contextvars

from shared.errors import Temporary
from shared.ports import Clock, Consumer, EventLog
from shared.runtime.handling import Handling, Job
from shared.runtime.health import Progress
from shared.runtime.metrics import LAG, PROGRESS, RETRIED
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import over_in_time, unless_stopped

WAIT = 1.0  # seconds that a poll of a quiet topic may take; also the longest time until a stop is heard
QUIET = 2  # rounds with nothing to do after which a processor has finished: its tick may act on the first of them
LAG_EVERY = 15.0  # seconds between looks at the group's lag
_log = structlog.get_logger()


class Loop:
    """The loop of one processor; its group on the topic is the processor's name."""

    def __init__(self, job: Job, log: EventLog, clock: Clock, settings: RuntimeSettings) -> None:
        self._job, self._log, self._clock, self._settings = job, log, clock, settings
        self._handling = Handling(job, log, clock, settings)
        self._retries = 0
        self._idle = 0
        self._looked: datetime | None = None
        self.progress = Progress(f"{job.processor.name} on {job.processor.source}", clock.now())

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set; then the batch under way has `RUNTIME_STOP_TIMEOUT` seconds to end.

        Raises:
            TooManyDeadLetters: too large a share is refused; the batch that showed it isn't acknowledged.

        """
        with bound_contextvars(service=self._job.service):
            consumer = await self._log.consumer(self._job.processor.source, self._job.processor.name)
            try:
                if not await over_in_time(stop, self._settings.stop_timeout, self._rounds(consumer, stop)):
                    _log.warning("batch_given_up", reason="it wasn't over in time; it comes again")
            finally:
                await consumer.close()

    async def quiet(self) -> bool:
        """Whether all messages are acknowledged and the processor had nothing left to do."""
        return self._idle >= QUIET and await self._lag() == 0

    async def finish(self) -> None:
        """Do what is due when a run has come to its end."""
        if self._job.finish:
            with bound_contextvars(service=self._job.service):
                await self._job.finish()

    async def _rounds(self, consumer: Consumer, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._round(consumer, stop)
            await asyncio.sleep(0)  # an embedded log never waits on a socket: let the others run

    async def _round(self, consumer: Consumer, stop: asyncio.Event) -> None:
        try:
            if batch := await consumer.poll(self._job.batch, WAIT):
                self._idle = 0
                await self._handling.handle(batch)
                await consumer.commit()
                self._handling.acknowledged()
            await self._job.processor.tick()
            await self._look()
        except Temporary as error:
            self._idle = 0
            self._retries += 1
            self.progress = replace(self.progress, ready=False, trouble=f"waits to try again: {error}")
            await consumer.rewind()
            await self._wait(error, stop)
        else:
            self._retries = 0
            self._idle += not batch
            self._moved()

    def _moved(self) -> None:
        now = self._clock.now()
        self.progress = Progress(self.progress.name, now, ready=True)
        PROGRESS.labels(*self._job.labels).set(now.timestamp())

    async def _look(self) -> None:
        now = self._clock.now()
        if self._looked is None or (now - self._looked).total_seconds() >= LAG_EVERY:
            self._looked = now
            LAG.labels(*self._job.labels).set(await self._lag())

    async def _lag(self) -> int:
        return await self._log.lag(self._job.processor.source, self._job.processor.name)

    async def _wait(self, error: Temporary, stop: asyncio.Event) -> None:
        RETRIED.labels(*self._job.labels).inc()
        seconds = retry_delay(error.delay, self._retries, self._settings.retry_cap, random.random())  # noqa: S311 - jitter
        _log.warning("will_retry", seconds=round(seconds, 1), attempt=self._retries, reason=str(error))
        await unless_stopped(stop, self._clock.sleep(seconds))


def retry_delay(asked: float, retries: int, cap: float, jitter: float) -> float:
    """Return the seconds to wait before the nth retry: doubled each time up to `cap`, never less than was asked.

    `jitter` from 0 to 1 adds up to a quarter, so that workers don't come back all at once.
    """
    doubled = asked * 2.0 ** min(retries - 1, 30)
    return max(asked, min(cap, doubled)) * (1 + jitter / 4)


async def drain(loops: Sequence[Loop], stop: asyncio.Event, clock: Clock) -> bool:
    """Wait until every loop is quiet, then set `stop`; return whether that came before another set it."""
    while not stop.is_set():
        if all([await loop.quiet() for loop in loops]):
            stop.set()
            return True
        await clock.sleep(0.02)
    return False
