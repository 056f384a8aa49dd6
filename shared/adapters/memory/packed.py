"""A map from names of ten bytes to short values, at half of what a dictionary of bytes takes, and as fast.

Entries are kept in buckets: the names one after the other in one piece of bytes, which `bytes.find` looks through at
the speed of memory, and the values in a list in the same order. There is one bucket for every few entries. When they
become more, one bucket is split in two, the next in turn (linear hashing): no put ever moves the whole table.
"""

from collections.abc import Iterable, Mapping

NAME = 10  # bytes of a name
_FIRST = 64  # buckets of an empty table
_FULL = 16  # entries of a bucket, on average, at which one is split: fewer take more bytes, more take longer to search
_LIST = 16  # bytes that Python's collector keeps before each list


class PackedTable:
    """A map from names of ten bytes to values."""

    def __init__(self) -> None:
        self._names: list[bytes] = [b""] * _FIRST
        self._values: list[list[bytes]] = [[] for _ in range(_FIRST)]
        self._round = _FIRST  # buckets at the beginning of this round of splits
        self._count = 0

    def __len__(self) -> int:
        """Return how many names have a value."""
        return self._count

    def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""
        heads, values, size = self._names, self._values, len(self._names)
        low = self._round - 1
        high = low + self._round
        found = {}
        for name in names:
            place = hash(name) & high
            if place >= size:  # not split yet in this round
                place &= low
            head = heads[place]
            at = head.find(name)
            while at > 0 and at % NAME:  # the end of one name and the beginning of the next
                at = head.find(name, at + 1)
            if at >= 0:
                found[name] = values[place][at // NAME]
        return found

    def put_many(self, entries: Mapping[bytes, bytes | None]) -> None:
        """Set the names' values; None takes a name out.

        Raises:
            ValueError: a name isn't of ten bytes: its neighbours would be misread. Nothing is written.

        """
        for name in entries:
            if len(name) != NAME:
                raise ValueError(f"expected a name of {NAME} bytes; got {name!r}")
        same: dict[bytes, bytes] = {}  # a record's keys have equal values, and one piece of memory does for all
        for name, value in entries.items():
            self._put(name, value and same.setdefault(value, value))

    def size(self) -> int:
        """Return the bytes it takes, with Python's own for each piece."""
        tables = self._names.__sizeof__() + self._values.__sizeof__() + 2 * _LIST
        names = sum(_allocated(head) for head in self._names)
        lists = sum(_LIST + values.__sizeof__() for values in self._values)
        held = {id(value): _allocated(value) for values in self._values for value in values}  # a shared one once
        return tables + names + lists + sum(held.values())

    def _put(self, name: bytes, value: bytes | None) -> None:
        place = hash(name) & (2 * self._round - 1)
        if place >= len(self._names):
            place &= self._round - 1
        head = self._names[place]
        at = head.find(name)
        while at > 0 and at % NAME:
            at = head.find(name, at + 1)
        if at >= 0 and value is not None:
            self._values[place][at // NAME] = value
        elif at >= 0:
            self._names[place] = head[:at] + head[at + NAME :]
            del self._values[place][at // NAME]
            self._count -= 1
        elif value is not None:
            self._names[place] = head + name
            self._values[place].append(value)
            self._count += 1
            if self._count > _FULL * len(self._names):
                self._split()

    def _split(self) -> None:
        """Split the next bucket in two by one more bit of its names' hashes."""
        place = len(self._names) - self._round
        names: tuple[list[bytes], list[bytes]] = ([], [])
        values: tuple[list[bytes], list[bytes]] = ([], [])
        for number, value in enumerate(self._values[place]):
            name = self._names[place][number * NAME : (number + 1) * NAME]
            side = bool(hash(name) & self._round)
            names[side].append(name)
            values[side].append(value)
        self._names[place], self._values[place] = b"".join(names[False]), values[False]
        self._names.append(b"".join(names[True]))
        self._values.append(values[True])
        if len(self._names) == 2 * self._round:
            self._round *= 2


def _allocated(value: bytes) -> int:
    return (value.__sizeof__() + 15) & ~15  # Python hands out memory sixteen bytes at a time
