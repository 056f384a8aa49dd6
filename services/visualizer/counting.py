"""Keeps the tally up to date with hosts.merged.

A group's member is given each message once, and none that another member was given. So the whole topic is read at the
start, which for a compacted topic is each host once, and again whenever something may be missing. The tally passes over
what it has counted, so nothing is lost by reading too much, and messages go on being counted meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import traits
from shared.contracts.host import revision_of
from shared.contracts.topics import MERGED, Message
from shared.errors import Permanent, Temporary
from shared.ports import Delivery, EventLog

_BREATH = 500  # messages after which others may run: an embedded log never waits


class Counting:
    """A tally, and what is still to be read for it to be whole."""

    def __init__(self, log: EventLog) -> None:
        self.tally = Tally()
        self._log = log
        self._is_whole = False
        self._replay: AsyncIterator[Delivery] | None = None
        self._again = False  # something is missing since the replay began
        self._next: dict[int, int] = {}  # of each partition, the offset that should come

    def take(self, one: Delivery) -> None:
        """Count what a message tells.

        Raises:
            Permanent: it tells nothing that can be read.

        """
        if one.offset > self._next.get(one.partition, 0):  # compaction took what was between, or another member
            self.doubt()
        self._pass(one)
        _count(self.tally, one.message)

    def doubt(self) -> None:
        """Have the topic read anew; a replay under way is ended first."""
        self._is_whole, self._again = False, self._replay is not None

    async def catch_up(self, limit: int) -> bool:
        """Read on, at most so many messages; return whether all is counted. Raises Temporary if the log is away."""
        if self._is_whole:
            return True
        replay = self._replay = self._replay or self._log.read(MERGED.name)
        try:
            for number in range(1, limit + 1):
                one = await anext(replay)
                self._pass(one)
                _count_readable(self.tally, one.message)
                if number % _BREATH == 0:
                    await asyncio.sleep(0)
        except StopAsyncIteration:
            self._replay, self._is_whole, self._again = None, not self._again, False
        except Temporary:
            self._replay = None  # it can't be gone on with
            raise
        return self._is_whole

    def _pass(self, one: Delivery) -> None:
        self._next[one.partition] = max(self._next.get(one.partition, 0), one.offset + 1)


def _count(tally: Tally, message: Message) -> None:
    revision = revision_of(message.headers)
    if revision and tally.knows(message.key, revision):
        return
    if message.value is not None:
        merged = MERGED.event.decode(message.value)
        tally.apply(merged.host.id, merged.revision, traits(merged.host))
    elif revision:
        tally.apply(message.key, revision, None)
    else:
        told = message.headers.get("revision", "")
        raise Permanent(f"tombstone of {message.key}: expected its revision as a header; got {told!r}")


def _count_readable(tally: Tally, message: Message) -> None:
    with suppress(Permanent):  # it is refused where it is handled, once
        _count(tally, message)
