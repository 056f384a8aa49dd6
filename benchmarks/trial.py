"""One program over one file of records, in a process of its own: its time, its peak of memory, its marks.

`python -m benchmarks.trial PROGRAM FILE HOSTS SEED` prints them as JSON; `run_trial` is for who starts it.
"""

import json
import logging
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.field import latest, read_records
from benchmarks.marks import Mark, Marks, judge
from benchmarks.programs import PROGRAMS
from shared.contracts.record import HostRecord
from shared.logs import logging_warnings
from simulator.population import Population


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer took.

    Attributes:
        records: records that the program was given
        hosts: hosts that it made of them
        seconds: time on the clock, without reading the records
        cpu_seconds: time of all cores
        peak_mib: the most memory that the process held, Python and all libraries included

    """

    records: int
    hosts: int
    seconds: float
    cpu_seconds: float
    peak_mib: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A program's cost and marks."""

    program: str
    version: str
    cost: Cost
    marks: Marks

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """Return the trial as JSON has it."""
        marks = {kind: mark.as_json() for kind, mark in self.marks.items()}
        return {"program": self.program, "version": self.version, **asdict(self.cost), "kinds": marks}

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> "Trial":  # Any: JSON
        """Return what `as_json` wrote."""
        cost = Cost(**{name: said[name] for name in Cost.__dataclass_fields__})
        marks = {kind: Mark.of_json(mark) for kind, mark in said["kinds"].items()}
        return cls(said["program"], said["version"], cost, marks)


class Source:
    """Gives records, and knows how many and how long it took itself."""

    def __init__(self, records: Iterator[HostRecord]) -> None:
        self._records = records
        self.count, self.seconds, self.cpu_seconds = 0, 0.0, 0.0

    def __iter__(self) -> Iterator[HostRecord]:
        while True:
            clock, cpu = time.perf_counter(), time.process_time()
            record = next(self._records, None)
            self.seconds += time.perf_counter() - clock
            self.cpu_seconds += time.process_time() - cpu
            if record is None:
                return
            self.count += 1
            yield record


def run_trial(name: str, file: Path, population: Population, limit: float) -> Trial | None:
    """Run a program in a process of its own; None if it doesn't finish within `limit` seconds."""
    command = [sys.executable, "-m", "benchmarks.trial", name, str(file), str(population.size), str(population.seed)]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=limit, text=True, check=True)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return None
    return Trial.of_json(json.loads(done.stdout.splitlines()[-1]))


def measure(name: str, file: Path, population: Population) -> Trial:
    """Run a program in this process."""
    program = PROGRAMS[name]
    records = read_records(file)
    source, answer = Source(records if program.every_version else latest(records)), program.answer()
    clock, cpu = time.perf_counter(), time.process_time()
    found = answer(source)
    seconds = time.perf_counter() - clock - source.seconds
    cpu_seconds = time.process_time() - cpu - source.cpu_seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # before the judging, which needs memory too
    cost = Cost(source.count, len(set(found.values())), round(seconds, 2), round(cpu_seconds, 2), peak)
    return Trial(name, program.version, cost, judge(population, found))


def main() -> None:
    """Run the program that the command line names."""
    name, file, hosts, seed = sys.argv[1:]
    logging.disable(logging.CRITICAL)  # programs tell of each step
    with logging_warnings():
        trial = measure(name, Path(file), Population(int(hosts), int(seed)))
    print(json.dumps(trial.as_json()))


if __name__ == "__main__":
    main()
