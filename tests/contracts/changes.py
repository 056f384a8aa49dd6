"""Names and changes for the identity index."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.ports import Change

A, B, C = (bytes([letter]) * 10 for letter in b"abc")
CROWD = b"k" * 10


def check(scenario: Callable[[], Awaitable[None]]) -> None:
    """Run a scenario."""

    async def run() -> None:
        await scenario()

    asyncio.run(run())


def change(*, floor: int = 0, **parts: object) -> Change:
    """Return a change that expects nothing and writes nothing but what is given."""
    return Change(**{"expected": {}, "writes": {}, "floor": floor, **parts})  # type: ignore[arg-type] # parts by name
