"""Takes secrets out of the bytes of an answer, which may be a hundred megabytes: fast where there are none. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.redaction.redactor import FOLDED, REMOVED, WIDEST, Redactor, Span, starred
from shared.redaction.views import DEEPEST, unescaped

# Each begins with a text of its own, so that it is searched for as fast as a text is.
OF_ASCII = (
    rb"\\[nrt]",
    rb"\\u00[2-7]",
    rb"\\x[2-7]",
    rb"%[2-7]",
    rb"%u00[2-7]",
    rb"&#",
    rb"&(?:[lg]t|amp|quot|apos|sol);",
)
OF_ALL = (rb"\\", rb"%", rb"&")
UNMARKED = REMOVED + b"\\"  # JSON may have a backslash before a slash, a quote or another backslash
LARGE, SMALL = 65_536, 2_048  # bytes that are searched at once: quickly, and closely
MOST = (
    500  # windows that are looked at closely, a second or two: who repeats a secret more often in odd forms is hostile
)


@dataclass
class Search:
    """What is looked for, and how much more of it may take time."""

    redactor: Redactor
    forms: frozenset[bytes]
    overlap: int
    escapes: tuple[bytes, ...] = OF_ASCII
    left: int = MOST

    def spans(self, body: bytes, size: int = LARGE) -> Iterator[Span]:
        """Return where secrets are, window by window; where one may be, closer."""
        for at in range(0, len(body), size):
            window = body[at : at + size + self.overlap]
            if self._may_have(window):
                found = self.spans(window, SMALL) if size > SMALL else self._closely(window)
                yield from ((at + start, at + end) for start, end in found)

    def _closely(self, window: bytes) -> Iterator[Span]:
        self.left -= 1
        yield from self.redactor.spans_of_whole(window.decode("latin-1"))

    def _may_have(self, window: bytes) -> bool:
        """Tell whether a secret is there, be it in escapes."""
        if self._has(window):
            return True
        plain = b"\n".join(self._near_escapes(window)).decode("latin-1") if self.left > 0 else ""
        self.left -= -(-len(plain) // SMALL)
        for _ in range(DEEPEST if plain else 0):
            plain = unescaped(plain)
            if self._has(plain.encode("latin-1", "replace")):
                return True
        return False

    def _has(self, window: bytes) -> bool:
        folded = window.translate(FOLDED, UNMARKED)
        return any(form in folded for form in self.forms)

    def _near_escapes(self, window: bytes) -> Iterator[bytes]:
        """Return what is around escapes that stand for what secrets are made of."""
        found = sorted(escape.start() for pattern in self.escapes for escape in re.finditer(pattern, window))
        start = over = 0
        for at in found:
            if at > over:
                yield window[start:over]
                start = max(at - self.overlap, over)
            over = at + self.overlap
        yield window[start:over]


def without_secrets(body: bytes, redactor: Redactor) -> bytes:
    """Return the bytes without any whole secret; those that have none are returned as they are."""
    forms = frozenset(form.text.encode("latin-1", "replace").replace(b"\\", b"") for form in redactor.forms)
    overlap = WIDEST * max(map(len, forms), default=0)
    escapes = OF_ASCII if all(form.text.isascii() for form in redactor.forms) else OF_ALL
    found = list(Search(redactor, forms, overlap, escapes).spans(body)) if forms else []
    return starred(body.decode("latin-1"), found).encode("latin-1") if found else body
