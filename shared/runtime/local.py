"""The loop of one processor: poll, handle, dead letters, commit, tick. At least once; a batch is never dropped."""

import random

import structlog

from shared.errors import Temporary
from shared.ports import Clock, Consumer, EventLog, Processor
from shared.runtime.dead_letters import DeadLetterLimit, dead_letters

BATCH = 500  # messages handled at once
WAIT = 0.2  # seconds a quiet topic is waited for
LONGEST = 60.0  # seconds between attempts, at most

_log = structlog.get_logger()


class Loop:
    """Runs one processor on one topic."""

    def __init__(
        self, processor: Processor, log: EventLog, clock: Clock, share: float = 0.5, batch: int = BATCH
    ) -> None:
        self.processor = processor
        self._log, self._clock, self._batch = log, clock, batch
        self._limit = DeadLetterLimit(share)
        self._attempt = 0
        self._consumer: Consumer | None = None

    async def open(self) -> None:
        """Join the processor's group."""
        self._consumer = await self._log.consumer(self.processor.source, self.processor.name)

    async def close(self) -> None:
        """Leave the group."""
        if self._consumer:
            await self._consumer.close()

    async def lag(self) -> int:
        """Return how many messages wait."""
        return await self._joined().lag()

    async def forever(self) -> None:
        """Process until cancelled."""
        while True:
            await self.step(WAIT)

    async def step(self, wait: float = 0.0) -> bool:
        """Process one batch, if any came; tell whether one did.

        Raises:
            TooManyDeadLetters: too large a share of the messages is refused.

        """
        consumer = self._joined()
        batch = await consumer.poll(self._batch, wait)
        try:
            if batch:
                rejections = await self.processor.handle(batch)
                if rejections:
                    letters = dead_letters(self.processor.name, rejections, self._clock)
                    await self._log.append(f"{self.processor.source}.dead-letter", letters)
                    _log.warning("messages_refused", count=len(letters), first=letters[0].headers["error-message"])
                await consumer.commit()
                refused = len({one.delivery.offset for one in rejections})
                self._limit.count(len(batch), refused)
            await self.processor.tick()
            self._attempt = 0
        except Temporary as error:
            await self._wait(error)
            await consumer.rewind()
        return bool(batch)

    async def _wait(self, error: Temporary) -> None:
        """Wait longer each time, with jitter, so that many workers don't come back at once."""
        self._attempt += 1
        longest = min(error.delay * 2 ** min(self._attempt - 1, 10), LONGEST)
        delay = longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter is no secret
        _log.warning("will_try_again", reason=str(error), attempt=self._attempt, seconds=round(delay, 2))
        await self._clock.sleep(delay)

    def _joined(self) -> Consumer:
        if self._consumer is None:
            raise RuntimeError("open() the loop before it is run")
        return self._consumer


async def drain(loops: list[Loop]) -> None:
    """Run the loops until nothing waits anywhere and a round of quiet ticks moved nothing."""
    quiet = 0
    while quiet < 2:  # a first quiet tick may still finish what a crash had left, and so publish
        busy = [await loop.step() for loop in loops]
        lags = [await loop.lag() for loop in loops]
        quiet = 0 if any(busy) or any(lags) else quiet + 1
