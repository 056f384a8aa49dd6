"""The event log in lists: partitions by key, groups whose members share the partitions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from zlib import crc32

from shared.contracts.topics import Message
from shared.ports import Clock, Consumer, Delivery

POLL = 0.05  # seconds until a topic that had nothing new is looked at again


class MemoryEventLog:
    """Implements `EventLog`."""

    def __init__(self, clock: Clock, partitions: int = 1) -> None:
        self.clock = clock
        self.partitions = partitions
        self._messages: defaultdict[tuple[str, int], list[Delivery]] = defaultdict(list)
        self.committed: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * partitions)
        self.members: defaultdict[tuple[str, str], list[MemoryConsumer]] = defaultdict(list)

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order."""
        for message in messages:
            place = crc32(message.key.encode()) % self.partitions
            there = self._messages[topic, place]
            there.append(Delivery(message, topic, place, len(there), self.clock.now()))

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join `group` on `topic`."""
        member = MemoryConsumer(self, topic, group)
        self.members[topic, group].append(member)
        self.rebalance(topic, group)
        return member

    def read(self, topic: str, partition: int = 0) -> list[Delivery]:
        """Return a partition's messages."""
        return self._messages[topic, partition]

    def rebalance(self, topic: str, group: str) -> None:
        """Deal the partitions out to the members again; one that changes hands goes on from what was acknowledged."""
        members = self.members[topic, group]
        for number, member in enumerate(members):
            member.assign(range(number, self.partitions, len(members)))


class MemoryConsumer:
    """Implements `Consumer`."""

    def __init__(self, log: MemoryEventLog, topic: str, group: str) -> None:
        self._log, self._topic, self._group = log, topic, group
        self._next: dict[int, int] = {}  # of each partition that it is assigned

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages, at most `limit`."""
        found = self._read(limit)
        if not found and wait > 0:
            await self._log.clock.sleep(min(wait, POLL))
            found = self._read(limit)
        return found

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned."""
        for place, offset in self._next.items():
            self._committed[place] = offset

    async def rewind(self) -> None:
        """Go back to what was last acknowledged."""
        self._next = {place: self._committed[place] for place in self._next}

    async def seek(self, to: int | datetime) -> None:
        """Go to an offset or the first message at or after a time, and acknowledge it: the whole group does."""
        for place in range(self._log.partitions):
            there = self._log.read(self._topic, place)
            times = (number for number, one in enumerate(there) if not isinstance(to, int) and one.time >= to)
            offset = to if isinstance(to, int) else next(times, len(there))
            self._committed[place] = max(0, min(offset, len(there)))
        for member in self._log.members[self._topic, self._group]:
            await member.rewind()

    async def lag(self) -> int:
        """Return how many messages of the topic the group hasn't acknowledged."""
        return sum(len(self._log.read(self._topic, place)) - offset for place, offset in enumerate(self._committed))

    async def close(self) -> None:
        """Leave the group."""
        members = self._log.members[self._topic, self._group]
        if self in members:
            members.remove(self)
            self.assign(())
            self._log.rebalance(self._topic, self._group)

    def assign(self, places: Iterable[int]) -> None:
        """Take these partitions; what was polled of those that it had already stays polled."""
        self._next = {place: self._next.get(place, self._committed[place]) for place in places}

    @property
    def _committed(self) -> list[int]:
        return self._log.committed[self._topic, self._group]

    def _read(self, limit: int) -> list[Delivery]:
        found: list[Delivery] = []
        for place, start in self._next.items():
            batch = self._log.read(self._topic, place)[start : start + limit - len(found)]
            self._next[place] += len(batch)
            found += batch
        return found
