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
_SINCE = "SELECT place FROM messages WHERE topic = ? AND time >= ? ORDER BY place LIMIT 1"
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
        name = self.name(topic)
        with self.database.transaction():
            self.database.run("UPDATE topics SET dense = next WHERE topic = ?", (name,))
            return self.database.run(
                "DELETE FROM messages WHERE topic = ?1 AND place NOT IN"
                " (SELECT max(place) FROM messages WHERE topic = ?1 GROUP BY key)",
                (name,),
            )

    def ends(self, name: str) -> tuple[int, int]:
        """Return the place of a topic's next message, and from where on no place is empty."""
        row = self.database.one("SELECT next, dense FROM topics WHERE topic = ?", (name,))
        return (int(row[0]), int(row[1])) if row else (0, 0)


class SqliteConsumer:
    """Implements `Consumer`."""

    def __init__(self, log: SqliteEventLog, topic: str, group: str) -> None:
        self._log, self._database, self._topic, self._group = log, log.database, topic, group
        self._name = log.name(topic)
        self._members = log.members[topic, group]
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

    async def seek(self, to: int | datetime) -> None:
        """Go to an offset or the first message at or after a time, and acknowledge it: the whole group does."""
        end, _ = self._log.ends(self._name)
        if isinstance(to, datetime):
            row = self._database.one(_SINCE, (self._name, to.timestamp()))
            to = int(row[0]) if row else end
        self._acknowledge(max(0, min(to, end)))
        for member in self._members:
            await member.rewind()

    async def lag(self) -> int:
        """Return how many messages of the topic the group hasn't acknowledged, counting only what was compacted."""
        end, dense = self._log.ends(self._name)
        place = self._committed()
        if place >= dense:
            return end - place
        query = "SELECT count(*) FROM messages WHERE topic = ? AND place >= ? AND place < ?"
        row = self._database.one(query, (self._name, place, dense))
        return end - dense + (int(row[0]) if row else 0)

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
        rows = self._database.rows(_READ, (self._name, self._next, limit))
        found = [
            Delivery(Message(key, value, json.loads(headers)), self._topic, 0, place, datetime.fromtimestamp(time, UTC))
            for place, key, value, headers, time in rows
        ]
        if found:
            self._next = found[-1].offset + 1
        return found

    def _acknowledge(self, place: int) -> None:
        with self._database.transaction():
            self._database.run("REPLACE INTO groups VALUES (?, ?, ?)", (self._name, self._group, place))

    def _committed(self) -> int:
        query = "SELECT place FROM groups WHERE topic = ? AND name = ?"
        row = self._database.one(query, (self._name, self._group))
        return int(row[0]) if row else 0
