"""A vendor's words on a chart: in one line, in characters that the font has, no wider than their place."""

import unicodedata
from bisect import bisect
from functools import cache, lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font

FONT = "DejaVu Sans"  # comes with matplotlib, so that charts look alike everywhere
BOX = "\u25a1"  # in place of a character that the font doesn't have
LONGEST = 400  # characters of a text that are looked at: half from its beginning, half from its end
# Controls, directions, surrogates, private, unassigned, line ends; and marks, which can be piled up over other lines.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"})


def fitted(text: str, width: float, size: float = 10) -> str:
    """Return `text` fit for a chart: at most `width` points wide at font size `size`.

    What is too long loses its middle: versions and numbers stand at the end.
    """
    line = _line(text) if len(text) <= LONGEST else _line(f"{text[: LONGEST // 2]}…{text[-LONGEST // 2 :]}")
    if width_of(line, size) <= width:
        return line
    lengths = range(1, len(line))
    return _cut(line, max(bisect(lengths, width, key=lambda kept: width_of(_cut(line, kept), size)), 1))


@lru_cache(10_000)  # the same words are on both grounds, and on the next drawing
def width_of(text: str, size: float = 10) -> float:
    """Return how wide a line is at a font size, in points."""
    font = _font()
    font.set_size(size, 72)
    font.set_text(text)
    return font.get_width_height()[0] / 64  # it answers in 64ths


def _cut(line: str, kept: int) -> str:
    """Return a line with so many of its characters, two thirds of them from its beginning."""
    tail = kept // 3
    return f"{line[: kept - tail].rstrip()}…{line[len(line) - tail :].lstrip()}"


def _line(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if one.isspace() else one for one in composed)
    shown = "".join(one if ord(one) in _charmap() else BOX for one in spaced if _is_seen(one))
    return " ".join(shown.split()) or "(empty)"


def _is_seen(one: str) -> bool:
    return unicodedata.category(one) not in UNSEEN


@cache
def _font() -> FT2Font:
    return get_font(findfont(FontProperties(family=FONT)))


@cache
def _charmap() -> frozenset[int]:
    return frozenset(_font().get_charmap())
