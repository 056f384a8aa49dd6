"""What is kept of each host: its revision and a few numbers, in as many bytes as they take.

Rows lie one after the other in buckets. A million hosts have fifteen in each, which `bytearray.find` looks through at
the speed of memory. A host's name is a digest of 12 bytes: the first two say the bucket, ten are in the row.
"""

from collections.abc import Sequence
from hashlib import blake2b
from struct import Struct

NAME = 10
_GONE = 2**32 - 1  # in place of the first number: the host is gone, and its revision stays


class Rows:
    """Revision and numbers of each host that was ever told of."""

    def __init__(self, width: int) -> None:
        self._row = Struct(f"<{NAME}sQ{width}I")
        self._nothing = (_GONE,) + (0,) * (width - 1)
        self._buckets: dict[bytes, bytearray] = {}

    def get(self, host: str) -> tuple[int, Sequence[int]]:
        """Return a host's revision and its numbers, none if it is gone; revision 0 if it was never told of."""
        bucket, name = placed(host)
        rows = self._buckets.get(bucket, bytearray())
        at = self._find(rows, name)
        if at < 0:
            return 0, ()
        _, revision, *numbers = self._row.unpack_from(rows, at)
        return revision, numbers if numbers[0] != _GONE else ()

    def put(self, host: str, revision: int, numbers: Sequence[int]) -> None:
        """Keep a host's revision and its numbers; none: it is gone."""
        bucket, name = placed(host)
        rows = self._buckets.setdefault(bucket, bytearray())
        at = self._find(rows, name)
        if at < 0:
            at = len(rows)
            rows += bytes(self._row.size)
        self._row.pack_into(rows, at, name, revision, *(numbers or self._nothing))

    def _find(self, rows: bytearray, name: bytes) -> int:
        at = rows.find(name)
        while at % self._row.size and at > 0:  # it was found across two rows, or in a row's numbers
            at = rows.find(name, at + 1)
        return at


def placed(host: str) -> tuple[bytes, bytes]:
    """Return a host's bucket, and its name there."""
    digest = blake2b(host.encode(), digest_size=2 + NAME).digest()
    return digest[:2], digest[2:]
