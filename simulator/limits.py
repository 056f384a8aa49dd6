"""How often a vendor may be asked in a minute, and how many requests may be open at once; counts who asks for more."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

MINUTE = 60.0


@dataclass
class Limits:
    """The requests of one vendor's API.

    Attributes:
        rate: requests in any minute, at most
        concurrency: requests that may be open at once
        latency: seconds that the work for a request takes, so that requests meet
        now: a clock of seconds
        violations: requests that were over a limit, by the limit

    """

    rate: int = 6000
    concurrency: int = 2
    latency: float = 0.0
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
    def crowded(self) -> bool:
        """Tell whether more requests are open than may be."""
        return self._open > self.concurrency

    async def work(self) -> None:
        """Take the time that a request takes."""
        await asyncio.sleep(self.latency)

    def headers(self, wait: float = 0) -> dict[str, str]:
        """Return what Qualys says with each answer."""
        return {
            "X-RateLimit-Limit": str(self.rate),
            "X-RateLimit-Window-Sec": str(int(MINUTE)),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-ToWait-Sec": str(ceil(wait)),
            "X-Concurrency-Limit-Limit": str(self.concurrency),
            "X-Concurrency-Limit-Running": str(self._open),
        }

    @property
    def remaining(self) -> int:
        """Return how many more requests this minute takes."""
        return max(self.rate - len(self._recent), 0)

    def _wait(self) -> float:
        now = self.now()
        while self._recent and self._recent[0] <= now - MINUTE:
            self._recent.popleft()
        if self.crowded:
            self.violations["concurrency"] += 1
            return 1.0
        if len(self._recent) >= self.rate:
            self.violations["rate"] += 1
            return self._recent[0] + MINUTE - now
        self._recent.append(now)
        return 0.0
