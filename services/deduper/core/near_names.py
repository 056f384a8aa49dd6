"""Programs whose names are merely alike: for whoever keeps the table of aliases to look at. Nothing is joined here."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal
from unicodedata import normalize

from shared.contracts.event import Value
from shared.contracts.software import Common

MAX_COMPARED = 50_000  # names that are compared letter by letter: those that most hosts have
MAX_TOGETHER = 50  # names of one length that differ in one letter: more of them are a numbering with letters
SHORTEST = 8  # letters of a name, from which on one more or less is likelier a slip than another name

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BESIDES = re.compile(r"\b(?:x64|x86(?:[_-]64)?|amd64|arm64|aarch64|i[3-6]86|(?:32|64)[ -]?bit|edition)\b")
_VERSION = re.compile(r"\bv?\d+(?:\.\d+)+\S*")
_SIGNS = re.compile(r"[^\w+#]|_")

Because = Literal["other maker", "other spelling", "one letter"]


class Alike(Value):
    """Programs that may be one."""

    because: Because
    programs: tuple[Common, ...]

    @property
    def hosts(self) -> int:
        """Return how many hosts it is about, at least."""
        return max(one.hosts for one in self.programs)


def alike(programs: Sequence[Common]) -> list[Alike]:
    """Return the programs that may be one, those first that most hosts have."""
    makers = {maker for one in programs if (maker := _first_word(one.maker))}
    by_core: defaultdict[str, list[Common]] = defaultdict(list)
    for one in programs:
        by_core[core_of(one.name, makers)].append(one)
    found = [Alike(because=_because(group), programs=tuple(group)) for group in by_core.values() if len(group) > 1]
    for left, right in sorted(_one_letter_apart([*by_core][:MAX_COMPARED])):
        found.append(Alike(because="one letter", programs=(*by_core[left], *by_core[right])))
    return sorted(found, key=lambda one: -one.hosts)


def core_of(name: str, makers: Iterable[str] = ()) -> str:
    """Return what is left of a name without signs, brackets, versions, architectures, and a maker before it."""
    said = _ASIDE.sub(" ", normalize("NFKC", name).lower())
    words = _BESIDES.sub(" ", _VERSION.sub(" ", said)).split()
    if len(words) > 1 and words[0] in makers:
        words = words[1:]
    return _SIGNS.sub("", "".join(words)) or name


def _first_word(maker: str | None) -> str:
    return next(iter((maker or "").lower().split()), "")


def _because(group: Sequence[Common]) -> Because:
    return "other maker" if len({one.name for one in group}) == 1 else "other spelling"


def _one_letter_apart(names: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs that are one if a letter is taken out of either; digits count, they tell products apart.

    Each name is put beside all that it is without one of its letters, so that no name is compared with every other.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) >= SHORTEST:
            for shorter in {name, *_without_a_letter(name)}:
                places[shorter].append(name)
    few = (there for there in places.values() if len(there) <= MAX_TOGETHER)
    return {(min(pair), max(pair)) for there in few for pair in combinations(there, 2)}


def _without_a_letter(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1 :] for at, letter in enumerate(name) if letter.isalpha())
