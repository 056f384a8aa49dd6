"""Vendors that prepare an answer, and vendors that say something with a status that others refuse with."""

from datetime import timedelta

import httpx
import pytest

from services.fetcher.core import Page
from services.fetcher.politeness import LONGEST_ASKED
from shared.adapters.clock import ManualClock
from shared.errors import Temporary, VendorRefused
from tests.unit.fetcher.world import NOON, Preparing, client, run, settings_of


def test_a_vendor_that_prepares_its_answer_is_left_alone() -> None:
    """As long as its page says, and never longer than any vendor may make us wait."""
    assert [between(seconds) for seconds in (0.0, 7.5, LONGEST_ASKED * 9)] == [0.0, 7.5, LONGEST_ASKED]


def between(seconds: float) -> float:
    """Return the seconds from one page to the next one."""
    asked, vendor = client(lambda _: httpx.Response(200)), Preparing(seconds, polls=1)
    clock = asked._clock
    assert isinstance(clock, ManualClock)

    async def work() -> float:
        page = await asked.page(vendor, settings_of(), "0")
        await asked.page(vendor, settings_of(), page.cursor or "")
        return (clock.now() - NOON).total_seconds()

    return run(work())


def test_a_clock_that_is_set_back_makes_nobody_wait() -> None:
    """Longer than any vendor may ask for."""
    asked, vendor = client(lambda _: httpx.Response(200)), Preparing(5, polls=1)

    async def work() -> float:
        page = await asked.page(vendor, settings_of(), "0")
        asked._clock = clock = ManualClock(NOON - timedelta(days=400))
        await asked.page(vendor, settings_of(), page.cursor or "")
        return (clock.now() - NOON + timedelta(days=400)).total_seconds()

    assert run(work()) == LONGEST_ASKED


@pytest.mark.parametrize("status", [404, 409])
def test_an_answer_of_its_own_is_read_whatever_its_status(status: int) -> None:
    """What the vendor takes for an answer is one; anything else of that status is what it always is."""
    vendor = Preparing(0, polls=0)
    said = client(lambda _: httpx.Response(status, text="ours: it is being made"))
    other = client(lambda _: httpx.Response(status, text="no"), patience=0)

    assert run(said.page(vendor, settings_of(), "0")) == Page([{"status": status}], None)
    with pytest.raises(VendorRefused if status == 404 else Temporary):
        run(other.page(vendor, settings_of(), "0"))
