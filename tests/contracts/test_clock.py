"""What every clock promises."""

import asyncio
from datetime import UTC, timedelta

import pytest

from shared.adapters.clock import ManualClock, SystemClock
from shared.ports import Clock
from tests.contracts.conftest import NOON


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock(NOON)])
def test_sleep_moves_the_present_on(clock: Clock) -> None:
    """After a sleep at least that time has passed, in UTC."""
    before = clock.now()
    asyncio.run(clock.sleep(0.01))

    assert clock.now() - before >= timedelta(seconds=0.01)
    assert clock.now().tzinfo is UTC
