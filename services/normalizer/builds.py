"""Windows' builds and their update revisions (UBR), and the builds of other systems, as words and numbers tell them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_LABELLED = re.compile(r"\bbuild[ :-]*(\d{4,8})(?:\.(\d{1,5}))?", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\w.])\d+\.\d\.(\d{4,6})(?:\.(\d{1,5}))?")
_OF_MACOS = re.compile(r"\((\d\d[A-Z]\d+[a-z]?)\)", re.IGNORECASE)
_ALONE = re.compile(r"(\d{4,8})(?:\.(\d{1,5}))?")
_BARE = re.compile(r"(?<![\w.])([679]\d{3}|[1-9]\d{4})(?:\.(\d{1,5}))?(?![\w.])")  # no year: Windows' have 5 digits
_REVISION = re.compile(r"\bUBR[ :-]*(\d{1,5})(?![\w.])", re.IGNORECASE)


class Build(NamedTuple):
    """A build, and Windows' update revision of it."""

    number: str
    revision: int | None = None


def find_build(text: str | None, *, is_bare: bool = False) -> Build | None:
    """Return the build that a text names; of Windows, with `is_bare`, also a number that stands alone."""
    if not text:
        return None
    patterns = (_LABELLED, _DOTTED, _OF_MACOS, *((_BARE,) if is_bare else ()))
    matches = [match for pattern in patterns if (match := pattern.search(text))]
    if not matches:
        return None
    number = matches[0][1]
    revisions = [match[2] for match in matches if match[1] == number and match.re.groups > 1 and match[2]]
    if labelled := _REVISION.search(text):
        revisions.append(labelled[1])
    return Build(number, int(revisions[0]) if revisions else None)


def whole_build(text: str | None) -> Build | None:
    """Return the build of a field that holds nothing else: `17763`, `17763.3232`, `22E252`."""
    if not text:
        return None
    match = _ALONE.fullmatch(text)
    if match is None:
        return find_build(text) or Build(text)
    return Build(match[1], int(match[2]) if match[2] else None)


def best_build(builds: Iterable[Build | None]) -> Build | None:
    """Return the first build that is known, with the revision that any of them tells of the same build."""
    known = [build for build in builds if build]
    if not known:
        return None
    same = (build.revision for build in known if build.number == known[0].number)
    return Build(known[0].number, next((revision for revision in same if revision is not None), None))
