"""What is refused for ever: where it goes, with which reason, and how much of it is too much."""

from collections import deque
from collections.abc import Sequence
from importlib.metadata import version

from shared.contracts.topics import Message
from shared.errors import TooManyDeadLetters
from shared.ports import Clock, Rejection

REASON = 500  # characters of a reason that are kept
WINDOW = 200  # messages over which the share of refusals is taken


class DeadLetterLimit:
    """Stops a service that refuses most of what it reads: the fault is then more likely ours than the vendor's."""

    def __init__(self, share: float, window: int = WINDOW) -> None:
        self._share = share
        self._recent: deque[bool] = deque(maxlen=window)

    def count(self, handled: int, refused: int) -> None:
        """Count a batch.

        Raises:
            TooManyDeadLetters: of the last messages, a greater share than allowed was refused.

        """
        self._recent.extend([True] * min(refused, handled) + [False] * max(handled - refused, 0))
        if len(self._recent) == self._recent.maxlen and sum(self._recent) > self._share * len(self._recent):
            raise TooManyDeadLetters(
                f"{sum(self._recent)} of the last {len(self._recent)} messages were refused, more than "
                f"ROLLCALL_DEAD_LETTER_SHARE={self._share} allows; see `rollcall dead-letters list`"
            )


def dead_letters(service: str, rejections: Sequence[Rejection], clock: Clock) -> list[Message]:
    """Return refused messages as they go to the dead-letter topic: bytes unchanged, the reason in the headers."""
    return [
        Message(
            rejection.message.key,
            rejection.message.value,
            {
                **rejection.message.headers,
                "error-class": type(rejection.reason).__name__,
                "error-message": str(rejection.reason)[:REASON],
                "source-topic": rejection.delivery.topic,
                "source-partition": str(rejection.delivery.partition),
                "source-offset": str(rejection.delivery.offset),
                "attempt": str(int(rejection.delivery.message.headers.get("attempt", "0")) + 1),
                "service": service,
                "service-version": version("rollcall"),
                "time": clock.now().isoformat(),
            },
        )
        for rejection in rejections
    ]
