"""How a command reaches the inventory: to look while services run, or alone to change it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.wiring import Ports, open_ports
from shared.adapters.clock import SystemClock
from shared.logs import logging_to, logging_warnings
from shared.runtime.private import keep_private
from shared.settings import SharedSettings

T = TypeVar("T")


def look(work: Callable[[Ports], Awaitable[T]]) -> T:
    """Return what `work` reads; services may write meanwhile."""
    with logging_warnings():
        return asyncio.run(_on_ports(work, SharedSettings.load(), read_only=True))


def change(work: Callable[[Ports], Awaitable[T]]) -> T:
    """Return what `work` does; in the embedded form, alone on the store.

    Raises:
        StoreLocked: services are running on it.

    """
    shared = SharedSettings.load()
    keep_private(shared)
    with logging_to(shared, SystemClock(), "operator"):
        return asyncio.run(_on_ports(work, shared, read_only=False))


def say(text: str) -> None:
    """Write a line to stdout."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Write what is wrong to stderr, as the end of a process would."""
    sys.stderr.write(f"rollcall: {text}\n")


async def _on_ports(work: Callable[[Ports], Awaitable[T]], shared: SharedSettings, *, read_only: bool) -> T:
    async with open_ports(shared, read_only=read_only) as ports:
        return await work(ports)
