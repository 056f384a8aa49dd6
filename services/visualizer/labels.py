"""A vendor's words as a label: short, in one line, of characters that the font has."""

import unicodedata
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

LONGEST = 48  # characters


def label(text: str) -> str:
    """Return `text` fit for a chart: control and direction characters dropped, unknown ones replaced, cut."""
    shown = "".join(one if one in _known() else "\u25a1" for one in text[: 4 * LONGEST] if _is_visible(one))
    line = " ".join(shown.split()) or "(empty)"
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _is_visible(one: str) -> bool:
    return one == " " or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@cache
def _known() -> frozenset[str]:
    """Return the characters of the charts' font."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans")))
    return frozenset(map(chr, font.get_charmap()))
