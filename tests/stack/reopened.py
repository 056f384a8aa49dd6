"""A port that is opened anew in each event loop: the contract suites have a loop for each scenario."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from inspect import isasyncgenfunction
from typing import Any

Open = Callable[[], AbstractAsyncContextManager[Any]]  # Any: whichever port


class Reopened:
    """Passes every call on to a port of the running loop, which is closed when the loop ends."""

    def __init__(self, port: type, opened: Open) -> None:
        self._kind, self._open = port, opened
        self._loop: asyncio.AbstractEventLoop | None = None
        self._now: Any = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the method of that name."""

        async def ask(*arguments: Any, **named: Any) -> Any:
            return await getattr(await self._port(), name)(*arguments, **named)

        async def give(*arguments: Any, **named: Any) -> AsyncIterator[Any]:
            async for one in getattr(await self._port(), name)(*arguments, **named):
                yield one

        return give if isasyncgenfunction(getattr(self._kind, name)) else ask

    async def _port(self) -> Any:
        if self._loop is not asyncio.get_running_loop():
            self._loop = asyncio.get_running_loop()
            self._holder = self._hold()  # a loop that ends closes the generators that were begun in it
            self._now = await anext(self._holder)
        return self._now

    async def _hold(self) -> AsyncIterator[Any]:
        async with self._open() as port:
            yield port
