"""The event log in a table: a topic has one partition, a group reads it with one member at a time."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from shared.adapters.sqlite.database import Database
from shared.contracts.topics import Message
from shared.errors import GroupInUse
from shared.ports import Clock, Consumer, Delivery, Place

_READ = """SELECT place, key, value, headers, time FROM messages
WHERE topic = ? AND place >= ? AND place < ? ORDER BY place LIMIT ?"""
_COUNT = "SELECT count(*) FROM messages WHERE topic = ? AND place >= ? AND place < ?"
_SINCE = "SELECT place FROM messages WHERE topic = ? AND time >= ? ORDER BY place LIMIT 1"
_DELETE = "DELETE FROM messages WHERE topic = ? AND place = ? RETURNING coalesce(length(value), 0)"
ALL = 2**62  # an offset beyond every topic's end
PAGE = 50  # messages that a look holds at once; each may have 900 kB
POLL = 0.05  # seconds between looks at a topic that had nothing new


class SqliteEventLog:
    """Implements `EventLog`."""

    def __init__(self, database: Database, clock: Clock, namespace: str = "") -> None:
        self.database, self.clock = database, clock
        self._prefix = f"{namespace}." if namespace else ""
        self._members: defaultdict[tuple[str, str], list[SqliteConsumer]] = defaultdict(list)

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order, in one transaction."""
        name, now = self.name(topic), self.clock.now().timestamp()
        with self.database.transaction():
            start, _ = self.ends(name)
            self.database.run_many(
                "INSERT INTO messages (topic, place, key, headers, time, value) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (name, start + number, message.key, json.dumps(message.headers), now, message.value)
                    for number, message in enumerate(messages)
                ),
            )
            self.database.run(
                "INSERT INTO topics VALUES (?1, ?2, 0) ON CONFLICT (topic) DO UPDATE SET next = ?2",
                (name, start + len(messages)),
            )
            self.database.run(
                "INSERT INTO topic_sizes VALUES (?, ?)"
                " ON CONFLICT (topic) DO UPDATE SET bytes = bytes + excluded.bytes",
                (name, sum(len(message.value or b"") for message in messages)),
            )

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join `group` on `topic`; while several are members, the first alone is given messages."""
        member = SqliteConsumer(self, topic, group)
        self._members[topic, group].append(member)
        return member

    async def lag(self, topic: str, group: str) -> int:
        """Return how many messages of the topic the group hasn't acknowledged."""
        return await self.count(topic, self.committed(self.name(topic), group))

    async def members(self, topic: str, group: str) -> int:
        """Return how many consumers the group has in this process; the lock on the file keeps out all others."""
        return len(self._members[topic, group])

    async def seek(self, topic: str, group: str, to: Place) -> None:
        """Make a place what the group has acknowledged."""
        if self._members[topic, group]:
            raise GroupInUse(group)
        name = self.name(topic)
        self.acknowledge(name, group, self.offset(name, to))

    async def read(self, topic: str, start: Place = 0, end: Place | None = None) -> AsyncIterator[Delivery]:
        """Give the messages from `start` on, before `end` or the present end; lets others run between pages."""
        place, last = self._range(topic, start, end)
        while found := self.messages(topic, place, last, PAGE):
            for one in found:
                yield one
            place = found[-1].offset + 1
            await asyncio.sleep(0)

    async def last(self, topic: str, most: int) -> AsyncIterator[Delivery]:
        """Give the topic's last messages."""
        end, _ = self.ends(self.name(topic))
        async for one in self.read(topic, max(0, end - most), end):
            yield one

    async def count(self, topic: str, start: Place = 0, end: Place | None = None) -> int:
        """Return how many messages `read` would give, counting only where some were compacted away."""
        place, last = self._range(topic, start, end)
        _, dense = self.ends(self.name(topic))
        if place >= dense:
            return last - place
        row = self.database.one(_COUNT, (self.name(topic), place, min(last, dense)))
        return max(0, last - dense) + (int(row[0]) if row else 0)

    def of_group(self, topic: str, group: str) -> "list[SqliteConsumer]":
        """Return the members of a group."""
        return self._members[topic, group]

    def name(self, topic: str) -> str:
        """Return the topic's name with its namespace."""
        return f"{self._prefix}{topic}"

    def remove(self, name: str, places: Sequence[int], dense: int) -> None:
        """Remove messages, in the caller's transaction; from `dense` on no place is empty. Offsets stay as they are."""
        freed = sum(self._remove(name, place) for place in places)
        self.database.run("UPDATE topics SET dense = max(dense, ?) WHERE topic = ?", (dense, name))
        self.database.run("UPDATE topic_sizes SET bytes = bytes - ? WHERE topic = ?", (freed, name))

    def ends(self, name: str) -> tuple[int, int]:
        """Return the place of a topic's next message, and from where on no place is empty."""
        row = self.database.one("SELECT next, dense FROM topics WHERE topic = ?", (name,))
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def offset(self, name: str, place: Place) -> int:
        """Return the offset of a place; beyond an end it is that end."""
        end, _ = self.ends(name)
        if isinstance(place, datetime):
            row = self.database.one(_SINCE, (name, place.timestamp()))
            place = int(row[0]) if row else end
        return max(0, min(place, end))

    def messages(self, topic: str, start: int, end: int, limit: int) -> list[Delivery]:
        """Return a topic's messages of these offsets, at most `limit`."""
        rows = self.database.rows(_READ, (self.name(topic), start, end, limit))
        return [
            Delivery(Message(key, value, json.loads(headers)), topic, 0, place, datetime.fromtimestamp(time, UTC))
            for place, key, value, headers, time in rows
        ]

    def committed(self, name: str, group: str) -> int:
        """Return the offset of the first message that a group hasn't acknowledged."""
        row = self.database.one("SELECT place FROM groups WHERE topic = ? AND name = ?", (name, group))
        return int(row[0]) if row else 0

    def acknowledge(self, name: str, group: str, offset: int) -> None:
        """Note that a group has acknowledged all before an offset."""
        with self.database.transaction():
            self.database.run("REPLACE INTO groups VALUES (?, ?, ?)", (name, group, offset))

    def _remove(self, name: str, place: int) -> int:
        """Remove a message; return how many bytes it had."""
        row = self.database.one(_DELETE, (name, place))
        return int(row[0]) if row else 0

    def _range(self, topic: str, start: Place, end: Place | None) -> tuple[int, int]:
        name = self.name(topic)
        first = self.offset(name, start)
        return first, max(first, self.ends(name)[0] if end is None else self.offset(name, end))


class SqliteConsumer:
    """Implements `Consumer`."""

    def __init__(self, log: SqliteEventLog, topic: str, group: str) -> None:
        self._log, self._database, self._topic, self._group = log, log.database, topic, group
        self._name = log.name(topic)
        self._members = log.of_group(topic, group)
        self._next = self._committed()

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages, at most `limit`."""
        found = self._read(limit)
        if not found and wait > 0:
            await self._log.clock.sleep(min(wait, POLL))
            found = self._read(limit)
        return found

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned; who isn't given messages has nothing to acknowledge."""
        if self._is_first():
            self._acknowledge(self._next)

    async def rewind(self) -> None:
        """Go back to what was last acknowledged."""
        self._next = self._committed()

    async def close(self) -> None:
        """Leave the group; the next member goes on from what was acknowledged."""
        was_first = self._is_first()
        if self in self._members:
            self._members.remove(self)
        if was_first and self._members:
            await self._members[0].rewind()

    def _is_first(self) -> bool:
        return self._members[:1] == [self]

    def _read(self, limit: int) -> list[Delivery]:
        if not self._is_first():
            return []
        found = self._log.messages(self._topic, self._next, ALL, limit)
        if found:
            self._next = found[-1].offset + 1
        return found

    def _acknowledge(self, place: int) -> None:
        self._log.acknowledge(self._name, self._group, place)

    def _committed(self) -> int:
        return self._log.committed(self._name, self._group)
