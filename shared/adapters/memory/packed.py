"""A map of short bytes at a cost of a few bytes an entry, where a dictionary of bytes takes two hundred.

Entries are kept one after the other in buckets, which double in number as they fill; a bucket is found by the name's
first bytes, which must be spread evenly (a digest). An entry is its name, two bytes of length, its value.
"""

NAME = 10  # bytes of a name
_HEAD = NAME + 2
_FULL = 24  # entries of a bucket, on average, at which the number of buckets doubles
_WIDE = 1 << 15  # a length beyond this is written in four bytes


class PackedTable:
    """A map from names of ten bytes to values."""

    def __init__(self) -> None:
        self._buckets: list[bytes] = [b""] * 64
        self._mask = 63
        self._count = 0

    def __len__(self) -> int:
        """Return how many names have a value."""
        return self._count

    def get(self, name: bytes) -> bytes | None:
        """Return the name's value, or None."""
        bucket = self._buckets[int.from_bytes(name[:4]) & self._mask]
        at = _find(bucket, name)
        if at < 0:
            return None
        start, end = _span(bucket, at)
        return bucket[start:end]

    def put(self, name: bytes, value: bytes | None) -> None:
        """Set the name's value; None takes it out.

        Raises:
            ValueError: the name isn't of ten bytes: one that is would be found inside others.

        """
        if len(name) != NAME:
            raise ValueError(f"expected a name of {NAME} bytes; got {name!r}")
        place = int.from_bytes(name[:4]) & self._mask
        bucket = self._buckets[place]
        at = _find(bucket, name)
        if at >= 0:
            bucket = bucket[:at] + bucket[_span(bucket, at)[1] :]
            self._count -= 1
        if value is not None:
            bucket += name + _length(len(value)) + value
            self._count += 1
        self._buckets[place] = bucket
        if self._count > _FULL * len(self._buckets):
            self._grow()

    def size(self) -> int:
        """Return the bytes it takes, with Python's own for each bucket."""
        return sum(bucket.__sizeof__() + 8 for bucket in self._buckets)

    def _grow(self) -> None:
        """Double the buckets: each splits in two by one more bit of the names."""
        bit = len(self._buckets)
        low, high = [], []
        for bucket in self._buckets:
            halves: tuple[list[bytes], list[bytes]] = ([], [])
            at = 0
            while at < len(bucket):
                _, end = _span(bucket, at)
                halves[bool(int.from_bytes(bucket[at : at + 4]) & bit)].append(bucket[at:end])
                at = end
            low.append(b"".join(halves[0]))
            high.append(b"".join(halves[1]))
        self._buckets = low + high
        self._mask = len(self._buckets) - 1


def _find(bucket: bytes, name: bytes) -> int:
    """Return where the name's entry begins, or -1: a match inside a value is told apart by walking the entries."""
    at = bucket.find(name)
    if at <= 0:
        return at
    place = 0
    while place < at:
        place = _span(bucket, place)[1]
    while place < len(bucket):
        if bucket.startswith(name, place):
            return place
        place = _span(bucket, place)[1]
    return -1


def _span(bucket: bytes, at: int) -> tuple[int, int]:
    length = bucket[at + NAME] << 8 | bucket[at + NAME + 1]
    if length < _WIDE:
        return at + _HEAD, at + _HEAD + length
    start = at + _HEAD + 2
    return start, start + ((length - _WIDE) << 16 | bucket[at + _HEAD] << 8 | bucket[at + _HEAD + 1])


def _length(size: int) -> bytes:
    if size < _WIDE:
        return size.to_bytes(2)
    return (_WIDE << 16 | size).to_bytes(4)
