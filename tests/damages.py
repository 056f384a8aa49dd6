"""Spoils an answer's bytes, as wires, proxies and vendors might: from a seed, so that a failure can be had again."""

from collections.abc import Callable
from random import Random


def damaged(body: bytes, chance: Random) -> bytes:
    """Return an answer's bytes, damaged in one to three ways."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        body = chance.choice(DAMAGES)(body, chance)
    return body


SIGNS = b'{}[]",:<>/'
INSERTED: tuple[bytes, ...] = (
    b"\x00",
    b"\x0b",
    b"\x1f",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\\u0000",
    b"\\x",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"&",
    b"&#x1F;",
    b"&nbsp;",
    b"<",
    b">",
    b"<HOST>",
    b"</HOST>",
    b"]]>",
    b"<!--",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"7" * 5_000,
    b"\xef\xbb\xbf",
)


def _insert(body: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(INSERTED) + body[place:]


def _replace(body: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]


def _cut(body: bytes, chance: Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _lose(body: bytes, chance: Random) -> bytes:
    first, last = _span(body, chance)
    return body[:first] + body[last:]


def _repeat(body: bytes, chance: Random) -> bytes:
    first, last = _span(body, chance)
    return body[:last] + body[first:last] * chance.choice((1, 1, 50)) + body[last:]


def _unpair(body: bytes, chance: Random) -> bytes:
    """Leave out or double a sign of the structure."""
    places = [place for place, sign in enumerate(body) if sign in SIGNS]
    if not places:
        return body
    place = chance.choice(places)
    kept = body[place : place + 1] * chance.choice((0, 2))
    return body[:place] + kept + body[place + 1 :]


def _swap(body: bytes, chance: Random) -> bytes:
    first, last = _span(body, chance)
    middle = (first + last) // 2
    return body[:first] + body[middle:last] + body[first:middle] + body[last:]


def _deepen(body: bytes, chance: Random) -> bytes:
    place, levels = chance.randrange(len(body) + 1), chance.choice((50, 300, 5_000))
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<A>", b"</A>")))
    return body[:place] + opening * levels + b"1" + closing * levels + body[place:]


def _encode(body: bytes, chance: Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1")), "replace")


def _span(body: bytes, chance: Random) -> tuple[int, int]:
    first = chance.randrange(len(body) + 1)
    return first, min(len(body), first + chance.choice((1, 10, 100, 1_000)))


DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _insert,
    _insert,
    _insert,
    _replace,
    _cut,
    _lose,
    _repeat,
    _swap,
    _unpair,
    _unpair,
    _deepen,
    _encode,
)
