"""Tables of marks and costs, in Markdown that is aligned, so that a terminal shows them well too. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.marks import ALL, DECIDABLE, Mark, Marks
from benchmarks.programs import PROGRAMS
from benchmarks.trial import Trial
from simulator.recipes import HOPELESS, KINDS

MEAN = "mean of the kinds that can be told"
BY_NAME_ALONE = frozenset({"roaming"})


@dataclass(frozen=True, slots=True)
class Round:
    """Programs over the same records; None for one that didn't finish within `limit` seconds."""

    hosts: int
    limit: float
    trials: Mapping[str, Trial | None]

    @property
    def done(self) -> dict[str, Trial]:
        """Return the trials of the programs that finished."""
        return {name: trial for name, trial in self.trials.items() if trial}


def by_kind(answers: Mapping[str, Marks]) -> Iterator[str]:
    """Give the table of kinds: hosts, and precision, recall and F1 of each program by its label."""
    first = next(iter(answers.values()))
    rows = [["kind", "hosts", *answers]]
    rows += [
        [marked(kind), str(first[kind].hosts), *(_cell(marks[kind]) for marks in answers.values())]
        for kind in (*sorted(first.keys() & set(KINDS)), DECIDABLE, ALL)
    ]
    rows.append([MEAN, "", *(f"{mean(marks):.3f}" for marks in answers.values())])
    return aligned(rows)


def costs(rounds: Iterable[Round]) -> Iterator[str]:
    """Give the table of time and memory."""
    rows = [["program", "hosts", "records", "seconds", "CPU seconds", "records/CPU s", "peak MiB"]]
    for one in rounds:
        rows += [[PROGRAMS[name].label, str(one.hosts), *_cost(trial, one.limit)] for name, trial in one.trials.items()]
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give a Markdown table, its first row being the head; numbers stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = [f"{'-' * (widths[0])}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    for row in (rows[0], rule, *rows[1:]):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield f"| {' | '.join(cells)} |"


def marked(kind: str) -> str:
    """Return a kind's name, with the sign of what nobody could tell or what Rollcall refuses on purpose."""
    sign = " (*)" if kind in HOPELESS else " (†)" if kind in BY_NAME_ALONE else ""
    return f"`{kind}`{sign}" if kind in KINDS else kind


def mean(marks: Marks) -> float:
    """Return the mean F1 of the kinds that can be told and have pairs: no kind counts for more than another."""
    rates = [
        mark.score.f1
        for kind, mark in marks.items()
        if kind in KINDS and kind not in HOPELESS and (mark.score.joined or mark.score.wanted)
    ]
    return sum(rates) / len(rates) if rates else 1.0


def _cell(mark: Mark) -> str:
    """Return precision, recall and F1; one of no pairs is none."""
    one = mark.score
    rates = ((one.precision, one.joined), (one.recall, one.wanted), (one.f1, one.joined or one.wanted))
    return " ".join(f"{rate:.3f}" if pairs else "  -  " for rate, pairs in rates)


def _cost(trial: Trial | None, limit: float) -> list[str]:
    if trial is None:
        return ["", f"not within {limit:.0f}", "", "", ""]
    cost = trial.cost
    rate = cost.records / cost.cpu_seconds if cost.cpu_seconds else 0
    return [str(cost.records), f"{cost.seconds:.1f}", f"{cost.cpu_seconds:.1f}", f"{rate:,.0f}", str(cost.peak_mib)]
