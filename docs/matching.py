"""`docs/matching.md`: the rules of identity in their own sentences, their data, and an example of each that is run."""

import re
from collections.abc import Callable, Iterable, Mapping
from inspect import getdoc, getsource
from types import ModuleType

from docs import matching_cases as cases
from docs.matching_kinds import KINDS as EXAMPLES
from docs.matching_kinds import of_kind
from services.deduper.core import addresses, clusters, junk, precedence, spelling, usable
from services.deduper.core.identifiers import KINDS, LINK, UNLINK, Kind, identifiers
from services.deduper.core.rules import rules_version
from shared import networks, placeholders
from shared.contracts.host import COMPARED
from shared.contracts.parts import Interface
from shared.contracts.record import HostRecord

HEAD = """\
# Matching

Which records are the same machine, and what the merged host says. Printed by `make docs` from `services/deduper/core/`:
sentences are the rules' own, tables their data, and every example was run through the real services when the page was
written; a test runs them again.

**The law.** The inventory is a pure function of the set of events: versions of records and operators' rulings. Any
order, duplication, replay, batch size, number of workers or crash gives the same bytes. Words are in the
[glossary](glossary.md), commands in [operations](operations.md#two-hosts-are-one-or-one-is-two), how well it does on
invented fleets in [quality](quality.md), what we would criticise in [critiques](critiques.md).
"""
JUNK: Mapping[str, Mapping[str, str]] = {
    "Hostnames": junk.HOSTNAMES,
    "Serials": placeholders.SERIALS,
    "UUIDs": placeholders.UUIDS,
    "Beginnings of MAC addresses": junk.MAC_PREFIXES,
    "Addresses": junk.ADDRESSES,
    "Beginnings of interfaces' names": junk.INTERFACE_NAMES,
    "Instance ids": placeholders.INSTANCES,
}
LIMITS: tuple[tuple[ModuleType, str], ...] = (
    (usable, "CAP"),
    (usable, "NAMES"),
    (addresses, "MAX_MACS"),
    (addresses, "MAX_ADDRESSES"),
    (spelling, "MAX_TEXT"),
    (clusters, "MAX_SIDES"),
    (clusters, "MAX_REFUSALS"),
)


def matching() -> str:
    """Return the page."""
    return "\n".join(
        [
            HEAD,
            _section("Versions", cases.latest_version),
            _identifiers(),
            _section("One spelling", cases.look_alikes, intro=_rest(spelling)),
            _junk(),
            _given(),
            _hypervisors(),
            _networks(),
            _section(
                "Which keys may link",
                cases.usable,
                cases.distrusted,
                cases.clones,
                cases.generic,
                intro=_sentence(usable.trust),
            ),
            _section("Clusters", cases.strongest_first, cases.refused, intro=CLUSTERS),
            _section("Rulings", cases.rulings, cases.link_explained, intro=RULINGS),
            _section("Ids, splits and joins", cases.split_and_rejoin, cases.aliases),
            _fields(),
            _limits(),
            _version(),
        ]
    )


CLUSTERS = """\
Each record begins alone. Tier by tier, strongest first, the clusters so far are joined by the usable keys of that tier
that lead from one to the other, unless two of them disagree: they hold different values of an exclusive identifier that
is stronger than the tier. Then none of these is joined at this tier, and each lists the refusal."""
RULINGS = """\
What an operator decides is an event like a record: it is part of what the inventory is computed from, comes in any
order, also before the records that it names, and outlives replay and rebuild. A link is an identifier that both records
have, of tier 0; an unlink gives them two different values of an exclusive one, of a tier before all."""


def _section(title: str, *examples: Callable[[], str], intro: str = "") -> str:
    said = [f"{_sentence(one)}\n\n{one()}" for one in examples]
    return "\n".join([f"## {title}\n", *([f"{intro}\n"] if intro else []), *said])


def _identifiers() -> str:
    rows = [
        ("tier", "identifier", "exclusive", "joins"),
        ("---",) * 4,
        *((str(one.tier), one.name, _yes(is_so=one.exclusive), _yes(is_so=one.links)) for one in KINDS),
    ]
    parts = ["## Identifiers\n", IDENTIFIERS, _table(rows)]
    return "\n".join([*parts, *(_kind(one) for one in KINDS if one not in (LINK, UNLINK))])


IDENTIFIERS = """\
Tier 1 is the strongest that a vendor can give; a machine has just one of what is exclusive. Each kind has an example,
and a near miss: something that looks like it and isn't.
"""


def _kind(kind: Kind) -> str:
    example, miss = EXAMPLES[kind.name]
    return "\n".join([f"### {kind.name[0].upper()}{kind.name[1:]}\n", f"{kind.sentence}\n",
                      of_kind(kind.name, example), "But:\n", of_kind(kind.name, miss)])  # fmt: skip


def _junk() -> str:
    parts = [
        "## Values that say nothing\n",
        NEVER,
    ]
    parts += [f"### {title}\n\n{_reasons(table)}" for title, table in JUNK.items()]
    return "\n".join([*parts, SHAPES])


NEVER = """\
Never an identifier, nor a part of one, each for its reason (`services/deduper/core/junk.py`). Those of firmware and of
clouds (`shared/placeholders.py`) the normalizer doesn't show as facts either.
"""
SHAPES = """\
Beside these lists the shape counts: one digit or letter again and again, digits that count up or down, a UUID of one or
two digits.
"""


def _given() -> str:
    """Say of names that makers and installers give which kinds they are a part of, as the rules themselves answer."""
    given, junked = _kinds_of(next(iter(junk.GIVEN_NAMES))), _kinds_of(next(iter(junk.HOSTNAMES)))
    without = [name for name in _kinds_of("web-1") if name not in given]
    if junked or any(_kinds_of(name) != given for name in junk.GIVEN_NAMES):
        raise AssertionError("expected no kind of a junk name, and one answer for all names that are given")
    said = (
        f"Makers and installers give these, also with a number behind them (`{next(iter(junk.GIVEN_NAMES))}-2`), so "
        f"they tell machines apart beside\nsomething else alone: they are a part of {_listed(given)},\nnot of "
        f"{_listed(without)}."
    )
    return f"## Names that identify beside something else alone\n\n{said}\n\n{_reasons(junk.GIVEN_NAMES)}"


def _kinds_of(hostname: str) -> list[str]:
    """Return the kinds of identifiers of which a hostname is a part."""
    nic = Interface(mac="02:00:5e:00:53:01", ips=("10.0.0.7",))
    record = HostRecord(vendor="qualys", vendor_id="1", hostname=hostname, interfaces=(nic,))
    return [one.kind.name for one in identifiers(record) if hostname in one.text.split("/")]


def _listed(kinds: Iterable[str]) -> str:
    return " and ".join(f"*{kind}*" for kind in kinds)


def _hypervisors() -> str:
    said = (
        "A serial or a UUID made of it identifies no machine whose maker or model says one of these: it may be the "
        "hypervisor's."
    )
    return f"## Serials of the machine below\n\n{said}\n\n{_reasons(junk.SERIAL_OF_HYPERVISOR)}"


def _reasons(table: Mapping[str, str]) -> str:
    return _table((("value", "why"), ("---", "---"), *((f"`{value}`", reason) for value, reason in table.items())))


def _networks() -> str:
    rows = (
        ("network", "its addresses are known to"),
        ("---", "---"),
        *((f"`{one}`", of) for one, of in networks.NETWORKS.items()),
    )
    return f"## Networks\n\n{PRIVATE}\n{_table(rows)}"


PRIVATE = """\
A private address, as rules ask for, is one that a site alone knows, or an example of documents. Which those are is in
a table of ours (`shared/networks.py`): Python's differs from release to release.
"""


def _fields() -> str:
    ranks = ((f"`{path}`", ", ".join(vendors)) for path, vendors in precedence.RANKS.items())
    compared = ", ".join(f"`{path}`" for path in COMPARED)
    examples = _section("Fields", cases.precedence, cases.clock_ahead, cases.values_in_conflict)
    table = _table((("field", "vendors, best first"), ("---", "---"), *ranks))
    return (
        f"{examples}\nFields that a vendor knows best:\n\n{table}\nFields whose disagreement is listed: {compared}.\n"
    )


def _limits() -> str:
    rows = [(f"`{name}`", str(getattr(module, name)), _comment(module, name)) for module, name in LIMITS]
    return f"## Limits\n\n{LIMITED}\n{_table((('limit', 'value', 'of what'), ('---',) * 3, *rows))}"


LIMITED = """\
A record is hostile input. What is over a limit is cut, and the record is flagged `keys_cut` on its host; the interfaces
with a gateway, then those with an address, are kept first.
"""


def _version() -> str:
    return f"""\
## Version of the rules

Tables, limits, tiers, precedence and the code's answers on a recorded world make the version of the rules, now
`{rules_version().hex()}`. An index that other rules built is refused: `rollcall rebuild` shows what would change,
`rollcall rebuild --switch` goes on with it.
"""


def _sentence(rule: Callable[..., object]) -> str:
    return (getdoc(rule) or "").partition("\n")[0]


def _rest(module: ModuleType) -> str:
    return (getdoc(module) or "").partition("\n\n")[2]


def _comment(module: ModuleType, name: str) -> str:
    found = re.search(rf"^{name} = \d+  # (.*)$", getsource(module), re.MULTILINE)
    return found[1] if found else ""


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
