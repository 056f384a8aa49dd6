"""The identity index in tables."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from shared.adapters.sqlite.database import Database
from shared.ports import Change


class SqliteIdentityIndex:
    """Implements `IdentityIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""
        return dict(self._database.select_in("SELECT name, value FROM entries WHERE name IN", names))

    async def crowds(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the members of each crowd."""
        return {name: frozenset(self._members(name)) for name in names}

    async def crowd_sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Return how many members each crowd has."""
        every = list(names)
        return dict.fromkeys(every, 0) | dict(
            self._database.select_in("SELECT name, size FROM crowd_sizes WHERE name IN", every)
        )

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Apply each change by itself, all or nothing; all of them in one transaction of the file."""
        with self._database.transaction():
            return [await self._apply(change) if await self._holds(change) else None for change in changes]

    async def outbox(self, limit: int) -> list[tuple[bytes, int]]:
        """Return dirty hosts with their latest revisions, oldest first."""
        rows = self._database.rows("SELECT host, revision FROM outbox ORDER BY revision, host LIMIT ?", (limit,))
        return [(host, revision) for host, revision in rows]

    async def clear(self, entries: Iterable[tuple[bytes, int]]) -> None:
        """Take each host out of the outbox if its revision is still the one given."""
        with self._database.transaction():
            self._database.run_many("DELETE FROM outbox WHERE host = ? AND revision = ?", entries)

    async def size(self) -> int:
        """Return the bytes of the names and values, without the file's own structure."""
        row = self._database.one(
            "SELECT coalesce((SELECT sum(length(name) + length(value)) FROM entries), 0)"
            " + coalesce((SELECT sum(length(name) + length(member)) FROM crowds), 0)"
        )
        return int(row[0]) if row else 0

    def adopt(self, other: Path, dirty: Iterable[bytes]) -> None:
        """Take the index of another file in this one's place, at once, with these hosts in the outbox.

        Revisions go on from the greater of the two, so that whatever is written next is newer than all before.
        """
        self._database.run("ATTACH ? AS other", (str(other),))
        try:
            with self._database.transaction():
                for table in ("entries", "crowds", "crowd_sizes"):
                    self._database.run(f"DELETE FROM main.{table}")  # noqa: S608 - our own names
                    self._database.run(f"INSERT INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608 - ours
                self._database.run(
                    "UPDATE main.revision SET value = 1 + max(value, (SELECT value FROM other.revision))"
                )
                self._database.run("DELETE FROM main.outbox")
                self._database.run_many(
                    "INSERT INTO main.outbox SELECT ?, value FROM main.revision", ((host,) for host in dirty)
                )
        finally:
            self._database.run("DETACH other")

    def _members(self, name: bytes) -> set[bytes]:
        return {member for (member,) in self._database.rows("SELECT member FROM crowds WHERE name = ?", (name,))}

    async def _holds(self, change: Change) -> bool:
        there = await self.get_many(change.expected)
        if any(there.get(name) != value for name, value in change.expected.items()):
            return False
        if any(self._members(name) != members for name, members in change.settled.items()):
            return False
        return not change.leaves or await self._keeps_floor(change)

    async def _keeps_floor(self, change: Change) -> bool:
        """Count without reading the crowd: it may have a million members."""
        moves: defaultdict[bytes, Counter[str]] = defaultdict(Counter)
        for name, member in change.joins:
            moves[name]["in"] += not self._is_member(name, member)
        for name, member in change.leaves:
            moves[name]["out"] += self._is_member(name, member)
        sizes = await self.crowd_sizes({name for name, _ in change.leaves})
        return all(size + moves[name]["in"] - moves[name]["out"] > change.floor for name, size in sizes.items())

    def _is_member(self, name: bytes, member: bytes) -> bool:
        return self._database.one("SELECT 1 FROM crowds WHERE name = ? AND member = ?", (name, member)) is not None

    async def _apply(self, change: Change) -> int:
        for name in change.settled:
            self._database.run("DELETE FROM crowds WHERE name = ?", (name,))
            self._database.run("DELETE FROM crowd_sizes WHERE name = ?", (name,))
        for name, member in change.joins:
            self._grow(name, self._database.run("INSERT OR IGNORE INTO crowds VALUES (?, ?)", (name, member)))
        for name, member in change.leaves:
            self._grow(name, -self._database.run("DELETE FROM crowds WHERE name = ? AND member = ?", (name, member)))
        written = [(name, value) for name, value in change.writes.items() if value is not None]
        deleted = [(name,) for name, value in change.writes.items() if value is None]
        self._database.run_many("REPLACE INTO entries VALUES (?, ?)", written)
        self._database.run_many("DELETE FROM entries WHERE name = ?", deleted)
        self._database.run("UPDATE revision SET value = value + 1")
        row = self._database.one("SELECT value FROM revision")
        revision = int(row[0]) if row else 0
        self._database.run_many("REPLACE INTO outbox VALUES (?, ?)", [(host, revision) for host in change.dirty])
        return revision

    def _grow(self, name: bytes, by: int) -> None:
        self._database.run(
            "INSERT INTO crowd_sizes VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET size = size + ?2", (name, by)
        )
