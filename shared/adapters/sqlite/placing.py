"""What a host is found by, beside its document: facts, the kind of its other facts, terms.

A kind is a combination of the facts that few values are of. The triggers of schema.py count its hosts in the same
transaction, so to count hosts by such facts is to add up a few hundred kinds, however many hosts there are.
"""

from shared.adapters.facts import Facts, facts_of
from shared.adapters.sqlite.database import Database
from shared.adapters.terms import terms_of
from shared.contracts.host import Host, HostOutline

_KIND = (
    "INSERT INTO kinds"
    " (family, system, vendors, agents, containment, sensors, conflicts, spare_records, gone, hosts)"
    " VALUES (:family, :system, :vendors, :agents, :containment, :sensors, :conflicts, :spare_records, :gone, 0)"
    " ON CONFLICT DO UPDATE SET hosts = hosts RETURNING kind"
)
_FACTS = (
    "INSERT INTO facts VALUES"
    " (:number, :host, :kind, :name, :system, :first_seen, :last_seen, :last_scan, :quiet_since, :heard_at, :gone)"
)
Row = dict[str, str | int]


def place(database: Database, number: int, host: Host, outline: HostOutline) -> None:
    """Have a host be found by what it says now; call `displace` before."""
    row = row_of(facts_of(outline))
    kind = database.rows(_KIND, row)[0][0]
    database.run(_FACTS, {"number": number, "host": outline.id, "kind": kind, **row})
    terms = ((is_own(term, row), term, number) for term in terms_of(host))
    database.run_many("INSERT INTO terms VALUES (?, ?, ?)", terms)


def displace(database: Database, number: int) -> None:
    """Have a host no longer be found by what it said."""
    database.run("DELETE FROM terms WHERE number = ?", (number,))
    database.run("DELETE FROM facts WHERE number = ?", (number,))


def is_own(term: str, row: Row) -> bool:
    """Tell whether a term is the host's name or goes on from it: who asks for the name's beginning, finds both."""
    return bool(row["name"]) and term.startswith(str(row["name"]))


def row_of(facts: Facts) -> Row:
    """Return the facts as columns hold them."""
    return {name: listed(fact) if isinstance(fact, tuple) else fact for name, fact in facts.items()}


def listed(items: tuple[str, ...]) -> str:
    """Return a list as a column holds it: `,a,b,`."""
    return f",{','.join(items)}," if items else ""
