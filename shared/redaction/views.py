"""A text as it reads once its escapes are undone, with where each character came from. Pure."""

import html
import re
from dataclasses import dataclass

DEEPEST = 3  # escapes of escapes: a form in JSON in a `repr`
IGNORED = frozenset("\x00\xad\u200b\u200c\u200d\u2060\ufeff")  # beside white space; a NUL is half of UTF-16
ESCAPE = re.compile(
    r"\\(?:u|U0000)([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})"
    r"|&#[xX]0{0,4}([0-9a-fA-F]{1,6});|&#([0-9]{1,7});|(&[A-Za-z][A-Za-z0-9]{1,20};)|\\([0-7]{3})|\\(.)",
    re.DOTALL,
)
DECIMAL, NAMED, OCTAL, OTHER = 6, 7, 8, 9  # groups of the pattern; those before have hexadecimal digits
BACKSLASH, PERCENT, MARKUP = frozenset({1, 2, OCTAL, OTHER}), frozenset({3, 4}), frozenset({5, DECIMAL, NAMED})
ALL = BACKSLASH | PERCENT | MARKUP
BLANK = dict.fromkeys("nrtfbv0", " ")  # what a backslash makes of these letters


@dataclass(frozen=True, slots=True)
class View:
    """A text, and the part of the original that each of its characters stands for: `starts[i]` to `ends[i]`."""

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> "View":
        """Return the view of a text as it is."""
        return cls(text, list(range(len(text))), list(range(1, len(text) + 1)))

    def unescaped(self) -> "View | None":
        """Return the view with one level of escapes undone; None if it has none."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for escape in ESCAPE.finditer(self.text):
            plain = unescape(escape)
            pieces += (self.text[at : escape.start()], plain)
            starts += self.starts[at : escape.start()] + [self.starts[escape.start()]] * len(plain)
            ends += self.ends[at : escape.start()] + [self.ends[escape.end() - 1]] * len(plain)
            at = escape.end()
        if not pieces:
            return None
        return View("".join((*pieces, self.text[at:])), starts + self.starts[at:], ends + self.ends[at:])

    def folded(self) -> "View":
        """Return the view as texts are compared in: see `fold`."""
        kept = [(letter, at) for at, raw in enumerate(self.text) if (letter := fold(raw))]
        text = "".join(letter for letter, _ in kept)
        return View(text, [self.starts[at] for _, at in kept], [self.ends[at] for _, at in kept])


def views(text: str) -> list[View]:
    """Return a text's views: as it is, and with one more level of escapes undone each."""
    found = [View.of(text)]
    while len(found) <= DEEPEST and (deeper := found[-1].unescaped()):
        found.append(deeper)
    return found


def unescape(escape: "re.Match[str]") -> str:
    """Return what an escape stands for."""
    group = escape.lastindex or 0
    digits = escape[group]
    if group == OTHER:
        return BLANK.get(digits, digits)
    if group == NAMED:
        return html.unescape(digits)
    code = int(digits, {DECIMAL: 10, OCTAL: 8}.get(group, 16))
    return chr(code) if code < 0x110000 else "?"


def unescaped(text: str, groups: frozenset[int] = ALL) -> str:
    """Return a text with one level of escapes undone, of these groups alone."""
    return ESCAPE.sub(lambda escape: unescape(escape) if escape.lastindex in groups else escape[0], text)


def fold(letter: str) -> str:
    """Return a character as it is compared: lower case, base64's two alphabets alike, white space left out."""
    if letter.isspace() or letter in IGNORED:
        return ""
    if letter in "-_":
        return "+" if letter == "-" else "/"
    small = letter.lower()
    return small if len(small) == 1 else letter


def folded(text: str) -> str:
    """Return a text as it is compared."""
    return "".join(map(fold, text))
