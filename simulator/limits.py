"""How often a vendor may be asked in a minute, and how many requests may be open at once; counts who asks for more."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

MINUTE = 60.0


@dataclass
class Limits:
    """The requests of one vendor's API.

    Attributes:
        rate: requests in any minute, at most
        concurrency: requests that may be open at once
        now: a clock of seconds
        violations: requests that were over a limit, by the limit

    """

    rate: int = 6000
    concurrency: int = 2
    now: Callable[[], float] = monotonic
    violations: dict[str, int] = field(default_factory=lambda: {"rate": 0, "concurrency": 0})
    requests: int = 0
    _recent: deque[float] = field(default_factory=deque)
    _open: int = 0

    @contextmanager
    def entered(self) -> Iterator[float]:
        """Count a request while it is open; gives the seconds until it may come again, 0 if it may come now."""
        self.requests += 1
        self._open += 1
        try:
            yield self._wait()
        finally:
            self._open -= 1

    @property
    def remaining(self) -> int:
        """Return how many more requests this minute takes."""
        return max(self.rate - len(self._recent), 0)

    def _wait(self) -> float:
        now = self.now()
        while self._recent and self._recent[0] <= now - MINUTE:
            self._recent.popleft()
        if self._open > self.concurrency:
            self.violations["concurrency"] += 1
            return 1.0
        if len(self._recent) >= self.rate:
            self.violations["rate"] += 1
            return self._recent[0] + MINUTE - now
        self._recent.append(now)
        return 0.0
