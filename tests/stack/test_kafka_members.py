"""What a real Kafka does to a group's members, and that nothing is lost or taken back by it."""

import asyncio
import signal
from contextlib import ExitStack

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.log import KafkaEventLog
from shared.contracts.topics import NORMALIZED, RAW
from shared.ports import Delivery
from tests.contracts.letters import messages, read
from tests.stack.kafka import new_log, settings
from tests.stack.pages import answer, pages
from tests.stack.servers import new_namespace
from tests.stack.workers import PARTITIONS, worker

pytestmark = pytest.mark.stack


def test_a_batch_is_finished_before_its_partition_changes_hands() -> None:
    """Who joins waits for the batch under way; what was acknowledged meanwhile isn't given again."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1) as log:
            await log.append("t", messages("abc"))
            one = await log.consumer("t", "group")
            batch = await one.poll(2, 0)
            joins = asyncio.create_task(log.consumer("t", "group"))
            for _ in range(100):  # looks; the newcomer is a member long before it may read
                if await log.members("t", "group") == 2:
                    break
            assert not joins.done()
            await one.commit()
            other = await joins
            rest = [*await one.poll(9, 0.5), *await other.poll(9, 0.5)]

        assert (read(batch), read(rest)) == ("ab", "c")

    asyncio.run(scenario())


def test_a_batch_that_takes_too_long_is_given_up_and_fenced() -> None:
    """After KAFKA_HANDOVER the others get it; the late commit acknowledges nothing, and takes back nothing."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1, handover=0.5) as log:
            await log.append("t", messages("abc"))
            late = await log.consumer("t", "group")
            assert read(await late.poll(2, 0)) == "ab"
            other = await log.consumer("t", "group")
            await late.commit()
            assert await log.lag("t", "group") == 3
            given: list[Delivery] = []
            while await log.lag("t", "group"):
                for member in (late, other):  # one of them has the partition now, maybe the same one
                    given += await member.poll(9, 0.1)
                    await member.commit()

            assert read(given) == "abc"
            assert await log.lag("t", "group") == 0

    asyncio.run(scenario())


async def lag_is_gone(log: KafkaEventLog) -> None:
    """Wait until all raw pages are acknowledged."""
    for _ in range(3_000):
        if not await log.lag(RAW.name, "normalizer"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("pages are left")


async def members_are(log: KafkaEventLog, count: int) -> None:
    """Wait until the group has so many members."""
    for _ in range(1_200):
        if await log.members(RAW.name, "normalizer") == count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{await log.members(RAW.name, 'normalizer')} members, expected {count}")


@pytest.mark.parametrize("runtime", ["kafka", "faust"])
def test_a_worker_that_slept_beyond_its_session_wakes_to_no_harm(runtime: str) -> None:
    """SIGSTOP in the midst of its pages, until the others have done them all; SIGCONT, and it works on as a member."""

    async def scenario() -> None:
        namespace = new_namespace()
        async with open_kafka(settings(partitions=PARTITIONS), SystemClock(), namespace) as log:
            with ExitStack() as running:
                sleeper = running.enter_context(worker(runtime, namespace))
                await log.append(RAW.name, list(pages(range(60))))
                await asyncio.to_thread(sleeper.reads, 5)
                sleeper.process.send_signal(signal.SIGSTOP)
                running.enter_context(worker(runtime, namespace))
                await lag_is_gone(log)
                await members_are(log, 1)
                sleeper.process.send_signal(signal.SIGCONT)
                await members_are(log, 2)
                await log.append(RAW.name, list(pages(range(60, 90))))
                await lag_is_gone(log)
                assert sleeper.process.poll() is None, "".join(sleeper.said[-20:])
            published = {(one.message.key, one.message.value) async for one in log.read(NORMALIZED.name)}

        assert published == answer(list(pages(range(90))))[0]

    asyncio.run(scenario())
