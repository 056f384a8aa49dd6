"""Counts of one thing that hosts have: added to when a host comes, taken from when it changes or goes.

Each value has a short number while a host has it, so that what a host adds is known by a few bytes. A value that no
host has any more is forgotten, and its number goes to another.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

V = TypeVar("V")


class Facet(Generic[V]):
    """How many hosts have each value, of a thing that each host has one of."""

    def __init__(self) -> None:
        self._numbers: dict[V, int] = {}
        self._values: list[V] = []
        self._hosts: list[int] = []
        self._free: list[int] = []

    def add(self, value: V) -> int:
        """Count a host; return the value's number."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = self._place_of(value)
        self._hosts[number] += 1
        return number

    def drop(self, number: int) -> V:
        """Count a host less; return the value that it had."""
        value = self._values[number]
        self._hosts[number] -= 1
        if not self._hosts[number]:
            del self._numbers[value]
            self._free.append(number)
        return value

    def counts(self) -> Iterator[tuple[V, int]]:
        """Give each value and how many hosts have it, in no order."""
        for value, number in self._numbers.items():
            yield value, self._hosts[number]

    def _place_of(self, value: V) -> int:
        if self._free:
            number = self._free.pop()
            self._values[number] = value
            return number
        self._values.append(value)
        self._hosts.append(0)
        return len(self._values) - 1


class Bag(Generic[V]):
    """How many hosts have each item, of things that a host has any number of; equal bags are kept once."""

    def __init__(self) -> None:
        self._items: Facet[V] = Facet()
        self._bags: Facet[bytes] = Facet()
        self.sizes: Counter[int] = Counter()

    def add(self, value: Iterable[V]) -> int:
        """Count a host; return the number of its bag."""
        numbers = array("I", sorted(map(self._items.add, value)))
        self.sizes[len(numbers)] += 1
        return self._bags.add(numbers.tobytes())

    def drop(self, number: int) -> tuple[V, ...]:
        """Count a host less; return what was in its bag."""
        numbers = array("I", self._bags.drop(number))
        self.sizes[len(numbers)] -= 1
        if not self.sizes[len(numbers)]:
            del self.sizes[len(numbers)]
        return tuple(map(self._items.drop, numbers))

    def counts(self) -> Iterator[tuple[V, int]]:
        """Give each item and how many hosts have it, in no order."""
        return self._items.counts()
