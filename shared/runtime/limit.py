"""When so much is refused that the fault is more likely ours, and a service must stop. Pure.

What a vendor sent counts for nothing here: however many hosts of one vendor are refused, the others' come.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.contracts.topics import Message
from shared.errors import TooManyDeadLetters
from shared.ports import Delivery, Rejection
from shared.runtime.settings import RuntimeSettings


@dataclass(frozen=True, slots=True)
class DeadLetterLimit:
    """The refused part of each of the latest messages, from 0 to 1."""

    share: float
    window: int
    minimum: int
    latest: tuple[float, ...] = ()

    @classmethod
    def of(cls, settings: RuntimeSettings) -> "DeadLetterLimit":
        """Return the limit before any message."""
        return cls(settings.dead_letter_share, settings.dead_letter_window, settings.dead_letter_minimum)

    def after(self, batch: Sequence[Delivery], rejections: Sequence[Rejection]) -> "DeadLetterLimit":
        """Return the limit after one more batch.

        Raises:
            TooManyDeadLetters: the share of the latest messages is over the limit.

        """
        rejections = [rejection for rejection in rejections if not rejection.by_vendor]
        latest = (*self.latest, *_refused(batch, rejections))[-self.window :]
        refused = sum(latest) / max(len(latest), 1)
        if len(latest) >= self.minimum and refused > self.share:
            raise TooManyDeadLetters(
                f"{refused:.0%} of the latest {len(latest)} messages of {batch[-1].topic} were refused, "
                f"RUNTIME_DEAD_LETTER_SHARE allows {self.share:.0%}; nothing was acknowledged, "
                "so the next start goes on there. "
                f"The latest reason: {rejections[-1].reason if rejections else 'none in this batch'}"
            )
        return replace(self, latest=latest)


def _refused(batch: Sequence[Delivery], rejections: Sequence[Rejection]) -> Iterator[float]:
    """Give each message's refused part by its bytes: of a page's many hosts, one may be refused alone."""
    parts: Counter[tuple[int, int]] = Counter()
    for one in rejections:
        parts[one.delivery.partition, one.delivery.offset] += _size(one.message)
    for delivery in batch:
        yield min(parts[delivery.partition, delivery.offset] / _size(delivery.message), 1.0)


def _size(message: Message) -> int:
    return len(message.value or b"") or 1
