"""A vendor counts how many requests a customer has open, whichever process sends them: each waits for its turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import random
from typing import Protocol, runtime_checkable
from uuid import uuid4

import structlog

from services.fetcher.core import Answer, Vendor
from shared.errors import Temporary
from shared.ports import Clock
from shared.ports.slots import Slots
from shared.settings import Settings

LONGEST = 300.0  # seconds that a request may take, at most: then it is given up
LATER = 10.0  # so many seconds later its place can be another's
EVERY = 0.2  # seconds, on average, between two looks whether a place is free

_log = structlog.get_logger()


@runtime_checkable
class Counted(Vendor, Protocol):
    """A vendor that counts open requests."""

    def turns(self, settings: Settings) -> tuple[str, int]:
        """Return for whom they are counted, and how many there may be."""


@runtime_checkable
class Excused(Vendor, Protocol):
    """A vendor that says in its answer's body how long to wait, where others have a header for it."""

    def wait(self, answer: Answer) -> float:
        """Return the seconds that a busy answer asks for; 0 if it doesn't say.

        Raises:
            RollcallError: it isn't busy; no wait will change its answer.

        """


class Turns:
    """Gives a request its turn."""

    def __init__(self, slots: Slots, clock: Clock, longest: float = LONGEST) -> None:
        """Give a request so many seconds at most."""
        self._slots, self._clock, self._longest = slots, clock, longest

    @asynccontextmanager
    async def turn(self, vendor: Vendor, settings: Settings) -> AsyncIterator[None]:
        """Hold one of the vendor's places while the block runs, if it counts them.

        Raises:
            Temporary: the block took so long that the place is another's soon.

        """
        if not isinstance(vendor, Counted):
            yield
            return
        (name, most), holder = vendor.turns(settings), uuid4().hex
        await self._wait(name, most, holder)
        try:
            async with asyncio.timeout(self._longest):
                yield
        except TimeoutError as error:
            raise Temporary(f"{vendor.name}: the answer takes longer than {self._longest:g} s") from error
        finally:
            with suppress(Temporary):  # it is free by itself a little later
                await self._slots.give_back(name, holder)

    async def _wait(self, name: str, most: int, holder: str) -> None:
        told = False
        while not await self._slots.take(name, most, holder, self._longest + LATER):
            if not told:
                _log.info("waiting_for_a_turn", of=name, most=most)
                told = True
            await self._clock.sleep(EVERY * (0.5 + random()))  # noqa: S311 - not all look at once
