"""Whether a host holds U+FFFD, which stands for what could not be read of what its vendor sent. Pure."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

MENDED = "mended"  # flag: some of the host's text could not be read, and U+FFFD is in its place
MARK = "\ufffd"
Json = Any  # Any: JSON


def may_be_mended(hosts: Sequence[Json]) -> bool:
    """Tell whether any of these hosts may hold it: one look at a page, of which hardly any does."""
    try:
        return MARK.encode() in to_json(hosts)
    except ValueError:  # half surrogates, or deeper than is written: each host is looked at
        return True


def is_mended(host: Json) -> bool:
    """Tell whether a text of the host, or the name of a field, holds it."""
    parts = [host]
    while parts:
        part = parts.pop()
        if isinstance(part, str) and MARK in part:
            return True
        if isinstance(part, dict):
            parts += [*part, *part.values()]
        elif isinstance(part, list | tuple):
            parts += part
    return False
