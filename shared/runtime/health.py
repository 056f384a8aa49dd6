"""Whether a service goes on: judged by its progress, not by its being there. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """What a loop last told of itself.

    Attributes:
        name: what it is the progress of
        moved: when it last came round with nothing undone: a batch acknowledged, or nothing there to do
        ready: whether it takes part: it has joined, and the last round had no error
        trouble: what the last round ended with, if not well

    """

    name: str
    moved: datetime
    ready: bool = False
    trouble: str = ""

    def is_stuck(self, now: datetime, limit: float) -> bool:
        """Tell whether it hasn't come round for longer than `limit` seconds; an idle one comes round all the time."""
        return now - self.moved > timedelta(seconds=limit)


class Moves(Protocol):
    """Whatever has a progress."""

    @property
    def progress(self) -> Progress:
        """Return where it is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to whoever asks after a process, and why."""

    good: bool
    text: str


def health(every: Iterable[Progress], now: datetime, limit: float) -> Verdict:
    """Judge whether all of a process goes on; if not, to start it anew may help."""
    found = list(every)
    return Verdict(not any(one.is_stuck(now, limit) for one in found), _text(found, now, limit))


def readiness(every: Iterable[Progress], now: datetime, limit: float) -> Verdict:
    """Judge whether all of a process takes part now: it has joined, reaches what it needs, and goes on."""
    found = list(every)
    return Verdict(all(one.ready and not one.is_stuck(now, limit) for one in found), _text(found, now, limit))


def _text(every: Iterable[Progress], now: datetime, limit: float) -> str:
    return "".join(f"{one.name}: {_state(one, now, limit)}\n" for one in every)


def _state(one: Progress, now: datetime, limit: float) -> str:
    state = "ok" if one.ready else "not ready"
    if one.is_stuck(now, limit):
        state = f"stuck: no progress since {one.moved.isoformat(timespec='seconds')}, RUNTIME_STUCK_AFTER={limit:g}"
    return f"{state}; {one.trouble}" if one.trouble else state
