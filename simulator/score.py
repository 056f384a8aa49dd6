"""How right an inventory is: pairs of records that are, and that should be, on one host. Pure.

Pairs are never listed: they follow from how many records each machine and host have in common.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of records: joined and should be, joined in all, should be joined in all."""

    right: int
    joined: int
    wanted: int

    @property
    def precision(self) -> float:
        """Return the share of the joined pairs that are right; 1 if none is joined."""
        return self.right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the wanted pairs that are joined; 1 if none is wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(truth: Mapping[str, str], found: Mapping[str, str]) -> Score:
    """Return the score; `truth` says which machine each record is of, `found` on which host it is.

    A record that the inventory lacks counts as a host of its own; one that the truth lacks doesn't count.
    """
    return _score([_cell(record, machine, found) for record, machine in truth.items()])


def score_by_kind(
    truth: Mapping[str, str], kinds: Mapping[str, Collection[str]], found: Mapping[str, str]
) -> dict[str, Score]:
    """Return the score of each kind: the pairs that hold a record of that kind.

    A pair of two kinds counts for both, since both suffer from a wrong join.
    """
    records = {record: _cell(record, machine, found) for record, machine in truth.items()}
    machines, hosts = _members(cell[0] for cell in records.values()), _members(cell[1] for cell in records.values())
    both = _members(records.values())
    members: defaultdict[str, list[Cell]] = defaultdict(list)
    for record, cell in records.items():
        for kind in kinds.get(record, ()):
            members[kind].append(cell)
    return {
        kind: Score(
            right=_touching(both, _members(cells)),
            joined=_touching(hosts, _members(cell[1] for cell in cells)),
            wanted=_touching(machines, _members(cell[0] for cell in cells)),
        )
        for kind, cells in sorted(members.items())
    }


Cell = tuple[str, str]  # a machine and a host


def _cell(record: str, machine: str, found: Mapping[str, str]) -> Cell:
    return machine, found.get(record) or f"missing {record}"


def _members(groups: Iterable[str | Cell]) -> "Counter[str | Cell]":
    return Counter(groups)


def _score(cells: Collection[Cell]) -> Score:
    return Score(
        right=_pairs(_members(cells)),
        joined=_pairs(_members(cell[1] for cell in cells)),
        wanted=_pairs(_members(cell[0] for cell in cells)),
    )


def _pairs(groups: "Counter[str | Cell]") -> int:
    return sum(size * (size - 1) // 2 for size in groups.values())


def _touching(groups: "Counter[str | Cell]", inside: "Counter[str | Cell]") -> int:
    """Return the pairs in a group of which at least one is `inside`: all of the group, less those among the others."""
    return sum(
        size * (size - 1) // 2 - (size - count) * (size - count - 1) // 2
        for group, count in inside.items()
        for size in (groups[group],)
    )
