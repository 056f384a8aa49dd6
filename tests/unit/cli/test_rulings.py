"""`rollcall link`, `unlink`, `forget`, `rulings`: events that are applied at once in the embedded form."""

import asyncio
import json

import pytest

from services.runs import process
from services.wiring.embedded import opened
from shared.adapters.clock import SystemClock
from shared.contracts.topics import NORMALIZED
from shared.ports import EventLog
from shared.settings import SharedSettings
from tests.unit.cli.conftest import Rollcall
from tests.unit.cli.world import record


@pytest.fixture
def placed(rollcall: Rollcall) -> Rollcall:
    """The command line over two hosts that share nothing, as the deduper made them."""

    async def publish(log: EventLog) -> None:
        await log.append(NORMALIZED.name, [NORMALIZED.message(record("qualys", number)) for number in (1, 2)])

    with opened(SharedSettings.load(), SystemClock(), read_only=False) as ports:
        asyncio.run(publish(ports.log))
        asyncio.run(process(["deduper"], ports))
    return rollcall


def hosts(rollcall: Rollcall) -> list[list[str]]:
    """Return the records of each host."""
    documents = [json.loads(line) for line in rollcall("hosts", "--json").out.splitlines()]
    return sorted(sorted(one["id"] for one in document["records"]) for document in documents)


def test_a_link_joins_and_forgetting_it_parts(placed: Rollcall) -> None:
    """Each is applied when the command returns; the list names those in force."""
    apart = [["qualys:1"], ["qualys:2"]]
    assert hosts(placed) == apart

    assert placed("link", "web-1", "web-2", "--because", "one chassis").out == "link: qualys:1 and qualys:2\n"
    assert hosts(placed) == [["qualys:1", "qualys:2"]]
    assert "link    qualys:1  qualys:2" in placed("rulings").out
    assert placed("rulings").out.endswith(": one chassis\n")

    assert placed("forget", "qualys:2", "qualys:1").code == 0
    assert hosts(placed) == apart
    assert placed("rulings").out == ""


def test_an_unlink_after_a_link_parts(placed: Rollcall) -> None:
    """The later ruling of a pair counts."""
    placed("link", "qualys:1", "qualys:2", "--because", "one chassis")
    placed("unlink", "qualys:1", "qualys:2", "--because", "no: two blades")
    assert hosts(placed) == [["qualys:1"], ["qualys:2"]]


def test_a_record_is_not_ruled_against_itself(placed: Rollcall) -> None:
    """Exit code 2, both words that mean it."""
    result = placed("link", "qualys:1", "web-1", "--because", "?")
    assert result.code == 2
    assert "both 'qualys:1' and 'web-1' mean record qualys:1" in result.err
