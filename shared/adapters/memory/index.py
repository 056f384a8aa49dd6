"""The identity index in memory: entries in a packed table, crowds in sets."""

from collections.abc import Iterable, Sequence
from itertools import islice

from shared.adapters.memory.packed import NAME, PackedTable
from shared.ports import Change

Entries = dict[bytes, bytes | None]
_MOST_KNOWN = 100_000  # names: a batch reads some thousands
_HELD = b"".__sizeof__() + NAME  # bytes of a name that stands alone, with Python's own


class MemoryIdentityIndex:
    """Implements `IdentityIndex`."""

    def __init__(self) -> None:
        self._entries = PackedTable()
        self._known: Entries = {}  # what was read since the last commit: it can't have changed
        self._crowds: dict[bytes, set[bytes]] = {}
        self._outbox: dict[bytes, int] = {}  # in order of revision: a host that changes again goes to the end
        self._revision = 0

    async def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""
        names = list(names)
        found = self._entries.get_many(names)
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known.update(dict.fromkeys(names))
        self._known.update(found)
        return found

    async def crowds(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the members of each crowd."""
        return {name: frozenset(self._crowds.get(name, ())) for name in names}

    async def crowd_sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Return how many members each crowd has."""
        return {name: len(self._crowds.get(name, ())) for name in names}

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Apply each change by itself, all or nothing."""
        there, self._known = self._known, {}
        unread = {name for change in changes for name in change.expected if name not in there}
        there.update(dict.fromkeys(unread))
        there.update(self._entries.get_many(unread))
        written: Entries = {}
        revisions: list[int | None] = []
        for change in changes:
            if self._holds(change, there):
                there.update(change.writes)
                written.update(change.writes)
                revisions.append(self._apply(change))
            else:
                revisions.append(None)
        self._entries.put_many(written)
        return revisions

    async def outbox(self, limit: int) -> list[tuple[bytes, int]]:
        """Return dirty hosts with their latest revisions, oldest first."""
        return list(islice(self._outbox.items(), limit))

    async def clear(self, entries: Iterable[tuple[bytes, int]]) -> None:
        """Take each host out of the outbox if its revision is still the one given."""
        for host, revision in entries:
            if self._outbox.get(host) == revision:
                del self._outbox[host]

    async def size(self) -> int:
        """Return the bytes of the table, the crowds and the outbox, with Python's own for each."""
        crowds = sum(members.__sizeof__() + _HELD * (1 + len(members)) for members in self._crowds.values())
        tables = self._crowds.__sizeof__() + self._outbox.__sizeof__()
        return self._entries.size() + crowds + tables + _HELD * len(self._outbox)

    def _holds(self, change: Change, there: Entries) -> bool:
        if not change.expected.items() <= there.items():
            return False
        if any(self._crowds.get(name, set()) != members for name, members in change.settled.items()):
            return False
        return not change.leaves or self._keeps_floor(change)

    def _keeps_floor(self, change: Change) -> bool:
        """Count what a crowd would have left, without going through it: it may have a million members."""
        for name in {name for name, _ in change.leaves}:
            members = self._crowds.get(name, set())
            left = {member for crowd, member in change.leaves if crowd == name}
            joined = {member for crowd, member in change.joins if crowd == name}
            if len(members) + len(joined - left - members) - len(left & members) <= change.floor:
                return False
        return True

    def _apply(self, change: Change) -> int:
        for name in change.settled:
            self._crowds.pop(name, None)
        for name, member in change.joins:
            self._crowds.setdefault(name, set()).add(member)
        for name, member in change.leaves:
            self._crowds.get(name, set()).discard(member)
        self._revision += 1
        for host in change.dirty:
            self._outbox.pop(host, None)
            self._outbox[host] = self._revision
        return self._revision
