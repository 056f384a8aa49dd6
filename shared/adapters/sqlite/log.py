"""The event log in a table: a topic has one partition, a group reads it with one member at a time."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from shared.adapters.sqlite.database import Database
from shared.contracts.topics import Message
from shared.ports import Clock, Consumer, Delivery

_READ = """SELECT place, key, value, headers, time FROM messages
WHERE topic = ? AND place >= ? ORDER BY place LIMIT ?"""
POLL = 0.05  # seconds between looks at a topic that had nothing new


class SqliteEventLog:
    """Implements `EventLog`."""

    def __init__(self, database: Database, clock: Clock, namespace: str = "") -> None:
        self.database, self.clock = database, clock
        self._prefix = f"{namespace}." if namespace else ""
        self.members: defaultdict[tuple[str, str], list[SqliteConsumer]] = defaultdict(list)

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order, in one transaction."""
        name, now = self.name(topic), self.clock.now().timestamp()
        with self.database.transaction():
            row = self.database.one("SELECT next FROM topics WHERE topic = ?", (name,))
            start = row[0] if row else 0
            self.database.run_many(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (name, start + number, message.key, message.value, json.dumps(message.headers), now)
                    for number, message in enumerate(messages)
                ),
            )
            self.database.run("REPLACE INTO topics VALUES (?, ?)", (name, start + len(messages)))

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join `group` on `topic`; while several are members, the first alone is given messages."""
        member = SqliteConsumer(self, topic, group)
        self.members[topic, group].append(member)
        return member

    def name(self, topic: str) -> str:
        """Return the topic's name with its namespace."""
        return f"{self._prefix}{topic}"

    async def compact(self, topic: str) -> int:
        """Keep only the latest message of each key; return how many went. Offsets stay as they are."""
        with self.database.transaction():
            return self.database.run(
                "DELETE FROM messages WHERE topic = ?1 AND place NOT IN"
                " (SELECT max(place) FROM messages WHERE topic = ?1 GROUP BY key)",
                (self.name(topic),),
            )


class SqliteConsumer:
    """Implements `Consumer`."""

    def __init__(self, log: SqliteEventLog, topic: str, group: str) -> None:
        self._log, self._database, self._topic, self._group = log, log.database, topic, group
        self._name = log.name(topic)
        self._next = self._committed()

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages, at most `limit`."""
        found = self._read(limit)
        if not found and wait > 0:
            await self._log.clock.sleep(min(wait, POLL))
            found = self._read(limit)
        return found

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned."""
        with self._database.transaction():
            self._database.run("REPLACE INTO groups VALUES (?, ?, ?)", (self._name, self._group, self._next))

    async def rewind(self) -> None:
        """Go back to what was last acknowledged."""
        self._next = self._committed()

    async def seek(self, to: int | datetime) -> None:
        """Go to an offset or the first message at or after a time, and acknowledge it."""
        if isinstance(to, datetime):
            query = "SELECT min(place) FROM messages WHERE topic = ? AND time >= ?"
            row = self._database.one(query, (self._name, to.timestamp()))
            to = row[0] if row and row[0] is not None else self._end()
        self._next = min(to, self._end())
        await self.commit()

    async def lag(self) -> int:
        """Return how many messages of the topic the group hasn't acknowledged."""
        query = "SELECT count(*) FROM messages WHERE topic = ? AND place >= ?"
        row = self._database.one(query, (self._name, self._committed()))
        return int(row[0]) if row else 0

    async def close(self) -> None:
        """Leave the group."""
        members = self._log.members[self._topic, self._group]
        if self in members:
            members.remove(self)
            for other in members:
                await other.rewind()

    def _read(self, limit: int) -> list[Delivery]:
        if self._log.members[self._topic, self._group][:1] != [self]:
            return []
        rows = self._database.rows(_READ, (self._name, self._next, limit))
        found = [
            Delivery(Message(key, value, json.loads(headers)), self._topic, 0, place, datetime.fromtimestamp(time, UTC))
            for place, key, value, headers, time in rows
        ]
        if found:
            self._next = found[-1].offset + 1
        return found

    def _committed(self) -> int:
        query = "SELECT place FROM groups WHERE topic = ? AND name = ?"
        row = self._database.one(query, (self._name, self._group))
        return int(row[0]) if row else 0

    def _end(self) -> int:
        row = self._database.one("SELECT next FROM topics WHERE topic = ?", (self._name,))
        return int(row[0]) if row else 0
