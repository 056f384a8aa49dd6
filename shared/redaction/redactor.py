"""Finds secrets in texts and puts stars in their place. Pure."""

import re
from collections.abc import Iterable, Iterator

from shared.redaction.forms import SHORTEST, SHORTEST_WORD, Form, forms
from shared.redaction.views import View, fold, views

STARS = "***"
WIDEST = 12  # characters that one of a secret may be written in: `&#x00041;`, and white space
Span = tuple[int, int]
ESCAPES = re.compile(r"[\\%&]")
FOLDED = bytes(ord(fold(chr(code)) or " ") for code in range(256))
REMOVED = bytes(code for code in range(256) if not fold(chr(code)))

# Names of settings are shown though a secret has a word of them: a password `Password1` must not hide what to check.
OURS = re.compile(r"\b(?:FETCHER|KAFKA|METRICS|MONGODB|REDIS|ROLLCALL|RUNTIME|VISUALIZER)_[A-Z0-9_*]*")


class Redactor:
    """Takes these secrets out of texts, in any of their forms."""

    def __init__(self, secrets: Iterable[str], kept: Iterable[str] = ()) -> None:
        """Take secrets; of `kept` words, which are none, no part is hidden."""
        known = {secret.strip() for secret in secrets}
        self._forms = tuple({form: None for secret in sorted(known) for form in forms(secret)})
        short = [secret for secret in known if SHORTEST_WORD <= len(secret) < SHORTEST]
        words = "|".join(map(re.escape, sorted(short)))
        self._words = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])") if words else None
        names = "|".join([OURS.pattern, *(rf"\b{re.escape(word)}\b" for word in kept)])
        self._kept = re.compile(names)
        self._parts: dict[int, dict[int, frozenset[str]]] = {}

    @property
    def forms(self) -> tuple[Form, ...]:
        """Return all that is looked for anywhere in a text."""
        return self._forms

    def redacted(self, text: str, least: int = SHORTEST) -> str:
        """Return a text without any part of a secret of at least so many characters."""
        if self._is_free(text, least):
            return text
        found: list[Span] = []
        for view in views(text):
            folded = view.folded()
            found += self._whole(folded)
            found += self._words_in(view)
            found += self._outside(text, self._in_parts(folded, least))
        return starred(text, found)

    def spans_of_whole(self, text: str) -> Iterator[Span]:
        """Return where secrets of at least SHORTEST characters are from their beginning to their end.

        For what may hold a part of a secret by chance: a vendor's data.
        """
        for view in views(text):
            yield from self._whole(view.folded())

    def _is_free(self, text: str, least: int) -> bool:
        """Tell in little time that a text has nothing to hide; False if that takes a closer look."""
        if self._words or not text.isascii() or ESCAPES.search(text):
            return not self._forms and not self._words
        folded, parts = text.encode().translate(FOLDED, REMOVED).decode(), self._parts_of(least)
        length = min(parts, default=1)
        beginnings = {part[:length] for some in parts.values() for part in some}
        return beginnings.isdisjoint(folded[at : at + length] for at in range(len(folded) - length + 1))

    def _whole(self, view: View) -> Iterator[Span]:
        for form in self._forms:
            at = view.text.find(form.text)
            while at >= 0:
                yield _span(view, at, len(form.text))
                at = view.text.find(form.text, at + 1)

    def _words_in(self, view: View) -> Iterator[Span]:
        for word in self._words.finditer(view.text) if self._words else ():
            yield _span(view, word.start(), len(word[0]))

    def _in_parts(self, view: View, least: int) -> Iterator[Span]:
        for length, parts in self._parts_of(least).items():
            for at in range(len(view.text) - length + 1):
                if view.text[at : at + length] in parts:
                    yield _span(view, at, length)

    def _parts_of(self, least: int) -> dict[int, frozenset[str]]:
        """Return by length the parts that are looked for."""
        if least not in self._parts:
            every = {part for form in self._forms for part in form.parts(least)}
            lengths = sorted({len(part) for part in every})
            self._parts[least] = {
                length: frozenset(part for part in every if len(part) == length) for length in lengths
            }
        return self._parts[least]

    def _outside(self, text: str, found: Iterable[Span]) -> Iterator[Span]:
        """Leave out what is a part of a name that is kept."""
        names = [name.span() for name in self._kept.finditer(text)]
        for start, end in found:
            if not any(begin <= start and end <= over for begin, over in names):
                yield start, end


def starred(text: str, found: Iterable[Span]) -> str:
    """Return a text with stars in place of these parts of it; those that touch get them once."""
    pieces: list[str] = []
    over = -1
    for start, end in sorted(found):
        if start > over:
            pieces += (text[max(over, 0) : start], STARS)
        over = max(over, end)
    return "".join((*pieces, text[max(over, 0) :]))


def _span(view: View, at: int, length: int) -> Span:
    return view.starts[at], view.ends[at + length - 1]
