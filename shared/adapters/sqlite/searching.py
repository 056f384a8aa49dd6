"""Answers a query over any number of hosts: first how many there are, then by the way that reads the fewest.

Few hosts go by the text: they are read, those that aren't wanted left out, the rest sorted. Few have the facts: the
same. Many: the index of the order is gone through until a page is full, which is soon, since many are wanted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.adapters.facts import page_of, starts_of
from shared.adapters.sqlite import clauses
from shared.adapters.sqlite.clauses import Clause, both
from shared.adapters.sqlite.database import Database, Row
from shared.contracts.host import HostOutline
from shared.contracts.query import HostPage, HostQuery

FEW = 10_000  # hosts that are read to be sorted; of those that go by a text, no more are counted


@dataclass(frozen=True, slots=True)
class Plan:
    """How many hosts are wanted, whether they may be more, and the way to a page of them."""

    total: int
    way: Callable[[], list[Row]]
    is_least: bool = False


class Search:
    """One query to one database."""

    def __init__(self, database: Database, query: HostQuery, few: int = FEW) -> None:
        self._database, self._query, self._few = database, query, few
        self._index = f"facts_by_{query.sort}"
        self._facts = both(*clauses.of_facts(query))

    def page(self) -> HostPage:
        """Return the page."""
        query, plan = self._query, self._plan()
        rows = plan.way() if query.limit and (plan.total or plan.is_least) else []
        found = [(HostOutline.model_validate_json(outline), (fact, one)) for outline, fact, one in rows]
        page = page_of(found, query, plan.total if query.counted else None)
        return replace(page, is_least=plan.is_least and query.counted)

    def _plan(self) -> Plan:
        if starts_of(self._query)[0]:
            return self._plan_by_text()
        total = self._having()
        return Plan(total, self._by_facts if self._query.where and total <= self._few else self._in_order)

    def _plan_by_text(self) -> Plan:
        named, wants = self._some(clauses.numbers(self._query)), bool(self._query.where)
        if named <= self._few:
            total = self._count("facts NOT INDEXED", self._among(clauses.numbers(self._query))) if wants else named
            return Plan(total, self._by_text)
        if wants and self._having() <= self._few:
            return Plan(self._count("facts", both(self._facts, clauses.goes_by(self._query))), self._by_facts)
        way = self._in_order_by_text if self._query.exact or self._query.sort != "name" else self._by_names_first
        return Plan(self._least() if wants else self._few, way, is_least=True)

    def _having(self) -> int:
        """Count the hosts with the facts: by their kinds, or by the index of a time."""
        if not clauses.of_times(self._query):
            return self._number("SELECT total(hosts) FROM kinds WHERE {}", clauses.of_kinds(self._query))
        return self._count("facts", self._facts)

    def _some(self, found: Clause) -> int:
        """Count the hosts of these numbers, and no more than matter."""
        return self._number(f"SELECT count(*) FROM (SELECT DISTINCT number FROM ({{}}) LIMIT {self._few + 1})", found)  # noqa: S608

    def _least(self) -> int:
        """Count those with the facts among some that go by the text."""
        text, values = clauses.numbers(self._query)
        some = f"SELECT DISTINCT number FROM ({text}) LIMIT {5 * self._few}"  # noqa: S608 - a statement of ours
        wanted = both((f"number IN ({some})", values), *clauses.of_facts(self._query, "+"))
        return min(self._count("facts NOT INDEXED", wanted), self._few)

    def _by_text(self) -> list[Row]:
        return self._rows("facts NOT INDEXED", self._among(clauses.numbers(self._query)), "+")

    def _by_facts(self) -> list[Row]:
        named = [clauses.goes_by(self._query)] if starts_of(self._query)[0] else []
        return self._rows("facts", both(self._facts, *named), "+")

    def _in_order(self) -> list[Row]:
        return self._rows(f"facts INDEXED BY {self._index}", self._facts)

    def _by_names_first(self) -> list[Row]:
        """Read those whose name begins so from the index of names, in order, and put the few others between them."""
        others = clauses.not_by_name(self._query)
        if self._some(others) > self._few:
            return self._in_order_by_text()
        named = both(self._facts, clauses.by_name(self._query))
        rows = {row[2]: row for row in self._rows(f"facts INDEXED BY {self._index}", named)}
        rows |= {row[2]: row for row in self._rows("facts NOT INDEXED", self._among(others), "+")}
        return sorted(rows.values(), key=lambda row: row[1:], reverse=self._query.descending)[: self._query.limit + 1]

    def _in_order_by_text(self) -> list[Row]:
        """Ask the next hosts in order for the text; if they fill no page, look all up that go by it."""
        next_ones, order = both(*clauses.after(self._query)), clauses.order(self._query)
        glance = (
            f"(SELECT * FROM facts INDEXED BY {self._index} WHERE {next_ones[0]} ORDER BY {order} LIMIT ?) AS facts"  # noqa: S608
        )
        wanted, values = both(self._facts, clauses.goes_by(self._query))
        rows = self._rows(glance, (wanted, [*next_ones[1], self._few, *values]))
        if len(rows) > self._query.limit:
            return rows
        return self._rows(f"facts INDEXED BY {self._index}", self._among(clauses.numbers(self._query)))

    def _among(self, found: Clause) -> Clause:
        return both((f"number IN ({found[0]})", found[1]), *clauses.of_facts(self._query, "+"))

    def _rows(self, source: str, wanted: Clause, mark: str = "") -> list[Row]:
        """Return outline, what is sorted by and id of a page and one more; the outlines of those alone are read."""
        query, order = self._query, clauses.order(self._query)
        where, values = both(wanted, *clauses.after(query))
        by = ", ".join(f"{mark}{one}" for one in order.split(", "))
        some = f"SELECT number, {query.sort}, host FROM {source} WHERE {where} ORDER BY {by} LIMIT ?"  # noqa: S608
        statement = (
            f"SELECT outline, {query.sort}, host FROM ({some}) AS facts JOIN hosts USING (number) ORDER BY {order}"  # noqa: S608
        )
        return self._database.rows(statement, [*values, query.limit + 1])

    def _count(self, source: str, wanted: Clause) -> int:
        return self._number(f"SELECT count(*) FROM {source} WHERE {{}}", wanted)  # noqa: S608 - names of ours

    def _number(self, statement: str, clause: Clause) -> int:
        row = self._database.one(statement.format(clause[0]), clause[1])
        return int(row[0]) if row else 0
