"""Turns: a vendor that counts open requests gets no more of them at once, from however many clients."""

import asyncio
from dataclasses import dataclass, field

import pytest

from services.fetcher.core import Answer, Ask, Page
from services.fetcher.turns import LONGEST, Turns
from shared.adapters.clock import SystemClock
from shared.adapters.memory import MemorySlots
from shared.errors import Temporary
from shared.settings import Settings
from tests.unit.fetcher.world import run


@dataclass
class Meter:
    """A vendor that counts who is inside at once."""

    most: int
    inside: int = 0
    seen: int = 0
    name: str = "counted"
    settings: type[Settings] = Settings
    order: list[int] = field(default_factory=list)

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - a vendor's form
        """Return a place."""
        return ""

    def ask(self, settings: Settings, cursor: str) -> Ask:  # noqa: ARG002 - a vendor's form
        """Return a request."""
        return Ask("GET", "https://api.example.com")

    def read(self, cursor: str, answer: Answer) -> Page:  # noqa: ARG002 - a vendor's form
        """Return a page."""
        return Page((), None)

    def turns(self, settings: Settings) -> tuple[str, int]:  # noqa: ARG002 - a vendor's form
        """Return how many may be inside."""
        return "api.example.com", self.most

    async def enter(self, turns: Turns, stay: float, number: int = 0) -> None:
        """Be inside for some time."""
        async with turns.turn(self, Settings()):
            self.inside += 1
            self.seen = max(self.seen, self.inside)
            self.order.append(number)
            try:
                await asyncio.sleep(stay)
            finally:
                self.inside -= 1


@pytest.mark.parametrize("most", [1, 2, 5])
def test_no_more_than_allowed_are_inside_at_once(most: int) -> None:
    """Of twenty requests of four clients; all get their turn."""
    meter = Meter(most)

    async def work() -> None:
        slots = MemorySlots(SystemClock())
        clients = [Turns(slots, SystemClock()) for _ in range(4)]
        await asyncio.gather(*(meter.enter(clients[number % 4], 1.0, number) for number in range(20)))

    run(work())
    assert (meter.seen, sorted(meter.order)) == (most, list(range(20)))


def test_a_place_is_given_back_after_a_failure() -> None:
    """Whatever ends the request."""
    meter = Meter(1)

    async def work() -> None:
        turns = Turns(MemorySlots(SystemClock()), SystemClock())
        task = asyncio.create_task(meter.enter(turns, 100))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.wait_for(meter.enter(turns, 1, 2), 2)

    run(work())
    assert meter.order == [0, 2]


def test_a_request_that_takes_too_long_is_given_up() -> None:
    """Before its place can be another's: asking again is an outage's remedy."""
    meter = Meter(1)

    async def work() -> float:
        turns, begun = Turns(MemorySlots(SystemClock()), SystemClock(), LONGEST / 2), asyncio.get_running_loop().time()
        with pytest.raises(Temporary, match="counted: the answer takes longer than"):
            await meter.enter(turns, 10 * LONGEST)
        return asyncio.get_running_loop().time() - begun

    assert LONGEST / 2 <= run(work()) < LONGEST / 2 + 1


class Absent(MemorySlots):
    """Places that can be taken, and nobody is there to take them back."""

    async def give_back(self, name: str, holder: str) -> None:
        """Fail."""
        raise Temporary(f"{name} is away from {holder}")


def test_an_answer_is_kept_though_its_place_cant_be_given_back() -> None:
    """The place is free by itself a little later."""
    meter = Meter(1)
    run(meter.enter(Turns(Absent(SystemClock()), SystemClock()), 1))
    assert meter.order == [0]
