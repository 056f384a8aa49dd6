"""An address's parameters as a question to the store, and back. Pure.

The names of the parameters are the state of the page: whoever has the address sees the same.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from json import JSONDecodeError, dumps, loads
from typing import get_args
from urllib.parse import urlencode

from services.visualizer.web.questions import LISTED, QUESTIONS, Moment
from shared.contracts.parts import Containment, Family
from shared.contracts.query import Condition, HostQuery, Mark, Sort
from shared.errors import RollcallError

LONGEST = 200  # characters of a text to search for
MOST = 200  # hosts of a page
USUAL = 50
SORTS: tuple[Sort, ...] = get_args(Sort)
FAMILIES: tuple[str, ...] = get_args(Family)
CONTAINMENTS: tuple[str, ...] = get_args(Containment)
_PAIRS = r"[0-9a-f]{2}([-: ])[0-9a-f]{2}(\1[0-9a-f]{2}){4}"
_MAC = re.compile(rf"{_PAIRS}|[0-9a-f]{{4}}([.:-])[0-9a-f]{{4}}\3[0-9a-f]{{4}}|[0-9a-f]{{12}}", re.IGNORECASE)
NAMES = (
    "text",
    "exact",
    "question",
    "vendor",
    "missing",
    "family",
    "containment",
    "stale",
    "conflict",
    "gone",
    "sort",
    "order",
    "limit",
)


class BadQuestion(RollcallError):
    """The address asks what can't be asked; the message names the parameter."""

    status = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks, and the parameters that say so."""

    query: HostQuery
    said: Mapping[str, str]

    def address(self, path: str = "/hosts", **changes: str | None) -> str:
        """Return the address that asks the same but for these changes; None leaves one out."""
        kept = {name: value for name, value in {**self.said, **changes}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    def next_page(self, mark: Mark, path: str = "/hosts") -> str:
        """Return the address of the page after a mark."""
        return self.address(path, after=dumps(mark))

    def sorted_by(self, sort: Sort) -> str:
        """Return the address of the same hosts by this; by what they are sorted now, the other way round."""
        turn = self.query.sort == sort and not self.query.descending
        return self.address(sort=sort, order="desc" if turn else None)


def ask(parameters: Mapping[str, str], moment: Moment) -> Asked:
    """Read what an address asks.

    Raises:
        BadQuestion: there is no such parameter, or it has a value that it can't have.

    """
    hold_known(parameters, (*NAMES, "after"))
    said = {name: parameters[name].strip() for name in NAMES if parameters.get(name, "").strip()}
    query = HostQuery(
        text=_plain(_text(said.get("text", ""))),
        exact=_yes(said, "exact"),
        where=(*_named(said, moment), *_where(said, moment)),
        sort=next((one for one in SORTS if one == _one_of(said, "sort", SORTS, "name")), "name"),
        descending=_one_of(said, "order", ("asc", "desc"), "asc") == "desc",
        limit=_limit(said.get("limit", "")),
        counted=True,
    )
    return Asked(replace(query, after=_mark(parameters.get("after", ""), query)), said)


def hold_known(parameters: Iterable[str], known: Sequence[str]) -> None:
    """Make sure that an address has only parameters that mean something: one that is passed over finds everything.

    Raises:
        BadQuestion: one is unknown; the message has the nearest known.

    """
    for name in parameters:
        if name not in known:
            near = get_close_matches(name.lower(), known, 1)
            choices = f"one of {', '.join(known)}" if known else "no parameter"
            hint = f"; did you mean {near[0]}?" if near else ""
            raise BadQuestion(f"{name[:40]}: unknown parameter: expected {choices}{hint}")


def _plain(text: str) -> str:
    """Return a MAC address as it is stored, however it is spelt: with dashes as Windows does, with dots as Cisco."""
    if not _MAC.fullmatch(text):
        return text
    digits = "".join(character for character in text.lower() if character.isalnum())
    return ":".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def _where(said: Mapping[str, str], moment: Moment) -> Sequence[Condition]:
    found = []
    if "vendor" in said:
        found.append(Condition("vendors", "has", _text(said["vendor"])))
    if "missing" in said:
        found += [Condition("vendors", "lacks", _text(said["missing"])), LISTED]
    if "family" in said:
        found.append(Condition("family", "is", _one_of(said, "family", FAMILIES, "")))
    if "containment" in said:
        wanted = _one_of(said, "containment", CONTAINMENTS, "")
        found += [Condition("containment", "is", wanted), LISTED]
    if _yes(said, "stale"):
        found += [Condition("last_seen", "before", moment.before(moment.stale_days)), LISTED]
    if _yes(said, "conflict"):
        found.append(Condition("conflicts", "over", 0))
    if "gone" in said:
        found.append(Condition("gone", "is", int(_yes(said, "gone"))))
    return found


def _named(said: Mapping[str, str], moment: Moment) -> Sequence[Condition]:
    if "question" not in said:
        return ()
    return QUESTIONS[_one_of(said, "question", tuple(QUESTIONS), "")].where(moment)


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise BadQuestion(f"expected a text of at most {LONGEST} characters; got {len(text)}")
    return text


def _yes(said: Mapping[str, str], name: str) -> bool:
    return _one_of(said, name, ("1", "0"), "0") == "1"


def _one_of(said: Mapping[str, str], name: str, choices: Sequence[str], usual: str) -> str:
    value = said.get(name, usual)
    if value not in choices and name in said:
        raise BadQuestion(f"{name}: expected one of {', '.join(choices)}; got {value[:40]!r}")
    return value


def _limit(text: str) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise BadQuestion(f"limit: expected a number from 1 to {MOST}; got {text[:40]!r}")
    return int(text)


def _mark(text: str, query: HostQuery) -> Mark | None:
    if not text:
        return None
    try:
        value = loads(text[:2000])
    except (JSONDecodeError, RecursionError):
        value = None
    kind = int if query.sort in ("first_seen", "last_seen") else str
    match value:
        case [fact, str(one)] if type(fact) is kind and (kind is str or abs(int(fact)) < 1 << 63):
            return fact, one
    raise BadQuestion(f"after: expected a mark as the page before gave it; got {text[:40]!r}")
