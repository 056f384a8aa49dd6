"""`make compare`: Rollcall beside other programs on the same records: precision, recall, F1, time, memory."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.field import write_records
from benchmarks.page import page
from benchmarks.programs import PROGRAMS
from benchmarks.tables import Round
from benchmarks.trial import Trial, run_trial
from simulator.population import Population

PAGE = Path(__file__).parents[1] / "docs" / "quality.md"


def main(
    hosts: Annotated[int, typer.Option(min=100, max=1_000_000, help="machines")] = 100_000,
    small: Annotated[int, typer.Option(min=100, help="machines for all programs, also those that are slow")] = 2_000,
    seed: Annotated[int, typer.Option(help="another seed, other machines")] = 1,
    limit: Annotated[float, typer.Option(min=1, help="seconds for one program")] = 900,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON in place of the page")] = False,
    write: Annotated[bool, typer.Option(help="write docs/quality.md")] = True,
) -> None:
    """Measure all programs at two sizes, each in a process of its own."""
    large = [name for name, program in PROGRAMS.items() if not program.small]
    rounds = [
        Round(population.size, limit, dict(_trials(population, names, limit)))
        for population, names in ((Population(hosts, seed), large), (Population(small, seed), list(PROGRAMS)))
    ]
    text = page(rounds)
    if write:
        PAGE.write_text(text, encoding="utf-8")
    print(json.dumps([_as_json(one) for one in rounds]) if as_json else text)


def _trials(population: Population, names: list[str], limit: float) -> Iterator[tuple[str, Trial | None]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.jsonl"
        _say(f"{population.size:,} hosts: making the records …")
        _say(f"{population.size:,} hosts: {write_records(population, file):,} records")
        for name in names:
            trial = run_trial(name, file, population, limit)
            took = f"{trial.cost.seconds:.1f} s" if trial else f"not within {limit:.0f} s"
            _say(f"{population.size:,} hosts: {PROGRAMS[name].label}: {took}")
            yield name, trial


def _as_json(one: Round) -> dict[str, object]:
    return {"hosts": one.hosts, "programs": {name: trial and trial.as_json() for name, trial in one.trials.items()}}


def _say(text: str) -> None:
    typer.echo(text, err=True)


if __name__ == "__main__":
    typer.run(main)
