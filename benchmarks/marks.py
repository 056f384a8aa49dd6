"""How right an answer is, by kind of difficulty, as what travels between processes and into the page. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simulator.population import Population
from simulator.recipes import HOPELESS, KINDS
from simulator.score import Score, score, score_by_kind

ALL = "all"
DECIDABLE = "all that can be told"


@dataclass(frozen=True, slots=True)
class Mark:
    """Machines of a kind, and the score of their records."""

    hosts: int
    score: Score

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """Return the mark as JSON has it."""
        rates = {"precision": self.score.precision, "recall": self.score.recall, "f1": self.score.f1}
        return {"hosts": self.hosts, **asdict(self.score), **rates}

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Mark":  # Any: JSON
        """Return what `as_json` wrote."""
        return cls(said["hosts"], Score(said["right"], said["joined"], said["wanted"]))


Marks = Mapping[str, Mark]


def judge(population: Population, found: Mapping[str, str]) -> Marks:
    """Return the mark of each kind, of all kinds that can be told, and of all; `found` has the host of each record."""
    truth = tuple(population.truth())
    machines = {one.record: one.machine for one in truth}
    kinds = {one.record: [kind for kind in one.kinds if kind in KINDS] for one in truth}
    told = {record: machine for record, machine in machines.items() if HOPELESS.isdisjoint(kinds[record])}
    members: defaultdict[str, set[str]] = defaultdict(set)
    for record, machine in machines.items():
        for kind in kinds[record]:
            members[kind].add(machine)
    scores = score_by_kind(machines, kinds, found)
    marks = {kind: Mark(len(members[kind]), scores[kind]) for kind in KINDS if kind in scores}
    marks[DECIDABLE] = Mark(len(set(told.values())), score(told, found))
    marks[ALL] = Mark(len(set(machines.values())), score(machines, found))
    return marks
