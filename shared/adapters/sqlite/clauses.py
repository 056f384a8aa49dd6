"""A query's parts as SQL. Names of columns come from the query's own types; whatever a user typed is a bound value."""

from shared.adapters.facts import LAST, NEVER, starts_of, wanted_of
from shared.adapters.sqlite.placing import listed
from shared.contracts.query import Condition, Fact, HostQuery, How

Clause = tuple[str, list[str | int]]
# Not part of a kind.
TIMES: frozenset[Fact] = frozenset(("first_seen", "last_seen", "last_scan", "quiet_since", "heard_at"))
LISTS: frozenset[Fact] = frozenset(("vendors", "agents", "sensors"))
_HOW: dict[How, str] = {
    "is": "{0} = ?",
    "has": "instr({0}, ?)",
    "lacks": "NOT instr({0}, ?)",
    "over": "{0} > ?",
    "before": f"{{0}} < ? AND {{0}} > {NEVER}",
    "since": "{0} >= ?",
    "not_since": "{0} < ?",
}


def both(*clauses: Clause) -> Clause:
    """Return the clause that all of them hold."""
    return " AND ".join(["TRUE", *(f"({text})" for text, _ in clauses)]), [one for _, some in clauses for one in some]


def of_kinds(query: HostQuery) -> Clause:
    """Return what is wanted of a kind."""
    return both(*(_clause(one) for one in query.where if one.fact not in TIMES))


def of_times(query: HostQuery) -> list[Clause]:
    """Return what is wanted of a host's times."""
    return [_clause(one) for one in query.where if one.fact in TIMES]


def of_facts(query: HostQuery, mark: str = "") -> list[Clause]:
    """Return what is wanted of a host; with the mark `+` no index is to be looked up by its kind.

    Whether it is gone is asked of its kind only for want of a time: the indexes of times have that in them.
    """
    times = of_times(query)
    if all(one.fact in TIMES or (times and one.fact == "gone") for one in query.where):
        return [_clause(one) for one in query.where]
    text, values = of_kinds(query)
    kinds = f"{mark}kind IN (SELECT kind FROM kinds WHERE {text})"  # noqa: S608 - names of ours
    return [*times, (kinds, values)]


def numbers(query: HostQuery, own: str = "0, 1") -> Clause:
    """Return the statement that gives the numbers of the hosts that go by the text, some of them twice."""
    text, tag = starts_of(query)
    one = f"SELECT number FROM terms WHERE own IN ({own}) AND term"  # noqa: S608 - numbers of ours
    if query.exact:
        return f"{one} IN (?, ?)", [text, tag]
    return f"{one} >= ? AND term < ? UNION ALL {one} >= ? AND term < ?", [text, text + LAST, tag, tag + LAST]


def by_name(query: HostQuery) -> Clause:
    """Return that a host's name begins with the text."""
    text, _ = starts_of(query)
    return "name >= ? AND name < ?", [text, text + LAST]


def not_by_name(query: HostQuery) -> Clause:
    """Return the statement that gives the numbers of all others that go by the text, and perhaps of some by name.

    Those are hosts of which another term begins so, and those whose name is only the beginning of the text.
    """
    (others, values), (asked, also) = numbers(query, "0"), goes_by(query)
    shorter = sorted({text[:length] for text in starts_of(query) for length in range(1, len(text))})
    names = ", ".join("?" * len(shorter))
    one = f"SELECT number FROM facts INDEXED BY facts_by_name WHERE name IN ({names}) AND ({asked})"  # noqa: S608 - ours
    return f"{others} UNION ALL {one}", [*values, *shorter, *also]


def goes_by(query: HostQuery) -> Clause:
    """Return that a host goes by the text, asked of the host."""
    text, tag = starts_of(query)
    asked = "EXISTS (SELECT 1 FROM terms INDEXED BY terms_by_number WHERE terms.number = facts.number AND term {})"
    if query.exact:
        return asked.format("IN (?, ?)"), [text, tag]
    range_ = asked.format(">= ? AND term < ?")
    return f"{range_} OR {range_}", [text, text + LAST, tag, tag + LAST]


def after(query: HostQuery) -> list[Clause]:
    """Return that a host comes after the mark."""
    if query.after is None:
        return []
    way = "<" if query.descending else ">"
    return [(f"(facts.{query.sort}, host) {way} (?, ?)", [*query.after])]


def order(query: HostQuery) -> str:
    """Return the order."""
    way = "DESC" if query.descending else "ASC"
    return f"facts.{query.sort} {way}, host {way}"


def _clause(condition: Condition) -> Clause:
    wanted, column = wanted_of(condition), condition.fact
    if condition.how == "any_of" and isinstance(wanted, tuple):
        one, spell = (_HOW["has"], _listed) if column in LISTS else (_HOW["is"], str)
        return " OR ".join([one.format(column)] * len(wanted)) or "FALSE", [spell(text) for text in wanted]
    if isinstance(wanted, tuple):
        ranges = [f"{column} = ? OR ({column} >= ? AND {column} < ?)"] * len(wanted)
        return " OR ".join(ranges) or "FALSE", [bound for one in wanted for bound in (one, f"{one}.", f"{one}/")]
    value = _listed(str(wanted)) if condition.how in ("has", "lacks") else wanted
    return _HOW[condition.how].format(column), [value]


def _listed(text: str) -> str:
    return listed((text,))
