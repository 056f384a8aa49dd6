"""Runs Processors in this process: poll a batch, handle it, publish what was refused, acknowledge, tick.

What an error means is decided here and nowhere else: `Temporary` waits and delivers the batch again, `Permanent` is a
dead letter, anything else ends the process with the batch unacknowledged, so that it is delivered again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from structlog.contextvars import bound_contextvars

from shared.errors import Permanent, Temporary
from shared.ports import Clock, Consumer, Delivery, EventLog, Processor, Rejection
from shared.runtime.dead_letters import VERSION, Author, letter_of
from shared.runtime.limit import DeadLetterLimit
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import unless_stopped

WAIT = 1.0  # seconds that a poll of a quiet topic may take; also the longest time until a stop is heard
QUIET = 2  # rounds with nothing to do after which a processor has finished: its tick may act on the first of them
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A processor, the service it belongs to, how many messages it is given at once, and what it does last of all."""

    processor: Processor
    service: str
    batch: int
    finish: Callable[[], Awaitable[object]] | None = None


class Loop:
    """The loop of one processor; its group on the topic is the processor's name."""

    def __init__(self, job: Job, log: EventLog, clock: Clock, settings: RuntimeSettings) -> None:
        self._job, self._log, self._clock, self._settings = job, log, clock, settings
        self._limit = DeadLetterLimit.of(settings)
        self._retries = 0
        self._idle = 0
        self._consumer: Consumer | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set.

        Raises:
            TooManyDeadLetters: too large a share is refused; the batch that showed it isn't acknowledged.

        """
        with bound_contextvars(service=self._job.service):
            self._consumer = await self._log.consumer(self._job.processor.source, self._job.processor.name)
            try:
                while not stop.is_set():
                    await self._round(self._consumer, stop)
                    await asyncio.sleep(0)  # an embedded log never waits on a socket: let the others run
            finally:
                await self._consumer.close()

    async def quiet(self) -> bool:
        """Whether all messages are acknowledged and the processor had nothing left to do."""
        return self._idle >= QUIET and await self._log.lag(self._job.processor.source, self._job.processor.name) == 0

    async def finish(self) -> None:
        """Do what is due when a run has come to its end."""
        if self._job.finish:
            with bound_contextvars(service=self._job.service):
                await self._job.finish()

    async def _round(self, consumer: Consumer, stop: asyncio.Event) -> None:
        try:
            if batch := await consumer.poll(self._job.batch, WAIT):
                self._idle = 0
                await self._process(consumer, batch)
            await self._job.processor.tick()
        except Temporary as error:
            self._idle = 0
            self._retries += 1
            await consumer.rewind()
            await self._wait(error, stop)
        else:
            self._retries = 0
            self._idle += not batch

    async def _process(self, consumer: Consumer, batch: Sequence[Delivery]) -> None:
        rejections = await self._handle(batch)
        limit = self._limit.after(batch, rejections)
        if rejections:
            await self._bury(rejections)
        await consumer.commit()
        self._limit = limit  # only now: a batch that is delivered again counts once

    async def _handle(self, batch: Sequence[Delivery]) -> list[Rejection]:
        """Return what is refused. A `Permanent` that names no message is pinned on one by handling them singly."""
        try:
            return list(await self._job.processor.handle(batch))
        except Permanent as reason:
            if len(batch) == 1:
                return [Rejection(batch[0], batch[0].message, reason)]
        return [rejection for one in batch for rejection in await self._handle([one])]

    async def _bury(self, rejections: Sequence[Rejection]) -> None:
        author = Author(self._job.service, VERSION, self._clock.now())
        topic = f"{self._job.processor.source}.dead-letter"
        await self._log.append(topic, [letter_of(one, author) for one in rejections])
        first = rejections[0]
        _log.warning("messages_refused", count=len(rejections), topic=topic, first=first.message.key, **_why(first))

    async def _wait(self, error: Temporary, stop: asyncio.Event) -> None:
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


def _why(rejection: Rejection) -> dict[str, str]:
    return {"error": type(rejection.reason).__name__, "reason": str(rejection.reason)}
