"""Entries in a row, as index.lua reads and writes them: a name of ten bytes, the length of its value, its value."""

from collections.abc import Iterable, Iterator, Mapping

from shared.ports import Change

NAME = 10  # bytes of a name
_WIDE = 255  # a length from here on stands in three more bytes


def row(every: Iterable[bytes]) -> bytes:
    """Return names in a row.

    Raises:
        ValueError: one isn't of ten bytes, so that all behind it would be misread.

    """
    return b"".join(_checked(name) for name in every)


def entries(values: Mapping[bytes, bytes]) -> bytes:
    """Return entries in a row."""
    return b"".join(_checked(name) + _length(len(value)) + value for name, value in values.items())


def read(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give name and value of each entry."""
    at = 0
    while at < len(text):
        start, size = at + NAME + 1, text[at + NAME]
        if size == _WIDE:
            start, size = start + 3, int.from_bytes(text[start : start + 3])
        yield text[at : at + NAME], text[start : start + size]
        at = start + size


def pack(change: Change) -> list[bytes]:
    """Return a change as index.lua takes it apart."""
    there = {name: value for name, value in change.expected.items() if value is not None}
    written = {name: value for name, value in change.writes.items() if value is not None}
    return [
        entries(there),
        row(change.expected.keys() - there.keys()),
        entries(written),
        row(change.writes.keys() - written.keys()),
        row(name for pair in change.joins for name in pair),
        row(name for pair in change.leaves for name in pair),
        entries({name: row(members) for name, members in change.settled.items()}),
        row(change.dirty),
        str(change.floor).encode(),
    ]


def _checked(name: bytes) -> bytes:
    if len(name) != NAME:
        raise ValueError(f"expected a name of {NAME} bytes; got {name!r}")
    return name


def _length(size: int) -> bytes:
    return bytes([size]) if size < _WIDE else bytes([_WIDE]) + size.to_bytes(3)
