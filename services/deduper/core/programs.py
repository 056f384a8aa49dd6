"""Which names of programs mean the same: those that the table of aliases, `programs.csv`, says so of, and no others.

Beside the table only this is no difference: capitals, spaces, the version of the program itself at the end of its
name, and the legal form of a maker that the table knows without it (`CrowdStrike, Inc.`). Names that are merely alike
stay apart; `near_names.py` lists them for whoever keeps the table.
"""

import re
from csv import DictReader
from functools import lru_cache
from importlib.resources import files

from services.deduper.core.junk import LEGAL_FORMS

MAX_NAME = 200  # characters of a name, maker or version that count; the longest names that are real have some 100

_ARCHITECTURE = re.compile(r"\.(?:x86_64|i[3-6]86|amd64|aarch64|arm64|armv7hl|ppc64le|s390x|noarch)$")
_NUMBERED = re.compile(r"\.\d+\s*$")
_NUMBER = re.compile(r"v?(\d+(?:\.\d+)+)")

Named = tuple[str, str]  # name and maker


def _read() -> dict[Named, Named]:
    lines = files(__package__).joinpath("programs.csv").read_text(encoding="utf-8").splitlines()
    rows = [*DictReader(line for line in lines if not line.startswith("#"))]
    own = {(row["name"].lower(), row["maker"].lower()): (row["name"], row["maker"]) for row in rows}
    return own | {(row["said"], row["by"]): (row["name"], row["maker"]) for row in rows}


ALIASES = _read()
_SPELT = {name.lower(): name for name, _ in ALIASES.values()}


def fold(name: str, maker: str, version: str) -> Named:
    """Return the one name of a program and its maker, empty if nobody says who that is."""
    if _NUMBERED.search(name):
        name = _without_version(_plain(name), version)
    return _folded(name, maker)


@lru_cache(maxsize=1 << 16)
def _folded(name: str, maker: str) -> Named:
    said = _plain(name), _plain(maker)
    return ALIASES.get(said) or ALIASES.get((said[0], _without_form(said[1])), said)


def spelt(name: str) -> str:
    """Return a name that somebody typed as the table spells it."""
    folded, _ = fold(name, "", "")
    return _SPELT.get(folded, folded)


@lru_cache(maxsize=1 << 14)
def fold_version(version: str) -> str:
    """Return a version without the architecture that some packages have at its end."""
    return _ARCHITECTURE.sub("", version[:MAX_NAME])


def _plain(text: str) -> str:
    return " ".join(text[:MAX_NAME].lower().split())


def _without_form(maker: str) -> str:
    words = maker.replace(",", " ").replace(".", " ").split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def _without_version(name: str, version: str) -> str:
    """Take a program's own version from the end of its name: `7-zip 22.01` in version `22.01.00.0`."""
    rest, _, last = name.rpartition(" ")
    found = _NUMBER.fullmatch(last)
    if not rest or not found or not f"{version}.".startswith(f"{found[1]}."):
        return name
    return rest.removesuffix(" -").removesuffix(" version")
