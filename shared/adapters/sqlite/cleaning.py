"""Removes what the log need not keep, a little at a time, and gives the space back to the disk.

It does what a broker of Kafka does of itself. A compacted topic is read once, from where the last step ended: the place
of each key's latest message is kept in a table, so that the next one of that key finds the one that it overtakes. No
step reads a topic whole, and none takes longer than a batch of a service.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from shared.adapters.sqlite.log import ALL, SqliteEventLog
from shared.adapters.sqlite.retention import MEGABYTE, Retention
from shared.adapters.sqlite.space import give_back, used_bytes, write_anew
from shared.ports import Clock

STEP = 200  # messages that a step looks at
STEP_BYTES = 4 * MEGABYTE  # that it removes, about: their pages have to be read to be freed
FEWEST_BYTES = 16 * MEGABYTE  # of a topic that no setting limits, however small the file is
_LOOK = """SELECT place, key, time, coalesce(length(value), 0), value IS NULL FROM messages
WHERE topic = ? AND place >= ? AND place < ? ORDER BY place LIMIT ?"""
_log = structlog.get_logger()


class SqliteCleaner:
    """Implements `Cleaner`."""

    def __init__(self, log: SqliteEventLog, clock: Clock, retentions: Sequence[Retention]) -> None:
        self._log, self._database, self._clock, self._retentions = log, log.database, clock, retentions

    async def clean(self) -> bool:
        """Remove some messages, or give some space back; return whether there may be more to do."""
        now = self._clock.now()
        steps = [self._clean(retention, now) for retention in self._retentions]
        return any(steps) or give_back(self._database)

    async def finish(self) -> None:
        """Do all that there is to do. Nobody else is served meanwhile."""
        more = True
        while more:
            more = await self.clean()
            await asyncio.sleep(0)
        write_anew(self._database)

    def _clean(self, retention: Retention, now: datetime) -> bool:
        """Do a step of one topic; return whether it did anything."""
        name = self._log.name(retention.topic)
        end = self._acknowledged(name, retention.groups)
        with self._database.transaction():
            if retention.compacted:
                return self._compact(name, end, retention, now)
            return self._expire(name, end, retention, now)

    def _acknowledged(self, name: str, groups: Sequence[str]) -> int:
        """Return the place before which every reader has acknowledged all."""
        rows = self._database.rows("SELECT name, place FROM groups WHERE topic = ?", (name,))
        committed = dict.fromkeys(groups, 0) | {str(group): int(place) for group, place in rows}
        return min(committed.values(), default=ALL)

    def _expire(self, name: str, end: int, retention: Retention, now: datetime) -> bool:
        """Remove the oldest messages: those that are too old, and those beyond the bytes that are allowed."""
        before, excess = (now - retention.age).timestamp(), self._excess(name, retention)
        spared = {row[0] for row in self._database.rows(retention.spared)} if retention.spared else set()
        gone: list[int] = []
        removed = 0
        for place, key, time, size, _ in self._database.rows(_LOOK, (name, 0, end, STEP + len(spared))):
            if removed >= STEP_BYTES or (time >= before and removed >= excess):
                break
            if key not in spared:
                gone.append(place)
                removed += size
        if gone:
            self._log.remove(name, gone, gone[-1] + 1)
            self._tell(name, len(gone))
        return bool(gone)

    def _compact(self, name: str, end: int, retention: Retention, now: datetime) -> bool:
        """Remove what the topic's next messages overtake."""
        start = self._cleaned(name)
        protected = self._log.ends(name)[0] - retention.latest
        before = (now - retention.age).timestamp()
        gone: list[int] = []
        upto = start
        for place, key, time, _, is_tombstone in self._database.rows(_LOOK, (name, start, end, STEP)):
            if retention.age and time >= before and place >= protected:
                break
            gone += self._overtaken(name, key, place, is_last=is_tombstone and retention.drops_tombstones)
            upto = place + 1
        if upto > start:
            self._database.run("REPLACE INTO cleaned VALUES (?, ?)", (name, upto))
            self._log.remove(name, gone, upto)
        return upto > start

    def _cleaned(self, name: str) -> int:
        """Return the place before which a topic has one message a key."""
        row = self._database.one("SELECT place FROM cleaned WHERE topic = ?", (name,))
        return int(row[0]) if row else 0

    def _overtaken(self, name: str, key: str, place: int, *, is_last: bool) -> list[int]:
        """Return the places that a message makes needless: its own as well, if its key is gone for good."""
        rows = self._database.rows("SELECT place FROM latest WHERE topic = ? AND key = ?", (name, key))
        overtaken = [int(row[0]) for row in rows]
        if is_last:
            self._database.run("DELETE FROM latest WHERE topic = ? AND key = ?", (name, key))
            return [*overtaken, place]
        self._database.run("REPLACE INTO latest VALUES (?, ?, ?)", (name, key, place))
        return overtaken

    def _excess(self, name: str, retention: Retention) -> int:
        """Return how many bytes of a topic are too many."""
        if not retention.sized:
            return 0
        sizes = {str(topic): int(size) for topic, size in self._database.rows("SELECT topic, bytes FROM topic_sizes")}
        most = retention.most
        if most is None:
            limited = {self._log.name(one.topic) for one in self._retentions if one.sized}
            rest = used_bytes(self._database) - sum(sizes.get(topic, 0) for topic in limited)
            most = max(FEWEST_BYTES, rest)
        return sizes.get(name, 0) - most

    def _tell(self, name: str, count: int) -> None:
        """Log what went; of dead letters loudly: somebody may have wanted to look at them."""
        tell = _log.warning if name.endswith(".dead-letter") else _log.debug
        tell("messages_expired", topic=name, count=count)
