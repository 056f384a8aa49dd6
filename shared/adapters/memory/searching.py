"""Answers a query by looking at every host."""

from collections.abc import Callable, Iterable
from typing import Any

from shared.adapters.facts import NEVER, facts_of, page_of, starts_of, wanted_of
from shared.adapters.terms import terms_of
from shared.contracts.host import Host, HostOutline
from shared.contracts.query import Condition, HostPage, HostQuery, How, Mark

HOLDS: dict[How, Callable[[Any, Any], bool]] = {  # Any: a fact and what is wanted of it are of one kind
    "is": lambda fact, wanted: fact == wanted,
    "any_of": lambda fact, wanted: not {*wanted}.isdisjoint(fact if isinstance(fact, tuple) else (fact,)),
    "under": lambda fact, wanted: f"{fact}.".startswith(tuple(f"{one}." for one in wanted)),
    "has": lambda fact, wanted: wanted in fact,
    "lacks": lambda fact, wanted: wanted not in fact,
    "over": lambda fact, wanted: fact > wanted,
    "before": lambda fact, wanted: NEVER < fact < wanted,
    "since": lambda fact, wanted: fact >= wanted,
    "not_since": lambda fact, wanted: fact < wanted,
}


def search(query: HostQuery, hosts: Iterable[Host]) -> HostPage:
    """Return a page of those of the hosts that the query asks for."""
    named = [HostOutline.of(host) for host in hosts if _goes_by(host, query)]
    found = [(mark_of(one, query), one) for one in named if all(_holds(one, condition) for condition in query.where)]
    found.sort(key=lambda one: one[0], reverse=query.descending)
    rest = [(host, mark) for mark, host in found if query.after is None or _is_after(mark, query)]
    return page_of(rest, query, len(found) if query.counted else None)


def mark_of(host: HostOutline, query: HostQuery) -> Mark:
    """Return where a host stands in the order."""
    fact = facts_of(host)[query.sort]
    return (str(fact) if isinstance(fact, tuple) else fact), host.id


def _goes_by(host: Host, query: HostQuery) -> bool:
    starts = starts_of(query)
    if not starts[0]:
        return True
    return any(term in starts if query.exact else term.startswith(starts) for term in terms_of(host))


def _holds(host: HostOutline, condition: Condition) -> bool:
    return HOLDS[condition.how](facts_of(host)[condition.fact], wanted_of(condition))


def _is_after(mark: Any, query: HostQuery) -> bool:  # Any: marks of one order are of one kind
    return bool(mark < query.after if query.descending else mark > query.after)
