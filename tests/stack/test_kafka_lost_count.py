"""A producer whose count of messages isn't the broker's, as after an outage: it is replaced, nothing is lost."""

import asyncio

import pytest
from aiokafka import TopicPartition

from shared.adapters.clock import SystemClock
from shared.errors import Temporary
from tests.contracts.letters import messages, read
from tests.stack.kafka import new_log

pytestmark = pytest.mark.stack


def test_a_producer_that_lost_count_is_replaced() -> None:
    """The append is Temporary, the next one works, and all is there once."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1) as log:
            await log.append("t", messages("a"))
            count = log._sends._producer._txn_manager
            count.increment_sequence_number(TopicPartition(log._link.topic("t"), 0), 7)
            with pytest.raises(Temporary, match="lost count"):
                await log.append("t", messages("b"))
            await log.append("t", messages("b"))
            await log.append("t", messages("c"))
            assert read([one async for one in log.read("t")]) == "abc"

    asyncio.run(scenario())
