"""Invented hosts with every difficulty as raw pages, and the inventory that the embedded form makes of them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.runs import process
from services.wiring.embedded import opened
from services.wiring.ports import Ports
from shared.adapters.clock import SystemClock
from shared.contracts.raw import AnyPage
from shared.contracts.topics import MERGED, RAW, Message
from shared.settings import SharedSettings
from simulator.population import VENDORS, Population

PAGE = 40  # hosts of a page
Documents = dict[str, bytes]


def fleet(hosts: int, seed: int = 1, rounds: int = 2) -> list[Message]:
    """Return the pages of so many machines, as several syncs an hour apart fetch them."""
    return [page for number in range(rounds) for page in _sync(Population(hosts, seed, rounds=number), number)]


def _sync(population: Population, number: int) -> Iterator[Message]:
    for vendor in VENDORS:
        for sequence, start in enumerate(range(0, population.count(vendor), PAGE)):
            page = AnyPage(
                vendor=vendor,
                endpoint="vendor.test/api",
                sync_id=f"sync-{number}",
                sequence=sequence,
                fetched_at=population.reference,
                hosts=tuple(population.hosts(vendor, start, min(start + PAGE, population.count(vendor)))),
            )
            yield RAW.message(page)


def shuffled(pages: list[Message], chance: random.Random) -> list[Message]:
    """Return the pages in another order, some of them twice."""
    twice = chance.sample(pages, len(pages) // 10)
    return chance.sample([*pages, *twice], len(pages) + len(twice))


@contextmanager
def reference(folder: Path) -> Iterator[Ports]:
    """Open the embedded form, which the deployment is compared with."""
    with opened(SharedSettings(data=folder), SystemClock(), read_only=False) as ports:
        yield ports


async def processed(ports: Ports, pages: list[Message]) -> Documents:
    """Return the inventory that the embedded form has after these pages too."""
    await ports.log.append(RAW.name, pages)
    await process(["normalizer", "deduper"], ports)
    return await documents(ports)


async def documents(ports: Ports) -> Documents:
    """Return the inventory that the store holds: canonical JSON by host id, without the revision."""
    return {merged.host.id: merged.host.encode() async for merged in ports.store.hosts()}


async def published(ports: Ports) -> Documents:
    """Return the inventory that hosts.merged tells once it is compacted."""
    last = {one.message.key: one.message.value async for one in ports.log.read(MERGED.name)}
    return {key: MERGED.event.decode(value).host.encode() for key, value in last.items() if value}
