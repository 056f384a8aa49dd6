"""The truth about every record as JSON lines, for an endpoint and for a file."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path

from simulator import tenable
from simulator.population import Population

CHUNK = 1000  # lines that are made at once


def truth_lines(population: Population, *, also_tenable: bool = False) -> Iterator[str]:
    """Give the truth, many lines at a time: `{"record": "qualys:300000017", "machine": "m-17", "kinds": ["nat"]}`."""
    every = chain(population.truth(), tenable.truth(population) if also_tenable else ())
    lines = (json.dumps(asdict(one)) + "\n" for one in every)
    while chunk := "".join(islice(lines, CHUNK)):
        yield chunk


def write_truth(population: Population, file: Path) -> None:
    """Write the truth to a file; a reader never sees half of it."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as out:
        out.writelines(truth_lines(population))
    fresh.replace(file)
