"""Log lines that say the same again and again: one of a cause is let through in half a minute, with how many were not.

An outage makes every loop, every connection and every library say so, thousands of times a minute. What is told apart
is the cause: the event and its reason, in which numbers (ports, attempts, times) make no difference. Pure.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from structlog.typing import EventDict

HALF_A_MINUTE = timedelta(seconds=30)
MOST = 1_000  # causes that are remembered
NAMED = ("service", "event", "topic", "vendor", "source", "library", "error", "reason", "message", "path")
LONGEST = 300  # characters of a part that tell causes apart
_NUMBERS = re.compile(r"\d+")

Cause = tuple[str, ...]


@dataclass
class Repeats:
    """Which causes were let through when, and how many lines of each were left out since."""

    every: timedelta = HALF_A_MINUTE
    told: dict[Cause, datetime] = field(default_factory=dict)
    left_out: dict[Cause, int] = field(default_factory=dict)

    def passes(self, event: EventDict, now: datetime) -> bool:
        """Tell whether a line is let through; it then says in `left_out` how many of its cause were not."""
        cause = cause_of(event)
        last = self.told.get(cause)
        if last is not None and timedelta() <= now - last < self.every:
            self.left_out[cause] = self.left_out.get(cause, 0) + 1
            return False
        self.told.pop(cause, None)
        self.told[cause] = now
        if count := self.left_out.pop(cause, 0):
            event["left_out"] = count
        if len(self.told) > MOST:
            oldest = next(iter(self.told))
            self.told.pop(oldest)
            self.left_out.pop(oldest, None)
        return True


def cause_of(event: EventDict) -> Cause:
    """Return what a line has in common with those that say the same."""
    return tuple(_NUMBERS.sub("#", str(event.get(name, ""))[:LONGEST]) for name in NAMED)
