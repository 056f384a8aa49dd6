"""How right Rollcall is about invented hosts, by kind of difficulty."""

import json
import logging
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.field import write_records
from benchmarks.programs import PROGRAMS
from benchmarks.tables import by_kind
from benchmarks.trial import measure
from shared.logs import logging_warnings
from simulator.population import Population
from simulator.report import NOTE


def main(
    hosts: Annotated[int, typer.Option(min=10, max=1_000_000, help="machines")] = 100_000,
    seed: Annotated[int, typer.Option(help="another seed, other machines")] = 1,
    whole: Annotated[bool, typer.Option(help="also store, merge and publish hosts")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON in place of the table")] = False,
) -> None:
    """Score Rollcall alone; `make compare` scores others too."""
    population, name = Population(hosts, seed), "deduper" if whole else "rollcall"
    with tempfile.TemporaryDirectory() as folder, logging_warnings():
        file = Path(folder) / "records.jsonl"
        write_records(population, file)
        logging.disable(logging.INFO)
        trial = measure(name, file, population)
    if as_json:
        print(json.dumps(trial.as_json()))
        return
    cost = trial.cost
    print("\n".join(by_kind({PROGRAMS[name].label: trial.marks})))
    print(f"\n{NOTE}\n{cost.records:,} records, {cost.hosts:,} hosts, {cost.seconds} s, at most {cost.peak_mib} MiB")


if __name__ == "__main__":
    typer.run(main)
