"""An event log that lives in a loop of its own: the contract suites begin a loop for each scenario, and end it.

A client of Kafka works in the background (heartbeats, fetches) of the loop in which it was opened.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

from shared.contracts.topics import Message
from shared.ports import Consumer, Delivery, EventLog, Place

T = TypeVar("T")
Loop = asyncio.AbstractEventLoop


class ConsumerElsewhere:
    """Implements `Consumer`."""

    def __init__(self, consumer: Consumer, loop: Loop) -> None:
        self._consumer, self._loop = consumer, loop

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages."""
        return await there(self._loop, self._consumer.poll(limit, wait))

    async def commit(self) -> None:
        """Acknowledge."""
        await there(self._loop, self._consumer.commit())

    async def rewind(self) -> None:
        """Go back."""
        await there(self._loop, self._consumer.rewind())

    async def close(self) -> None:
        """Leave the group."""
        await there(self._loop, self._consumer.close())


class LogElsewhere:
    """Implements `EventLog`."""

    def __init__(self, log: EventLog, loop: Loop) -> None:
        self._log, self._loop = log, loop

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all."""
        await there(self._loop, self._log.append(topic, messages))

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join a group."""
        return ConsumerElsewhere(await there(self._loop, self._log.consumer(topic, group)), self._loop)

    async def lag(self, topic: str, group: str) -> int:
        """Return a group's lag."""
        return await there(self._loop, self._log.lag(topic, group))

    async def members(self, topic: str, group: str) -> int:
        """Return how many members a group has."""
        return await there(self._loop, self._log.members(topic, group))

    async def seek(self, topic: str, group: str, to: Place) -> None:
        """Move a group's place."""
        await there(self._loop, self._log.seek(topic, group, to))

    async def read(self, topic: str, start: Place = 0, end: Place | None = None) -> AsyncIterator[Delivery]:
        """Give a range of a topic, message by message as it is asked for."""
        async for one in self._each(self._log.read(topic, start, end)):
            yield one

    async def last(self, topic: str, most: int) -> AsyncIterator[Delivery]:
        """Give the last messages of a topic, as they are asked for."""
        async for one in self._each(self._log.last(topic, most)):
            yield one

    async def _each(self, deliveries: AsyncIterator[Delivery]) -> AsyncIterator[Delivery]:
        messages = aiter(deliveries)

        async def more() -> Delivery | None:
            return await anext(messages, None)

        while (one := await there(self._loop, more())) is not None:
            yield one

    async def count(self, topic: str, start: Place = 0, end: Place | None = None) -> int:
        """Return how many messages a range has."""
        return await there(self._loop, self._log.count(topic, start, end))


async def there(loop: Loop, work: Coroutine[Any, Any, T]) -> T:
    """Do it in the other loop, and wait for it in this one."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))


@contextmanager
def elsewhere(opening: AbstractAsyncContextManager[EventLog]) -> Iterator[LogElsewhere]:
    """Open a log in a loop of its own, and close it there."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def wait(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    async def enter() -> EventLog:
        return await opening.__aenter__()

    async def leave() -> None:
        await opening.__aexit__(None, None, None)

    try:
        log = wait(enter())
        try:
            yield LogElsewhere(log, loop)
        finally:
            wait(leave())
            wait(loop.shutdown_asyncgens())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
