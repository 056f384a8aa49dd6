"""XML's text: mended where a character is none of XML's, cut by its hosts."""

import re
from collections.abc import Iterator

from services.fetcher.decoding.bounds import Undecodable
from services.fetcher.decoding.encoding import MARK

Span = tuple[int, int]
CDATA, CDATA_END = "<![CDATA[", "]]>"

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # XML 1.0, 2.2
_MARKUP = re.compile(
    r"&(?:(?P<name>amp|lt|gt|quot|apos)|#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6}));"
    r"|&"
    r"|<(?![A-Za-z_/!?])",
    re.ASCII,
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")


def mended(text: str) -> str:
    """Return a text with U+FFFD for each character that no XML may have; a sign that begins nothing is text."""
    text = _CONTROLS.sub(MARK, _DECLARATION.sub("", text.lstrip("\ufeff")))
    return "".join(part if part.startswith(CDATA) else _MARKUP.sub(_mended_sign, part) for part in _sections(text))


def _sections(text: str) -> Iterator[str]:
    """Give what is between the sections of CDATA, in which all signs are text, and these."""
    place = 0
    while (start := text.find(CDATA, place)) >= 0 and (end := text.find(CDATA_END, start)) >= 0:
        yield text[place:start]
        yield text[start : end + len(CDATA_END)]
        place = end + len(CDATA_END)
    yield text[place:]


def _mended_sign(sign: re.Match[str]) -> str:
    if sign["name"]:
        return sign[0]
    if sign["decimal"] or sign["hex"]:
        number = int(sign["decimal"] or sign["hex"], 10 if sign["decimal"] else 16)
        return sign[0] if _is_character(number) else MARK
    return "&amp;" if sign[0] == "&" else "&lt;"


def _is_character(number: int) -> bool:
    return number < 0x110000 and (number in {9, 10, 13} or (number >= 32 and not _CONTROLS.match(chr(number))))


def cut(text: str, name: str) -> tuple[list[str], str]:
    """Return the elements of a name as texts, and what is around them.

    Raises:
        Undecodable: there are none.

    """
    starts = [found.start() for found in re.finditer(rf"<{name}(?=[\s/>])", text)]
    if not starts:
        raise Undecodable(f"expected elements {name}")
    elements: list[str] = []
    around = [text[: starts[0]]]
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        end = _end(text, name, start, following)
        elements.append(text[start:end])
        around.append(text[end:following])
    return elements, "".join(around)


def _end(text: str, name: str, start: int, following: int) -> int:
    """Return where an element ends: after its closing tag, or where the list does if it has none."""
    closing = text.find(f"</{name}>", start, following)
    if closing >= 0:
        return closing + len(f"</{name}>")
    listed = text.find(f"</{name}_LIST>", start, following)
    return listed if listed >= 0 else following
