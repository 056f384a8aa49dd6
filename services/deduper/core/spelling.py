"""One spelling for texts that mean the same, whoever wrote them.

Compatible characters become one (a full-width digit is a digit), case and what can't be seen go. Letters of other
alphabets that only look alike stay what they are, and so does the Turkish dotless i: a host too many is seen and
mended, two machines taken for one are not.
"""

import re
import unicodedata
from functools import lru_cache

from services.deduper.core import junk

MAX_TEXT = 256  # characters of one part of an identifier; a longer value is no identifier
_ASKED_AGAIN = 16_384  # texts: a record's are asked for when it comes, and for what its host's records disagree about
_MAX_RAW = 4 * MAX_TEXT  # characters that are looked at, before what can't be seen is taken out
_HIDDEN = ("Cc", "Cf", "Cs")  # categories of characters that can't be seen


@lru_cache(_ASKED_AGAIN)
def folded(text: str | None) -> str:
    """Return a text in lower case, compatible characters as one, nothing hidden; nothing if it is too long."""
    if not text or len(text) > _MAX_RAW:
        return ""
    if not (text.isascii() and text.isprintable()):
        seen = "".join(one for one in text if unicodedata.category(one) not in _HIDDEN)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).lower())
    text = text.lower().strip()
    return text if len(text) <= MAX_TEXT else ""


@lru_cache(_ASKED_AGAIN)
def letters(text: str | None) -> str:
    """Return the letters and digits alone."""
    return re.sub(r"[\W_]+", "", folded(text))


@lru_cache(4_096)  # a fleet has few makers
def maker(text: str | None) -> str:
    """Return a maker's name without its legal form, by the one of its names that we chose."""
    words = re.findall(r"[^\W_]+", folded(text))
    while len(words) > 1 and words[-1] in junk.LEGAL_FORMS:
        words.pop()
    name = "".join(words)
    return junk.MAKERS.get(name, name)


def is_too_long(*texts: str | None) -> bool:
    """Tell whether one of them is longer than an identifier may be."""
    return any(text and len(text) > MAX_TEXT for text in texts)
