"""A query as a statement. Names of columns come from the query's own types; whatever a user typed is a bound value."""

from shared.adapters.facts import LAST, NEVER, Facts, starts_of, wanted_of
from shared.contracts.query import Condition, HostQuery, How

COLUMNS = (
    "host",
    "name",
    "family",
    "system",
    "vendors",
    "agents",
    "first_seen",
    "last_seen",
    "last_scan",
    "quiet_since",
    "conflicts",
    "spare_records",
)
PUT_FACTS = f"INSERT INTO facts VALUES ({', '.join(f':{one}' for one in COLUMNS)})"  # noqa: S608 - names of ours
Clause = tuple[str, list[str | int]]

# How a column is compared; a list is kept as `,a,b,`.
_CLAUSES: dict[How, str] = {
    "is": "{0} = ?",
    "has": "instr({0}, ?)",
    "lacks": "NOT instr({0}, ?)",
    "over": "{0} > ?",
    "before": f"{{0}} < ? AND {{0}} > {NEVER}",
    "since": "{0} >= ?",
    "not_since": "{0} < ?",
}


def row_of(facts: Facts) -> dict[str, str | int]:
    """Return the facts as columns hold them."""
    return {name: _list(fact) if isinstance(fact, tuple) else fact for name, fact in facts.items()}


def paging(query: HostQuery) -> Clause:
    """Return the statement of a page: outline, what is sorted by, id; one row more than the page holds."""
    way, direction = ("<", "DESC") if query.descending else (">", "ASC")
    where, values = _where(query)
    if query.after is not None:
        where, values = f"{where} AND (facts.{query.sort}, host) {way} (?, ?)", [*values, *query.after]
    order = f"facts.{query.sort} {direction}, host {direction}"
    statement = f"SELECT outline, facts.{query.sort}, host FROM facts CROSS JOIN hosts ON hosts.id = host"  # noqa: S608
    return f"{statement} WHERE {where} ORDER BY {order} LIMIT ?", [*values, query.limit + 1]


def counting(query: HostQuery) -> Clause:
    """Return the statement that counts."""
    where, values = _where(query)
    return f"SELECT count(*) FROM facts WHERE {where}", values  # noqa: S608 - see above


def _where(query: HostQuery) -> Clause:
    clauses = [*_named(query), *map(_clause, query.where)]
    return " AND ".join(["TRUE", *(f"({text})" for text, _ in clauses)]), [one for _, some in clauses for one in some]


def _named(query: HostQuery) -> list[Clause]:
    text, tag = starts_of(query)
    if not text:
        return []
    if query.exact:
        return [("host IN (SELECT host FROM terms WHERE term IN (?, ?))", [text, tag])]
    begins = "term >= ? AND term < ?"
    statement = f"host IN (SELECT host FROM terms WHERE {begins} UNION SELECT host FROM terms WHERE {begins})"  # noqa: S608
    return [(statement, [text, text + LAST, tag, tag + LAST])]


def _clause(condition: Condition) -> Clause:
    wanted, column = wanted_of(condition), f"facts.{condition.fact}"
    if isinstance(wanted, tuple):
        ranges = [f"{column} = ? OR ({column} >= ? AND {column} < ?)"] * len(wanted)  # so that an index is used
        return " OR ".join(ranges) or "FALSE", [bound for one in wanted for bound in (one, f"{one}.", f"{one}/")]
    value = _list((str(wanted),)) if condition.how in ("has", "lacks") else wanted
    return _CLAUSES[condition.how].format(column), [value]


def _list(items: tuple[str, ...]) -> str:
    return f",{','.join(items)}," if items else ""
