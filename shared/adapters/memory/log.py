"""The event log in lists: partitions by key, groups whose members share the partitions."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from shared.contracts.topics import Message
from shared.ports import Clock, Consumer, Delivery


class MemoryEventLog:
    """Implements `EventLog`."""

    def __init__(self, clock: Clock, partitions: int = 1) -> None:
        self._clock = clock
        self.partitions = partitions
        self._messages: defaultdict[tuple[str, int], list[Delivery]] = defaultdict(list)
        self.committed: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * partitions)
        self.members: defaultdict[tuple[str, str], list[MemoryConsumer]] = defaultdict(list)

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order."""
        for message in messages:
            place = crc32(message.key.encode()) % self.partitions
            there = self._messages[topic, place]
            there.append(Delivery(message, topic, place, len(there), self._clock.now()))

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
        """Deal the partitions out to the members again; each goes on from what was acknowledged."""
        members = self.members[topic, group]
        for number, member in enumerate(members):
            member.assigned = list(range(number, self.partitions, len(members)))
            member.reset()


class MemoryConsumer:
    """Implements `Consumer`."""

    def __init__(self, log: MemoryEventLog, topic: str, group: str) -> None:
        self._log, self._topic, self._group = log, topic, group
        self.assigned: list[int] = []
        self._next: dict[int, int] = {}

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:  # noqa: ARG002 - nothing can arrive meanwhile
        """Return the next messages, at most `limit`."""
        found: list[Delivery] = []
        for place in self.assigned:
            start = self._next[place]
            batch = self._log.read(self._topic, place)[start : start + limit - len(found)]
            self._next[place] += len(batch)
            found += batch
        return found

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned."""
        for place, offset in self._next.items():
            self._log.committed[self._topic, self._group][place] = offset

    async def rewind(self) -> None:
        """Go back to what was last acknowledged."""
        self.reset()

    async def seek(self, to: int | datetime) -> None:
        """Go to an offset or the first message at or after a time, and acknowledge it."""
        for place in self.assigned:
            there = self._log.read(self._topic, place)
            offset = to if isinstance(to, int) else bisect_left(there, to, key=lambda delivery: delivery.time)
            self._next[place] = min(offset, len(there))
        await self.commit()

    async def lag(self) -> int:
        """Return how many messages of the topic the group hasn't acknowledged."""
        committed = self._log.committed[self._topic, self._group]
        return sum(len(self._log.read(self._topic, place)) - committed[place] for place in range(self._log.partitions))

    async def close(self) -> None:
        """Leave the group."""
        members = self._log.members[self._topic, self._group]
        if self in members:
            members.remove(self)
            self._log.rebalance(self._topic, self._group)

    def reset(self) -> None:
        """Take the acknowledged offsets of the assigned partitions as the next."""
        committed = self._log.committed[self._topic, self._group]
        self._next = {place: committed[place] for place in self.assigned}
