"""Which kinds get a bar of their own. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from services.visualizer.summary import Count, Counted, Other, Ranking

SHOWN = 15  # bars of a chart: if there are more kinds, the last bar is all others


class Ordered(Protocol):
    """What can be put in order: among equally frequent kinds the first by name is shown."""

    def __lt__(self, other: Any, /) -> bool:
        """Tell whether it comes before another of its kind."""


K = TypeVar("K", bound=Ordered)
T = TypeVar("T", bound=Counted)


def ranking(counted: Mapping[K, int], kind: Callable[[K, int], T], room: int = SHOWN) -> Ranking[T]:
    """Return the bars of what was counted."""
    return cut([kind(one, hosts) for one, hosts in ordered(counted)], room)


def cut(kinds: list[T], room: int = SHOWN) -> Ranking[T]:
    """Return as many kinds as have room; the last place is for all others, if there are any."""
    shown = room if len(kinds) <= room else room - 1
    rest = kinds[shown:]
    other = Other(kinds=len(rest), hosts=sum(one.hosts for one in rest))
    return Ranking(top=tuple(kinds[:shown]), other=other)


def counts(counted: Mapping[str, int]) -> tuple[Count, ...]:
    """Return all kinds, the most frequent first."""
    return tuple(Count(name=name, hosts=hosts) for name, hosts in ordered(counted))


def ordered(counted: Mapping[K, int]) -> list[tuple[K, int]]:
    """Return the most frequent first, and among equals the first by name."""
    by_name: Iterable[tuple[K, int]] = sorted(counted.items(), key=lambda one: one[0])
    return sorted(by_name, key=lambda one: -one[1])
