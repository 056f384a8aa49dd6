"""What the services need from the world. Each port's promise is one contract test suite, run on every adapter."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, Protocol

from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.query import HostPage, HostQuery
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.topics import Message
from shared.ports.listings import Listings
from shared.ports.software import SoftwareStore

Place = int | datetime  # of a topic: an offset (of every partition), or the first message at or after a time


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and where it stood in its topic."""

    message: Message
    topic: str
    partition: int
    offset: int
    time: datetime


class Consumer(Protocol):
    """One member of a group reading one topic. Within a key, messages come in the order of their append."""

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages, at most `limit`; waits at most `wait` seconds for one to be appended.

        Returns none only if the topic had no more for this member, or partitions are being dealt out.
        """

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned: no later member of the group is given it again.

        What went to another member meanwhile isn't acknowledged: that one is given it.
        """

    async def rewind(self) -> None:
        """Go back to what was last acknowledged; `poll` gives the rest again."""

    async def close(self) -> None:
        """Leave the group. What was polled and not committed goes to another member, once that one hears of it."""


class EventLog(Protocol):
    """An append-only log of named topics. To look at one or at a group is to disturb nobody."""

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append all, in order; when it returns they are safe. Raises Temporary if the log can't be reached."""

    async def consumer(self, topic: str, group: str) -> Consumer:
        """Join `group` on `topic`; a new group begins at the topic's first message."""

    async def lag(self, topic: str, group: str) -> int:
        """Return how many messages of the topic the group hasn't acknowledged; joins nothing."""

    async def members(self, topic: str, group: str) -> int:
        """Return how many consumers the group has now (an embedded log knows those of its own process)."""

    async def seek(self, topic: str, group: str, to: Place) -> None:
        """Make a place what the group has acknowledged: its members to come begin there.

        Raises GroupInUse while the group has members: nobody can move them, and they would commit over it.
        """

    def read(self, topic: str, start: Place = 0, end: Place | None = None) -> AsyncIterator[Delivery]:
        """Give the messages from `start` on, before `end` or the topic's end as it is when reading begins.

        Within a key they come in the order of their append. Joins no group and acknowledges nothing.
        """

    def last(self, topic: str, most: int) -> AsyncIterator[Delivery]:
        """Give the topic's last messages as `read` does: of every partition an equal part, at most so many in all."""

    async def count(self, topic: str, start: Place = 0, end: Place | None = None) -> int:
        """Return how many messages `read` would give, without reading them; more, where some were compacted away."""


class Change(NamedTuple):
    """One atomic step of the identity index; names are ten bytes (digests: evenly spread), values are short ones.

    Attributes:
        expected: value of each name that the decision was read from; None for an absent one
        writes: new value of each name; None deletes it
        joins: members to add to crowds (sets beside the values; adding twice is adding once)
        leaves: members to take out of crowds
        settled: crowds to dissolve, each with the exact members it must have at this moment; none of them is among
            the joins and leaves
        floor: a crowd may not be left with this many members or fewer, except by `settled`
        dirty: hosts (names of their root records) to put into the outbox with the new revision

    """

    expected: Mapping[bytes, bytes | None]
    writes: Mapping[bytes, bytes | None]
    joins: Sequence[tuple[bytes, bytes]] = ()
    leaves: Sequence[tuple[bytes, bytes]] = ()
    settled: Mapping[bytes, frozenset[bytes]] = MappingProxyType({})
    floor: int = 0
    dirty: Sequence[bytes] = ()


class IdentityIndex(Protocol):
    """A map of short bytes with compare-and-set of many names at once, crowds, and an outbox of changed hosts."""

    async def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""

    async def crowds(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the members of each crowd; an unknown name is an empty crowd."""

    async def crowd_sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Return how many members each crowd has, at a cost that doesn't grow with it; 0 for an unknown name."""

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Apply each change by itself, all or nothing: its revision, or None for a conflict.

        A change conflicts if an expected value differs, a settled crowd has other members, or its joins and leaves
        together leave a crowd at the floor or below. Revisions are positive, grow with each applied change, and are
        never given twice.
        """

    async def outbox(self, limit: int) -> list[tuple[bytes, int]]:
        """Return dirty hosts with their latest revisions, oldest revision first."""

    async def clear(self, entries: Iterable[tuple[bytes, int]]) -> None:
        """Take each host out of the outbox if its revision is still the one given."""

    async def size(self) -> int:
        """Return the bytes the index holds (for benchmarks and `rollcall status`)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the inventory holds: records of each vendor, and hosts."""

    records: Mapping[str, int]
    hosts: int


class HostStore(Listings, Protocol):
    """The inventory: records and rulings by version, hosts by revision. Every write is guarded and idempotent."""

    @property
    def software(self) -> SoftwareStore:
        """What is installed on the hosts: a collection of its own, written with them."""

    async def put_records(self, records: Sequence[HostRecord]) -> None:
        """Store each record unless a version as great or greater is there."""

    async def get_records(self, ids: Iterable[str]) -> dict[str, HostRecord]:
        """Return those records that are there."""

    def records(self) -> AsyncIterator[HostRecord]:
        """Give all records in order of their ids."""

    async def put_rulings(self, rulings: Sequence[Ruling]) -> None:
        """Store each ruling unless one of its pair as late or later is there (ties: greater bytes win)."""

    def rulings(self) -> AsyncIterator[Ruling]:
        """Give all rulings in order of their pairs."""

    async def put_hosts(self, hosts: Sequence[MergedHost], gone: Sequence[tuple[str, int]]) -> None:
        """Write hosts, and delete those `gone` (id, revision), each only if its revision is newer than the stored.

        A deleted host leaves its revision behind, so that a late write can't bring it back.
        """

    async def get_hosts(self, ids: Iterable[str]) -> dict[str, tuple[int, MergedHost | None]]:
        """Return revision and host of each id ever written; None in place of a deleted host."""

    async def revisions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the revision of each id ever written: cheaper than `get_hosts`."""

    def hosts(self) -> AsyncIterator[MergedHost]:
        """Give all hosts in order of their ids."""

    def outlines(self) -> AsyncIterator[HostOutline]:
        """Give the outline of each host in order of their ids: cheaper than `hosts`."""

    async def counts(self) -> Counts:
        """Return how many records and hosts there are, at a cost below that of reading them."""

    async def find(self, text: str, limit: int = 20) -> list[MergedHost]:
        """Return hosts that go by exactly this, in order of their ids.

        By an id, alias, record id, vendor id, name, serial, address or MAC, or as `tag:name` by a tag.
        """

    async def search(self, query: HostQuery) -> HostPage:
        """Return a page of the hosts that a query asks for."""


class Cursors(Protocol):
    """The resume point of each vendor's sync: a small JSON text."""

    async def load(self, vendor: str) -> str | None:
        """Return the stored cursor, or None."""

    async def save(self, vendor: str, cursor: str | None) -> None:
        """Replace the cursor; None forgets it."""


class Clock(Protocol):
    """Time, as an argument."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message for the dead letters: the part of a delivery that was refused, why, and whether a vendor is at fault.

    What a vendor sends must end no process: a refusal `by_vendor` counts for no limit.
    """

    delivery: Delivery
    message: Message
    reason: Exception
    by_vendor: bool = False


class Processor(Protocol):
    """A service as a runtime sees it: batches of one topic in, everything written and published when it returns."""

    name: str
    source: str

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Process a batch, idempotently. Raises Temporary to be given it again; returns what it refuses for ever."""

    async def tick(self) -> None:
        """Do what is due beside batches; called after each batch and when the topic is quiet."""
