"""How a command reaches the inventory: to look while services run, or alone to change it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.wiring import Ports, open_ports
from shared.adapters.clock import SystemClock
from shared.logs import logging_to, logging_warnings
from shared.settings import SharedSettings

T = TypeVar("T")


def look(work: Callable[[Ports], Awaitable[T]]) -> T:
    """Return what `work` reads; services may write meanwhile."""
    with logging_warnings(), open_ports(SharedSettings.load(), read_only=True) as ports:
        return asyncio.run(_awaited(work, ports))


def change(work: Callable[[Ports], Awaitable[T]]) -> T:
    """Return what `work` does, alone on the store.

    Raises:
        StoreLocked: services are running on it.

    """
    shared = SharedSettings.load()
    with logging_to(shared, SystemClock(), "operator"), open_ports(shared) as ports:
        return asyncio.run(_awaited(work, ports))


def say(text: str) -> None:
    """Write a line to stdout."""
    sys.stdout.write(f"{text}\n")


async def _awaited(work: Callable[[Ports], Awaitable[T]], ports: Ports) -> T:
    return await work(ports)
