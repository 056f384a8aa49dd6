"""What orders the versions of a record: the vendor's clock, when it was listed, how well it was read, the content.

A version is a text that orders as the versions do: `1` for a trusted clock or `0`, the clock in milliseconds, the
stamp, a digest of the content. Messages and files of before there were stamps have none, and come first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from shared.contracts.sync import READING, VERSION_LISTED_AT, listed_at, micros
from shared.errors import Permanent

_CLOCK = 16  # characters of the trust and the clock; as many of the digest
_TOLD = "~"  # greater than any digit: a version with a stamp is greater than one without
_LISTED, _READING = 16, 4  # hexadecimal digits of a stamp's parts
_STAMP_BYTES = (_LISTED + _READING) // 2
_MOST = 16**_READING - 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What orders the versions of one clock: when the vendor listed it, and the revision of how it was read.

    Attributes:
        listed: microseconds since 1970, by our clock; 0 if nobody says
        reading: revision of the normalizer's reading; 0 if nobody says

    """

    listed: int = 0
    reading: int = 0

    @classmethod
    def told(cls, headers: Mapping[str, str]) -> Self:
        """Return the stamp that a record's message has in its headers; none for messages of before this was told.

        Raises:
            Permanent: a header is no time, or no number.

        """
        reading = headers.get(READING, "0")
        if not (reading.isascii() and reading.isdecimal() and len(reading) <= len(str(_MOST))):
            raise Permanent(f"header {READING}: expected a number up to {_MOST}; got {reading[:80]!r}")
        at = listed_at(headers, VERSION_LISTED_AT) or listed_at(headers)
        return cls(max(micros(at), 0) if at else 0, min(int(reading), _MOST))

    @classmethod
    def of(cls, version: str) -> Self:
        """Return the stamp in a version."""
        if version[_CLOCK : _CLOCK + 1] != _TOLD:
            return cls()
        start = _CLOCK + 1
        return cls(int(version[start : start + _LISTED], 16), int(version[start + _LISTED : -_CLOCK], 16))


UNTOLD = Stamp()


def version_of(clock: str, stamp: Stamp, digest: str) -> str:
    """Return the version of 16 digits of trust and clock, a stamp, and 16 hexadecimal digits of the content."""
    told = "" if stamp == UNTOLD else f"{_TOLD}{stamp.listed:0{_LISTED}x}{stamp.reading:0{_READING}x}"
    return f"{clock}{told}{digest}"


def pack_version(version: str) -> bytes:
    """Return a version as 26 bytes that order as the versions do."""
    told = version[_CLOCK + 1 : -_CLOCK] or "0" * (2 * _STAMP_BYTES)
    return bytes.fromhex(version[:_CLOCK] + told + version[-_CLOCK:])


def content_of(packed: bytes) -> bytes:
    """Return a packed version without its stamp: versions of equal content and clock have the same, whenever listed."""
    return packed[: _CLOCK // 2] + packed[-_CLOCK // 2 :]


def without_stamp(packed: bytes) -> bool:
    """Tell whether a packed version has no stamp."""
    return not any(packed[_CLOCK // 2 : -_CLOCK // 2])


def with_stamp(content: bytes) -> bytes:
    """Return the packed version without a stamp that `content_of` gives this of."""
    return content[: _CLOCK // 2] + bytes(_STAMP_BYTES) + content[_CLOCK // 2 :]
