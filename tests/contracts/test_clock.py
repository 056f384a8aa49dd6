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


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock(NOON)])
def test_sleep_lets_others_run(clock: Clock) -> None:
    """Who sleeps doesn't hold the event loop: another task that is ready gets its turn."""
    done: list[str] = []

    async def other() -> None:
        done.append("other")

    async def scenario() -> None:
        task = asyncio.create_task(other())
        await clock.sleep(0.001)
        done.append("sleeper")
        await task

    asyncio.run(scenario())
    assert done == ["other", "sleeper"]


def test_a_manual_clock_stands_still_until_someone_sleeps(clock: ManualClock) -> None:
    """It moves by exactly what is slept, also by a day, at once."""
    assert clock.now() == clock.now() == NOON
    asyncio.run(clock.sleep(86_400))

    assert clock.now() == NOON + timedelta(days=1)
