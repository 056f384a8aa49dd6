"""Exact under fire: whatever happens to processes and servers, the inventory is the embedded form's, to the byte."""

import asyncio
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.contracts.topics import RAW, Message
from shared.errors import Temporary
from shared.ports import EventLog
from tests.stack import faults
from tests.stack.deployment import Deployment
from tests.stack.faults import Fault
from tests.stack.fleet import Documents, documents, fleet, processed, published, reference, shuffled

pytestmark = pytest.mark.stack
LOAD = 10  # earlier pages that come again with each part, so that something is under way when a fault comes


async def chaos(folder: Path, hosts: int, plan: Sequence[Fault], seed: int, away: float) -> str:
    """Give the pages part by part, each with a fault, and compare after each; return the figures."""
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    pages, sent = shuffled(fleet(hosts), chance), 0
    there = Deployment(folder, chance, away)
    differences: list[str] = []
    there.start("visualizer")
    there.start("normalizer", chance.randint(1, 3))
    there.start("deduper", chance.randint(1, 8))
    try:
        with reference(folder / "embedded") as embedded:
            async with there.ports() as ports:
                for number, fault in enumerate(plan, 1):
                    upto = len(pages) * number // len(plan)
                    part = [*pages[sent:upto], *chance.sample(pages[:upto], min(LOAD, upto))]
                    sent = upto
                    await patiently(ports.log, part)
                    await asyncio.sleep(chance.uniform(0, 4))
                    await fault(there)
                    await there.drained(ports)
                    wanted = await processed(embedded, part)
                    for found in (await documents(ports), await published(ports)):
                        differences += [f"{fault.__name__}: {one}" for one in different(wanted, found)]
    finally:
        there.end()
    assert differences == []
    return f"{len(plan)} faults, {len(differences)} differences; {len(pages)} pages, {len(wanted)} hosts"


def different(wanted: Documents, found: Documents) -> list[str]:
    """Return the hosts that are missing, too many or another one, to the byte."""
    return sorted(one for one in wanted.keys() | found.keys() if wanted.get(one) != found.get(one))


async def patiently(log: EventLog, pages: list[Message]) -> None:
    """Append the pages, again if a broker that came back isn't ready: to come twice does no harm."""
    for _ in range(60):
        try:
            return await log.append(RAW.name, pages)
        except Temporary as reason:
            sys.stderr.write(f"{reason}\n")
            await asyncio.sleep(1)
    raise AssertionError("the broker didn't come back")


def test_exact_under_fire(tmp_path: Path) -> None:
    """Each sort of fault once, in an order that chance chose; parts of the stack are away for seconds."""
    plan = [*faults.PROCESSES, *faults.PARTS, *faults.OPERATIONS]
    random.Random(7).shuffle(plan)  # noqa: S311 - the same each time
    said = asyncio.run(chaos(tmp_path, 600, plan, 7, 3.0))
    sys.stdout.write(f"{said}\n")


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(4))
def test_exact_under_much_fire(tmp_path: Path, seed: int) -> None:
    """More than 20,000 records and 26 faults for each seed, parts away for half a minute."""
    plan = 2 * [*faults.PROCESSES, *faults.PARTS, *faults.OPERATIONS]
    random.Random(seed).shuffle(plan)  # noqa: S311 - the same each time
    said = asyncio.run(chaos(tmp_path, 10_500, plan, seed, 30.0))
    sys.stdout.write(f"{said}\n")
