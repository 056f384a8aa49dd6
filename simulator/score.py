"""How right an inventory is: pairs of records that are, and that should be, on one host. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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

    A record that the inventory lacks counts as a host of its own.
    """
    cells = Counter((machine, found.get(record, f"missing {record}")) for record, machine in truth.items())
    machines: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    for (machine, host), size in cells.items():
        machines[machine] += size
        hosts[host] += size
    return Score(_pairs(cells.values()), _pairs(hosts.values()), _pairs(machines.values()))


def score_by_kind(truth: Mapping[str, str], kinds: Mapping[str, str], found: Mapping[str, str]) -> dict[str, Score]:
    """Return the score of each kind of difficulty: the pairs that hold a record of that kind.

    A pair of two kinds counts for both, since both suffer from a wrong join.
    """
    whole = score(truth, found)
    members: defaultdict[str, set[str]] = defaultdict(set)
    for record, kind in kinds.items():
        members[kind].add(record)
    result = {}
    for kind, inside in sorted(members.items()):
        rest = score({record: machine for record, machine in truth.items() if record not in inside}, found)
        result[kind] = Score(whole.right - rest.right, whole.joined - rest.joined, whole.wanted - rest.wanted)
    return result


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
