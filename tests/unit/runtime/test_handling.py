"""A batch that is given again counts once."""

import asyncio

import pytest

from shared.contracts.topics import Message
from shared.errors import Permanent, TooManyDeadLetters
from shared.ports import Delivery, Rejection
from shared.runtime.handling import Handling, Job
from shared.runtime.settings import RuntimeSettings
from tests.unit.runtime.bench import SOURCE, Bench, Told


def test_only_acknowledged_batches_count_toward_the_limit(bench: Bench) -> None:
    """Refused and not acknowledged, a batch may come back any number of times; acknowledged ones add up."""
    settings = RuntimeSettings(dead_letter_share=0.5, dead_letter_minimum=3)
    told = Told(lambda batch: [Rejection(one, one.message, Permanent("no")) for one in batch])
    handling = Handling(Job(told, "told", 1), bench.log, bench.clock, settings)
    batch = [Delivery(Message("bad", b"x"), SOURCE, 0, 0, bench.clock.now())]

    async def scenario() -> None:
        for _ in range(5):
            await handling.handle(batch)
        for _ in range(2):
            await handling.handle(batch)
            handling.acknowledged()
        with pytest.raises(TooManyDeadLetters):
            await handling.handle(batch)

    asyncio.run(scenario())
    assert len(bench.letters()) == 7
