"""What becomes of a batch, whichever runtime brings it: handled, what is refused buried, the limit held.

A runtime polls, hands the batch here, acknowledges it, and says so: `handle`, commit, `acknowledged`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from shared.errors import Permanent, Temporary, TooManyDeadLetters
from shared.ports import Clock, Delivery, EventLog, Processor, Rejection
from shared.runtime.dead_letters import VERSION, Author, letter_of
from shared.runtime.limit import DeadLetterLimit
from shared.runtime.metrics import BATCH_SECONDS, DEAD_LETTERED, FAILED, HANDLED, RETRIED
from shared.runtime.settings import RuntimeSettings

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A processor, the service it belongs to, how many messages it is given at once, and what it does last of all."""

    processor: Processor
    service: str
    batch: int
    finish: Callable[[], Awaitable[object]] | None = None

    @property
    def labels(self) -> tuple[str, str]:
        """Return what its metrics are told apart by: service and topic."""
        return self.service, self.processor.source


class Handling:
    """Handles one job's batches, one at a time."""

    def __init__(self, job: Job, log: EventLog, clock: Clock, settings: RuntimeSettings) -> None:
        self._job, self._log, self._clock = job, log, clock
        self._limit = self._next = DeadLetterLimit.of(settings)
        self._count = 0
        for counter in (HANDLED, RETRIED):
            counter.labels(*job.labels)  # so that Prometheus knows it from the beginning, as 0
        DEAD_LETTERED.labels(*job.labels, Permanent.__name__)
        for failure in (Temporary, TooManyDeadLetters):
            FAILED.labels(*job.labels, failure.__name__)

    async def handle(self, batch: Sequence[Delivery]) -> None:
        """Handle a batch; when it returns, all is written, what was refused too, and the batch may be acknowledged.

        Raises:
            Temporary: wait, and hand in the same batch again.
            TooManyDeadLetters: too large a share is refused; the service must stop, with this batch unacknowledged.

        """
        self._count = len(batch)
        try:
            with BATCH_SECONDS.labels(*self._job.labels).time():
                rejections = await self._handle(batch)
                self._next = self._limit.after(batch, rejections)
                if rejections:
                    await self._bury(rejections)
        except Exception as error:
            FAILED.labels(*self._job.labels, type(error).__name__).inc()
            raise

    def acknowledged(self) -> None:
        """Note that the batch is acknowledged; only now does it count, since until then it may be given again."""
        self._limit = self._next
        HANDLED.labels(*self._job.labels).inc(self._count)

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
        for one in rejections:
            DEAD_LETTERED.labels(*self._job.labels, type(one.reason).__name__).inc()
        first = rejections[0]
        why = {"error": type(first.reason).__name__, "reason": str(first.reason)}
        _log.warning("messages_refused", count=len(rejections), topic=topic, first=first.message.key, **why)
