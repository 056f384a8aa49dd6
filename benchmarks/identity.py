"""`make bench`: what it costs to decide who is who, in time and memory, from ten thousand records to a million.

Each line is measured in a process of its own, and beside it a bare grouping of the same keys: a dictionary from each
key to the set of its records, which decides nothing. Rates differ between machines; their ratio hardly does. Rates are
of CPU time, on one core.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import lines
from benchmarks.arrivals import FIRST
from benchmarks.lines import Line

SIZES = (10_000, 100_000, 1_000_000)
PIPELINE = 5_000  # records of the lines that do more than decide
_HEAD = f"{'':44}{'records':>9}{'records/s':>11}{'of bare':>9}{'slowest':>9}{'index':>8}{'peak':>7}"
_UNITS = f"{'':44}{'':>9}{'':>11}{'':>9}{'batch ms':>9}{'B/rec':>8}{'MiB':>7}"


def main(
    records: Annotated[list[int] | None, typer.Option(min=1000, help="sizes; give it again for another")] = None,
    batch: Annotated[int, typer.Option(min=1, help="records of a decision")] = 500,
    only: Annotated[str, typer.Option(help="lines whose name begins so")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="one object a line")] = False,
) -> None:
    """Measure and print."""
    if not as_json:
        print(f"{_HEAD}\n{_UNITS}", flush=True)
    for line in measure(sorted(records or SIZES), batch, only):
        print(json.dumps(line.as_dict()) if as_json else _row(line), flush=True)


def measure(sizes: list[int], batch: int, only: str = "") -> Iterator[Line]:
    """Give the lines as they are measured; each has the rate of the bare grouping of as many records beside it."""
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder) / "arrivals"
        _alone(lines.write_arrivals, spool, min(max(sizes), FIRST))
        for size in sizes:
            bare = _alone(lines.bare, spool, size, batch)
            yield bare
            for one in (lines.memory, lines.sqlite):
                if one.__name__.startswith(only):
                    yield _alone(one, spool, size, batch).beside(bare)
        bare = _alone(lines.bare, spool, min(PIPELINE, sizes[0]), batch)
        for other in (lines.extraction, lines.deduper):
            if other.__name__.startswith(only):
                yield _alone(other, min(PIPELINE, sizes[0]), batch).beside(bare)
        for members in (100, sizes[-1]):
            if "crowd".startswith(only):
                yield _alone(lines.crowd, members, batch).beside(bare)


def _alone(work: Callable[..., Any], *arguments: object) -> Any:  # Any: what the work returns
    """Do the work in a new process, so that memory is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _row(line: Line) -> str:
    ratio = f"{line.of_bare:.3f}" if line.of_bare else ""
    index = f"{line.index_bytes / line.records:.0f}" if line.index_bytes else ""
    return (
        f"{line.name:44}{line.records:>9,}{line.rate:>11,.0f}{ratio:>9}{line.slowest * 1000:>9.1f}"
        f"{index:>8}{line.peak / 2**20:>7,.0f}"
    )


if __name__ == "__main__":
    typer.run(main)
