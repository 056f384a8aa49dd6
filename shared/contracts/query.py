"""What may be asked of the inventory: hosts by what they go by, by a few facts, in an order, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.host import HostOutline

Fact = Literal[
    "family",
    "system",
    "vendors",
    "agents",
    "containment",
    "sensors",
    "first_seen",
    "last_seen",
    "last_scan",
    "quiet_since",
    "heard_at",
    "conflicts",
    "spare_records",
    "gone",
]
How = Literal["is", "any_of", "under", "has", "lacks", "over", "before", "since", "not_since"]
Sort = Literal["name", "system", "first_seen", "last_seen"]
Mark = tuple[str | int, str]  # where a page ends: what it is sorted by, and the id


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that is wanted.

    Attributes:
        fact: what of the host
        how: `is` this text or number; `any_of` these texts, or a list with one of them; `under` one of these
            systems (`centos 7`: it or `centos 7.9`); of a list: `has`, `lacks`; of a number: `over`; of a time:
            `before` (and known), `since` (then or later), `not_since` (before or never)
        wanted: what it is compared with

    """

    fact: Fact
    how: How
    wanted: str | int | datetime | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostQuery:
    """A question to the store; every condition must hold.

    Attributes:
        text: how something begins that the host goes by, or one of its tags; nothing: any host
        tags: whether a tag counts as something that it goes by
        exact: it must be the whole of it
        where: facts that are wanted
        sort: what the hosts are ordered by, then by id; unknown comes first
        descending: the other way round
        after: the last page's mark
        limit: hosts of a page
        counted: say also how many there are in all; exactly, unless a text is asked for that very many go by

    """

    text: str = ""
    exact: bool = False
    tags: bool = True
    where: tuple[Condition, ...] = ()
    sort: Sort = "name"
    descending: bool = False
    after: Mark | None = None
    limit: int = 50
    counted: bool = False


@dataclass(frozen=True, slots=True)
class HostPage:
    """An answer: a page of hosts, the mark to ask for the next one by, and how many there are if that was asked.

    `is_least`: there may be more than `total`, so many that they weren't counted.
    """

    hosts: tuple[HostOutline, ...]
    next: Mark | None = None
    total: int | None = None
    is_least: bool = False
