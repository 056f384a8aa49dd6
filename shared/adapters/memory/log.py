"""The event log in lists: partitions by key, groups whose members share the partitions."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from zlib import crc32

from shared.contracts.topics import Message
from shared.errors import GroupInUse
from shared.ports import Clock, Consumer, Delivery, Place

POLL = 0.05  # seconds until a topic that had nothing new is looked at again


class MemoryEventLog:
    """Implements `EventLog`."""

    def __init__(self, clock: Clock, partitions: int = 1) -> None:
        self.clock = clock
        self.partitions = partitions
        self._messages: defaultdict[tuple[str, int], list[Delivery]] = defaultdict(list)
        self.committed: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * partitions)
        self._members: defaultdict[tuple[str, str], list[MemoryConsumer]] = defaultdict(list)

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order."""
        for message in messages:
            place = crc32(message.key.encode()) % self.partitions
            there = self._messages[topic, place]
            there.append(Delivery(message, topic, place, len(there), self.clock.now()))

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join `group` on `topic`."""
        member = MemoryConsumer(self, topic, group)
        self._members[topic, group].append(member)
        self.rebalance(topic, group)
        return member

    async def lag(self, topic: str, group: str) -> int:
        """Return how many messages of the topic the group hasn't acknowledged."""
        committed = self.committed[topic, group]
        return sum(len(self.there(topic, place)) - offset for place, offset in enumerate(committed))

    async def members(self, topic: str, group: str) -> int:
        """Return how many consumers the group has now."""
        return len(self._members[topic, group])

    async def seek(self, topic: str, group: str, to: Place) -> None:
        """Make a place what the group has acknowledged."""
        if self._members[topic, group]:
            raise GroupInUse(group)
        self.committed[topic, group] = [self.offset(topic, number, to) for number in range(self.partitions)]

    async def read(self, topic: str, start: Place = 0, end: Place | None = None) -> AsyncIterator[Delivery]:
        """Give the messages from `start` on, before `end` or the present end."""
        for messages in self._ranges(topic, start, end):
            for one in messages:
                yield one

    async def last(self, topic: str, most: int) -> AsyncIterator[Delivery]:
        """Give the topic's last messages."""
        for messages in self._ranges(topic, 0, None):
            for one in messages[max(0, len(messages) - most // self.partitions) :]:
                yield one

    async def count(self, topic: str, start: Place = 0, end: Place | None = None) -> int:
        """Return how many messages `read` would give."""
        return sum(map(len, self._ranges(topic, start, end)))

    def there(self, topic: str, partition: int = 0) -> list[Delivery]:
        """Return a partition's messages."""
        return self._messages[topic, partition]

    def offset(self, topic: str, partition: int, place: Place) -> int:
        """Return the offset of a place in a partition; beyond an end it is that end."""
        there = self.there(topic, partition)
        if isinstance(place, int):
            return max(0, min(place, len(there)))
        return next((number for number, one in enumerate(there) if one.time >= place), len(there))

    def of_group(self, topic: str, group: str) -> "list[MemoryConsumer]":
        """Return the members of a group."""
        return self._members[topic, group]

    def rebalance(self, topic: str, group: str) -> None:
        """Deal the partitions out to the members again; one that changes hands goes on from what was acknowledged."""
        members = self._members[topic, group]
        for number, member in enumerate(members):
            member.assign(range(number, self.partitions, len(members)))

    def _ranges(self, topic: str, start: Place, end: Place | None) -> list[list[Delivery]]:
        found = []
        for number in range(self.partitions):
            there = self.there(topic, number)
            last = len(there) if end is None else self.offset(topic, number, end)
            found.append(there[self.offset(topic, number, start) : last])
        return found


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

    async def close(self) -> None:
        """Leave the group."""
        members = self._log.of_group(self._topic, self._group)
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
            batch = self._log.there(self._topic, place)[start : start + limit - len(found)]
            self._next[place] += len(batch)
            found += batch
        return found
