"""A map from names of ten bytes to short values, at a third of what a dictionary of bytes takes.

A bucket is one piece of bytes: how many entries it has, their names, the sizes of their values, their values.
`bytes.find` looks through the names at the speed of memory. There is one bucket for every few entries. When they become
more, one bucket is split in two, the next in turn (linear hashing): no put ever moves the whole table.

A value of its own for each name was tried: what lives long then lies between what a decision makes and drops, so that
the processor's caches hold neither. It was slower, and took half as much memory again.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise

NAME = 10  # bytes of a name
_FIRST = 64  # buckets of an empty table
_FULL = 16  # entries of a bucket, on average, at which one is split: fewer take more bytes, more take longer to search
_MOST = 255  # bytes of a value in a bucket, and entries of one, which would be chance beyond belief
_BYTES = [bytes((number,)) for number in range(_MOST + 1)]

Entry = tuple[bytes, bytes]  # a name and its value


class PackedTable:
    """A map from names of ten bytes to values."""

    def __init__(self) -> None:
        self._buckets: list[bytes] = [b"\0"] * _FIRST
        self._beside: dict[bytes, bytes] = {}  # values of another size than fits a bucket: 0 stands there for it
        self._round = _FIRST  # buckets at the beginning of this round of splits
        self._count = 0

    def __len__(self) -> int:
        """Return how many names have a value."""
        return self._count

    def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""
        buckets, built = self._buckets, len(self._buckets)
        low = self._round - 1
        high = low + self._round
        found = {}
        for name in names:
            place = hash(name) & high
            if place >= built:  # not split yet in this round
                place &= low
            bucket = buckets[place]
            sizes = 1 + NAME * bucket[0]
            at = bucket.find(name, 1, sizes)
            while at > 0 and at % NAME != 1:  # the end of one name and the beginning of the next
                at = bucket.find(name, at + 1, sizes)
            if at > 0:
                own = sizes + at // NAME
                start = sizes + bucket[0] + sum(bucket[sizes:own])
                found[name] = bucket[start : start + bucket[own]] or self._beside[name]
        return found

    def put_many(self, entries: Mapping[bytes, bytes | None]) -> None:
        """Set the names' values; None takes a name out.

        Raises:
            ValueError: a name isn't of ten bytes: its neighbours would be misread. Nothing is written.

        """
        fitting: dict[bytes, bytes] = {}
        others: dict[bytes, bytes | None] = {}
        for name, value in entries.items():
            if len(name) != NAME:
                raise ValueError(f"expected a name of {NAME} bytes; got {name!r}")
            if value is not None and 0 < len(value) <= _MOST:
                fitting[name] = value
            else:
                others[name] = value
        for name in entries if self._beside else ():
            self._beside.pop(name, None)
        for name, value in others.items():
            if value is None:
                self._take_out(name)
            else:
                self._beside[name], fitting[name] = value, b""
        self._put(fitting)

    def size(self) -> int:
        """Return the bytes it takes, with Python's own for each piece."""
        pieces = sum(map(_allocated, self._buckets)) + self._buckets.__sizeof__()
        beside = sum(_allocated(name) + _allocated(value) for name, value in self._beside.items())
        return pieces + beside + self._beside.__sizeof__()

    def _put(self, entries: Mapping[bytes, bytes]) -> None:
        """Set values that fit a bucket; in one piece, since a third of what a decision costs is spent here."""
        buckets, built, low = self._buckets, len(self._buckets), self._round - 1
        high = low + self._round
        for name, value in entries.items():
            place = hash(name) & high
            if place >= built:
                place &= low
            bucket, size = buckets[place], _BYTES[len(value)]
            count = bucket[0]
            sizes = 1 + NAME * count
            values = sizes + count
            at = bucket.find(name, 1, sizes)
            while at > 0 and at % NAME != 1:
                at = bucket.find(name, at + 1, sizes)
            if at > 0:
                own = sizes + at // NAME
                start = values + sum(bucket[sizes:own])
                end = start + bucket[own]
                buckets[place] = b"".join((bucket[:own], size, bucket[own + 1 : start], value, bucket[end:]))
                continue
            names = _BYTES[count + 1], bucket[1:sizes], name
            buckets[place] = b"".join((*names, bucket[sizes:values], size, bucket[values:], value))
            self._count += 1
            if self._count > _FULL * built:
                self._split()
                built, low = built + 1, self._round - 1
                high = low + self._round

    def _take_out(self, name: bytes) -> None:
        place = hash(name) & (2 * self._round - 1)
        if place >= len(self._buckets):
            place &= self._round - 1
        kept = [entry for entry in _entries(self._buckets[place]) if entry[0] != name]
        self._count -= self._buckets[place][0] - len(kept)
        self._buckets[place] = _bucket(kept)

    def _split(self) -> None:
        """Split the next bucket in two by one more bit of its names' hashes."""
        place = len(self._buckets) - self._round
        bit = self._round
        stay: list[Entry] = []
        go: list[Entry] = []
        for entry in _entries(self._buckets[place]):
            (go if hash(entry[0]) & bit else stay).append(entry)
        self._buckets[place] = _bucket(stay)
        self._buckets.append(_bucket(go))
        if len(self._buckets) == 2 * self._round:
            self._round *= 2


def _entries(bucket: bytes) -> Iterable[Entry]:
    count = bucket[0]
    sizes = 1 + NAME * count
    names = [bucket[at : at + NAME] for at in range(1, sizes, NAME)]
    places = accumulate(bucket[sizes : sizes + count], initial=sizes + count)
    return zip(names, [bucket[start:end] for start, end in pairwise(places)], strict=True)


def _bucket(entries: list[Entry]) -> bytes:
    names, values = [name for name, _ in entries], [value for _, value in entries]
    return b"".join((bytes((len(entries),)), *names, bytes(map(len, values)), *values))


def _allocated(value: bytes) -> int:
    return (value.__sizeof__() + 23) & ~15  # of C: eight bytes of its own, sixteen at a time
