"""The forms in which a server may say a secret again: as texts to look for. Pure."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from shared.redaction.views import BACKSLASH, MARKUP, PERCENT, folded, unescaped

SHORTEST = 6  # characters of a secret that is looked for anywhere; a shorter one only as a word of its own
SHORTEST_WORD = 3  # a secret of one or two characters can't be told from any other text
SHORTEST_CODED = 8  # characters of a form of a short secret


@dataclass(frozen=True, slots=True)
class Form:
    """A folded text, and how many of its characters stand for how many of the secret's."""

    text: str
    written: int = 1
    plain: int = 1

    def parts(self, least: int) -> Iterator[str]:
        """Return each part of the text that tells at least so many characters of the secret."""
        length = min(-(-least * self.written // self.plain), len(self.text))
        return (self.text[at : at + length] for at in range(len(self.text) - length + 1))


@lru_cache(maxsize=256)
def forms(secret: str) -> tuple[Form, ...]:
    """Return a secret's forms; escapes are none of them, as they are undone in what is searched.

    In base64 a secret looks in three ways, by how many bytes are before it; what it shares with its neighbours is left
    out. So it is found in a header of Basic too, whatever the user's name.
    """
    plain = {folded(text) for spelling in _spellings(secret) for text in _misread(spelling)}
    raw = secret.encode("utf-8", "surrogatepass")
    coded = [Form(folded(raw.hex()), 2), *(Form(folded(_in_base64(raw, before)), 4, 3) for before in range(3))]
    return (
        *(Form(text) for text in sorted(plain) if len(text) >= SHORTEST),
        *(form for form in coded if len(form.text) >= SHORTEST_CODED),
    )


def _spellings(secret: str) -> set[str]:
    """Return a secret in each case, as its bytes may be read, and as an URL's form writes its blanks."""
    return {text for cased in (secret, secret.lower(), secret.upper()) for text in _readings(cased)}


def _readings(secret: str) -> set[str]:
    """Return a secret as text, and as its bytes are read one by one, those of UTF-16 too, or two by two."""
    one_by_one = {
        secret.encode(code, "surrogatepass").decode("latin-1") for code in ("utf-8", "utf-16-le", "utf-16-be")
    }
    pairs = secret.encode("utf-16-be", "surrogatepass")
    two_by_two = "".join(chr(int.from_bytes(pairs[at : at + 2], "big")) for at in range(0, len(pairs), 2))
    texts = {secret, two_by_two, *one_by_one}
    return texts | {text.replace(" ", "+") for text in texts}


def _misread(secret: str) -> set[str]:
    """Return a secret as it reads where what only looks like an escape in it, such as `%41`, is undone."""
    kinds = (BACKSLASH, PERCENT, MARKUP)
    chosen = [frozenset().union(*some) for count in range(4) for some in combinations(kinds, count)]
    return {unescaped(secret, groups) for groups in chosen}


def _in_base64(raw: bytes, before: int) -> str:
    """Return what of base64 is a secret's alone that has so many bytes before it."""
    text = b64encode(bytes(before) + raw).decode().rstrip("=")
    first = (0, 2, 3)[before]
    whole = (before + len(raw)) % 3 == 0
    return text[first:] if whole else text[first:-1]
