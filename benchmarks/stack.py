"""Records a second on the real Kafka, Redis and MongoDB: from a raw page in Kafka to a host in the store.

usage: python -m benchmarks.stack [--hosts 2000] [--dedupers 1 --dedupers 2 --dedupers 4] [--curve 0] [--json]
       python -m benchmarks.stack --alone: only what needs no servers

Beside it, in the same run: the same pages only parsed, the same documents only written. Services, brokers and stores
share the machine's cores, so rates of the wall are the machine's; those of a processor's second are the program's.
"""

import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import structlog
import typer

from benchmarks.bare import Taken, normalized, parsed, parsed_fast, written
from benchmarks.load import Load, deployment
from shared.adapters.mongodb.settings import MongoSettings
from shared.contracts.topics import Message
from tests.stack.fleet import fleet
from tests.stack.leaving import leave_nothing

STEP = 5_000  # hosts between two lines of the curve
HALF = 0.5  # of the rate that was measured, while latency is
_HEAD = f"{'':46}{'records':>9}{'wall s':>8}{'rec/s':>8}  records per second of a processor"


def main(
    hosts: Annotated[int, typer.Option(min=100, help="machines that are invented")] = 2_000,
    dedupers: Annotated[list[int] | None, typer.Option(min=1, help="how many; again for another")] = None,
    curve: Annotated[int, typer.Option(min=0, help="machines up to which an inventory grows")] = 0,
    alone: Annotated[bool, typer.Option("--alone", help="only what needs no servers")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one object a line")] = False,
) -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(_print(hosts, [] if alone else dedupers or [1, 2, 4], curve, as_json=as_json))


async def _print(hosts: int, dedupers: Sequence[int], curve: int, *, as_json: bool) -> None:
    if not as_json:
        sys.stdout.write(f"{_HEAD}\n")
    async for taken in measure(hosts, dedupers, curve):
        sys.stdout.write((json.dumps(asdict(taken)) if as_json else _row(taken)) + "\n")
        sys.stdout.flush()


async def measure(hosts: int, dedupers: Sequence[int], curve: int) -> AsyncIterator[Taken]:
    """Give the lines as they are measured."""
    pages = fleet(hosts, rounds=1)
    for measured in (parsed, parsed_fast, normalized):
        yield measured(pages)
    for count in dedupers:
        async with loaded() as load:
            await load.started("normalizer", 1)
            await load.started("deduper", count)
            taken = await load.through(f"end to end: 1 normalizer, {count} dedupers", pages)
            yield taken
            if count == dedupers[0]:
                yield await asyncio.to_thread(_written, load, taken.records)
                yield await load.bytes_of_a_record(taken.records)
    if not dedupers:
        return
    yield await _latency(dedupers[-1], pages, taken.rate())
    async for taken in _curve(curve):
        yield taken


@asynccontextmanager
async def loaded() -> AsyncIterator[Load]:
    """Give a deployment of which nothing is left afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        there = deployment(Path(folder))
        try:
            async with there.ports() as ports:
                yield Load(Path(folder), ports, there)
        finally:
            there.end()
            await leave_nothing({there.shared.namespace})


async def _latency(dedupers: int, pages: Sequence[Message], rate: float) -> Taken:
    """Have the pages come at half the rate; in a new inventory, where each record makes or changes a host."""
    async with loaded() as load:
        await load.started("normalizer", 1)
        await load.started("deduper", dedupers)
        return await load.steadily(f"the last at half its rate, {HALF * rate:,.0f} rec/s", pages, HALF * rate)


def _written(load: Load, records: int) -> Taken:
    namespace = load.there.shared.namespace
    url, database = load.there.settings["MONGODB_URL"], MongoSettings().database
    return written(url, database, [f"{namespace}.records", f"{namespace}.hosts"], records)


async def _curve(hosts: int) -> AsyncIterator[Taken]:
    """Let one inventory grow, and measure each step of it."""
    if not hosts:
        return
    pages = _evenly(fleet(hosts, rounds=1))
    steps = max(1, hosts // STEP)
    async with loaded() as load:
        await load.started("normalizer", 1)
        await load.started("deduper", 2)
        for number in range(steps):
            part = pages[len(pages) * number // steps : len(pages) * (number + 1) // steps]
            yield await load.through(f"an inventory grows: part {number + 1} of {steps}", part)


def _evenly(pages: Sequence[Message]) -> list[Message]:
    """Return the pages so that each part has the same machines of each vendor: as many new hosts, as many joined."""
    vendors = [one.key.partition("/")[0] for one in pages]
    places = [vendors[:number].count(vendor) / vendors.count(vendor) for number, vendor in enumerate(vendors)]
    return [page for _, page in sorted(zip(places, pages, strict=True), key=lambda pair: pair[0])]


def _row(taken: Taken) -> str:
    used = ", ".join(f"{who} {taken.rate(who):,.0f}" for who in taken.cpu if taken.rate(who))
    said = ", ".join(f"{name} {value:,.2f}" for name, value in taken.figures.items())
    return f"{taken.what:46}{taken.records:>9,}{taken.wall:>8.1f}{taken.rate():>8,.0f}  {used}{said}"


if __name__ == "__main__":
    typer.run(main)
