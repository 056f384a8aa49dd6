"""What the demo says: records that arrived, hosts that came of them, and how right that is. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.population import Truth
from simulator.recipes import HOPELESS, KINDS
from simulator.score import Score, score, score_by_kind

NOTE = "(*) no identifier can tell these apart or together"


@dataclass(frozen=True, slots=True)
class Result:
    """What the vendors served and what the inventory made of it.

    Attributes:
        served: raw hosts of each vendor, versions of one record too
        truth: what each record is really about
        found: the host that each record is on

    """

    served: Mapping[str, int]
    truth: tuple[Truth, ...]
    found: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """Return the records that were served and aren't in the inventory."""
        return [one.record for one in self.truth if one.record not in self.found]


def found_in(hosts: Iterable[Mapping[str, Any]]) -> dict[str, str]:  # Any: JSON
    """Return the host of each record, from documents of `rollcall hosts --json`."""
    return {record["id"]: host["id"] for host in hosts for record in host["records"]}


def lines(result: Result) -> Iterator[str]:
    """Give the report, line by line."""
    yield from _counts(result)
    yield ""
    yield from _table(result)


def _counts(result: Result) -> Iterator[str]:
    listed = Counter(_vendor(one.record) for one in result.truth)
    arrived = Counter(_vendor(record) for record in result.found)
    for vendor, served in sorted(result.served.items()):
        twice = f", {served - listed[vendor]} of them a second version" if served > listed[vendor] else ""
        yield f"{vendor:12} {served:6} raw hosts{twice}: {arrived[vendor]} of {listed[vendor]} records arrived"
    machines = len({one.machine for one in result.truth})
    yield f"{'together':12} {len(set(result.found.values())):6} hosts; in truth {machines} machines"


def _table(result: Result) -> Iterator[str]:
    machines = {one.record: one.machine for one in result.truth}
    kinds = {one.record: one.kinds for one in result.truth}
    records = Counter(kind for one in result.truth for kind in one.kinds)
    scores = score_by_kind(machines, kinds, result.found)
    yield f"{'':28}{'precision':>10}{'recall':>10}{'F1':>10}{'records':>10}"
    for kind in sorted(scores.keys() & set(KINDS)):
        yield _row(kind + (" (*)" if kind in HOPELESS else ""), scores[kind], records[kind])
    hopeful = {one.record: one.machine for one in result.truth if HOPELESS.isdisjoint(one.kinds)}
    yield _row("all without (*)", score(hopeful, result.found), len(hopeful))
    yield _row("all", score(machines, result.found), len(machines))
    yield ""
    yield NOTE


def _row(name: str, result: Score, records: int) -> str:
    """Return a line of the table; a score of no pairs is no score."""
    precision = f"{result.precision:.3f}" if result.joined else "-"
    recall = f"{result.recall:.3f}" if result.wanted else "-"
    f1 = f"{result.f1:.3f}" if result.joined or result.wanted else "-"
    return f"{name:28}{precision:>10}{recall:>10}{f1:>10}{records:>10}"


def _vendor(record: str) -> str:
    return record.partition(":")[0]
