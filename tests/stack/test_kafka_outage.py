"""A broker that goes away and comes back: nothing that was said to be safe is gone, nothing hangs."""

import asyncio
import os
import subprocess
from collections.abc import Iterator

import pytest

from shared.adapters.clock import SystemClock
from shared.errors import Temporary
from shared.ports import EventLog
from tests.contracts.letters import finished, messages, read
from tests.stack.kafka import new_log
from tests.stack.servers import SCRIPTS

pytestmark = pytest.mark.stack
AWAY = 2  # ports from the stack's own broker to this one's


def broker(what: str) -> str:
    """Start or end a broker that is this test's alone."""
    around = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP_SERVERS"}
    around["KAFKA_PORT"] = str(int(os.environ.get("KAFKA_PORT", "29092")) + AWAY)
    around["KAFKA_HEAP"] = "256m"
    done = subprocess.run([SCRIPTS / "kafka", what], env=around, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return str(done.stdout).strip()


@pytest.fixture
def servers() -> Iterator[str]:
    """A broker that may be ended."""
    broker("up")
    yield broker("url")
    broker("down")


def test_a_broker_comes_back(servers: str) -> None:
    """Meanwhile to append, commit, poll and look is Temporary, one may leave; then all is there, in order."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1, bootstrap_servers=servers, timeout=3.0) as log:
            consumer = await log.consumer("t", "group")
            await log.append("t", messages("abc"))
            assert read(await consumer.poll(9, 5)) == "abc"
            leaving = await log.consumer("t", "another group")
            await asyncio.to_thread(broker, "down")
            for failing in (
                log.append("t", messages("de")),
                consumer.commit(),
                consumer.poll(9, 0),
                log.lag("t", "group"),
            ):
                with pytest.raises(Temporary):
                    await failing
            await leaving.close()
            await consumer.rewind()
            await asyncio.to_thread(broker, "up")
            await again(log)
            seen = read([one async for one in log.read("t")])
            given = read(await finished(log, consumer))

        assert seen in ("abcde", "abcdede"), "what was called Temporary may have arrived all the same"
        assert given == seen

    asyncio.run(scenario())


async def again(log: EventLog) -> None:
    """Append what couldn't be, as a loop does: until it can."""
    for _ in range(20):
        try:
            return await log.append("t", messages("de"))
        except Temporary:
            continue
    raise AssertionError("it never came back")
