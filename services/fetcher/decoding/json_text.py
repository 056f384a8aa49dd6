"""JSON's text: mended where a character is none of JSON's, read leniently, cut by its structure."""

import json
import re
from typing import Any

from services.fetcher.decoding.bounds import Undecodable
from services.fetcher.decoding.encoding import MARK

Json = Any  # Any: JSON
MOST_DIGITS = 4_300  # of an integer; Python reads no longer one, and a longer one stays a text

_STRING = r'"(?:[^"\\]++|\\.)*+"'
_STRINGS = re.compile(_STRING, re.DOTALL)
_TOKENS = re.compile(rf"{_STRING}|[\[\]{{}},:]", re.DOTALL)
_WHITE = re.compile(r"\s*")
_ODD = re.compile(r"[\\\x00-\x1f]")
_PARTS = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair of surrogates
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"  # half of one
    r'|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'
    r"|[\\\x00-\x1f]"
)
_HALF = re.compile(r"\\u[dD][89a-fA-F]..")


def mended(text: str) -> str:
    """Return a text with U+FFFD for each character that no text of JSON may have, and for half surrogates."""
    return _STRINGS.sub(_mended_string, text)


def _mended_string(string: re.Match[str]) -> str:
    return _PARTS.sub(_mended_part, string[0]) if _ODD.search(string[0]) else string[0]


def _mended_part(part: re.Match[str]) -> str:
    is_whole = len(part[0]) > 1 and not _HALF.fullmatch(part[0])
    return part[0] if is_whole else MARK


def lenient(text: str) -> Json:
    """Return what a mended text says; numbers that are none of JSON's are null.

    Raises:
        ValueError: it is no JSON.

    """
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise Undecodable("it is nested too deep") from None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _number(digits: str) -> float | None:
    value = float(digits)
    return value if abs(value) != float("inf") else None


def _nothing(_: str) -> None:
    return None


DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_number, parse_constant=_nothing)


def find_list(text: str, path: tuple[str, ...]) -> int:
    """Return where the list of hosts begins: at the root, or under these names, one inside the other.

    Raises:
        Undecodable: there is none.

    """
    start = _next(text, 0)
    for name in path:
        start = _member(text, start, name)
    if text[start : start + 1] != "[":
        raise Undecodable("expected a list of hosts")
    return start


def _next(text: str, start: int) -> int:
    """Return the place of the next character that isn't white."""
    white = _WHITE.match(text, start)
    return white.end() if white else start


def _member(text: str, start: int, name: str) -> int:
    """Return where the value begins that an object has under a name."""
    if text[start : start + 1] != "{":
        raise Undecodable(f"expected an object with the field {name}")
    depth, key = 0, ""
    for token in _TOKENS.finditer(text, start):
        match token[0]:
            case "{" | "[":
                depth += 1
            case "}" | "]":
                depth -= 1
            case ":" if depth == 1 and key == f'"{name}"':
                return _next(text, token.end())
            case said:
                key = said
        if not depth:
            break
    raise Undecodable(f"expected the field {name}")


def value_end(text: str, start: int, length: int) -> int | None:
    """Return where the object or list that begins here ends by its brackets; None if not within so many characters."""
    depth = 0
    for token in _TOKENS.finditer(text, start, start + length):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth <= 0:
            return token.end() if token[0] in "]}" else None
    return None
