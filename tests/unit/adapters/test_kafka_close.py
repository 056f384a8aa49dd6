"""A member that leaves while no broker answers: the library lets a cancelled fetch out of its `stop`."""

import asyncio
from typing import Any, cast

import pytest

from shared.adapters.kafka.consumer import KafkaConsumer
from shared.adapters.kafka.handover import Handover
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.settings import KafkaSettings


class Client:
    """A client whose fetch is cancelled while it stops."""

    async def stop(self) -> None:
        """Stop, as aiokafka does when its fetch waits for a broker."""
        await asyncio.sleep(0)
        raise asyncio.CancelledError


def consumer() -> KafkaConsumer:
    """Return a member with that client."""
    return KafkaConsumer(Link(KafkaSettings()), "t", cast("Any", Client()), Handover(1.0))


def test_to_leave_is_no_cancellation() -> None:
    """Who leaves goes on."""
    asyncio.run(consumer().close())


def test_a_cancellation_of_ours_is_one() -> None:
    """Who is cancelled while leaving ends."""

    async def scenario() -> None:
        leaving = asyncio.create_task(consumer().close())
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving

    asyncio.run(scenario())
