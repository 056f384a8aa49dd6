"""The identity index in tables."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from shared.adapters.sqlite.database import Database
from shared.ports import Change

Entries = dict[bytes, bytes | None]


class SqliteIdentityIndex:
    """Implements `IdentityIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""
        return self._values(names)

    async def crowds(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the members of each crowd."""
        return self._members(names)

    async def crowd_sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Return how many members each crowd has."""
        return self._sizes(names)

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Apply each change by itself, all or nothing; all of them in one transaction of the file."""
        with self._database.transaction():
            there: Entries = dict.fromkeys(name for change in changes for name in change.expected)
            there.update(self._values(list(there)))
            revision = self._revision()
            revisions: list[int | None] = []
            applied: list[Change] = []
            for change in changes:
                holds = self._holds(change, there)
                if holds:
                    revision += 1
                    there.update(change.writes)
                    self._move(change)
                    applied.append(change)
                revisions.append(revision if holds else None)
            self._write(applied, revision - len(applied))
            self._database.run("UPDATE revision SET value = ?", (revision,))
            return revisions

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

    def _values(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        return dict(self._database.select_in("SELECT name, value FROM entries WHERE name IN", names))

    def _members(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        found: dict[bytes, set[bytes]] = {name: set() for name in names}
        for name, member in self._database.select_in("SELECT name, member FROM crowds WHERE name IN", found):
            found[name].add(member)
        return {name: frozenset(members) for name, members in found.items()}

    def _sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        every = list(names)
        known = self._database.select_in("SELECT name, size FROM crowd_sizes WHERE name IN", every)
        return dict.fromkeys(every, 0) | dict(known)

    def _revision(self) -> int:
        row = self._database.one("SELECT value FROM revision")
        return int(row[0]) if row else 0

    def _holds(self, change: Change, there: Entries) -> bool:
        if not change.expected.items() <= there.items():
            return False
        if change.settled and self._members(change.settled) != change.settled:
            return False
        return not change.leaves or self._keeps_floor(change)

    def _keeps_floor(self, change: Change) -> bool:
        joins, leaves = _by_name(change.joins), _by_name(change.leaves)
        sizes = self._sizes(leaves)
        return all(
            size + self._growth(name, joins.get(name, set()), leaves[name]) > change.floor
            for name, size in sizes.items()
        )

    def _growth(self, name: bytes, joined: set[bytes], left: set[bytes]) -> int:
        """Return by how many members a crowd grows, without reading it: it may have a million."""
        query = "SELECT member FROM crowds WHERE name = ? AND member IN"
        there = {member for (member,) in self._database.select_in(query, joined | left, (name,))}
        return len((there | joined) - left) - len(there)

    def _move(self, change: Change) -> None:
        for name in change.settled:
            self._database.run("DELETE FROM crowds WHERE name = ?", (name,))
            self._database.run("DELETE FROM crowd_sizes WHERE name = ?", (name,))
        for name, member in change.joins:
            self._grow(name, self._database.run("INSERT OR IGNORE INTO crowds VALUES (?, ?)", (name, member)))
        for name, member in change.leaves:
            self._grow(name, -self._database.run("DELETE FROM crowds WHERE name = ? AND member = ?", (name, member)))

    def _write(self, changes: Sequence[Change], revision: int) -> None:
        """Write the entries and the outbox of all changes; the first has the revision after this one."""
        entries: Entries = {}
        outbox: dict[bytes, int] = {}
        for change in changes:
            revision += 1
            entries.update(change.writes)
            outbox.update(dict.fromkeys(change.dirty, revision))
        written = sorted((name, value) for name, value in entries.items() if value is not None)
        deleted = [(name,) for name, value in entries.items() if value is None]
        self._database.run_many("REPLACE INTO entries VALUES (?, ?)", written)
        self._database.run_many("DELETE FROM entries WHERE name = ?", deleted)
        self._database.run_many("REPLACE INTO outbox VALUES (?, ?)", outbox.items())

    def _grow(self, name: bytes, by: int) -> None:
        self._database.run(
            "INSERT INTO crowd_sizes VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET size = size + ?2", (name, by)
        )


def _by_name(moves: Iterable[tuple[bytes, bytes]]) -> dict[bytes, set[bytes]]:
    found: dict[bytes, set[bytes]] = {}
    for name, member in moves:
        found.setdefault(name, set()).add(member)
    return found
