"""What is measured side by side: each program by name, how it is set, and the function that runs it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from shared.contracts.record import HostRecord

Answer = Callable[[Iterable[HostRecord]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Program:
    """A way to tell which records are one machine.

    Attributes:
        label: its name in tables
        package: distribution that it comes in
        where: module and function
        settings: how it is run, in words
        small: it is run at the small size alone, and why
        every_version: it is given all versions of a record; the others get the latest alone

    """

    label: str
    package: str
    where: str
    settings: str
    small: str = ""
    every_version: bool = False

    @property
    def version(self) -> str:
        """Return the installed version."""
        return version(self.package)

    def answer(self) -> Answer:
        """Return the function; imported only now, since rivals aren't installed but for a comparison."""
        module, _, function = self.where.partition(":")
        found: Answer = getattr(import_module(module), function)
        return found


PROGRAMS = {
    "rollcall": Program(
        "Rollcall",
        "rollcall",
        "benchmarks.ours:decision",
        "the deduper's decision on the memory index, in batches of 500: what the others do too",
        every_version=True,
    ),
    "deduper": Program(
        "Rollcall, whole deduper",
        "rollcall",
        "benchmarks.ours:inventory",
        "decides the same, and stores records, merges and publishes hosts, on memory adapters",
        small="its answer is the decision's, so its table of kinds is left out",
        every_version=True,
    ),
    "splink-rules": Program(
        "Splink, rules",
        "splink",
        "benchmarks.rivals.splink:rules",
        "DuckDB; deterministic link on the same keys, an exploded blocking rule each; connected components",
    ),
    "splink-model": Program(
        "Splink, model",
        "splink",
        "benchmarks.rivals.splink:model",
        "DuckDB; instance id, UUID or serial, name (Jaro-Winkler), MACs, addresses, system and model compared, with "
        "term frequencies; trained by expectation maximisation on names and MACs; probability 0.999",
    ),
    "correlator": Program(
        "security-asset-correlator",
        "security-asset-correlator",
        "benchmarks.rivals.correlator:correlate",
        "its default thresholds and memory store; EDR records before Qualys', as its command reads them",
        small="its time grows with the square of the hosts",
    ),
}
