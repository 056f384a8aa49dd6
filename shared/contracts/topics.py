"""The topics and what each carries. A namespace before the name, if any, is the adapters' matter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.contracts.event import Event
from shared.contracts.host import MergedHost
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.contracts.resolution import Resolution
from shared.contracts.ruling import Ruling
from shared.contracts.sync import SyncCompleted

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes for a topic; a value of None is a tombstone."""

    key: str
    value: bytes | None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topic(Generic[E]):
    """A typed topic: compacted (latest message of each key) or kept for a time."""

    name: str
    event: type[E]
    key: Callable[[E], str]
    compacted: bool

    @property
    def dead_letter(self) -> str:
        """Return the name of the topic that holds what this one's readers refused."""
        return f"{self.name}.dead-letter"

    def message(self, event: E, headers: dict[str, str] | None = None) -> Message:
        """Return `event` as a message for this topic."""
        return Message(self.key(event), event.encode(), headers or {})


RAW = Topic("hosts.raw", AnyPage, lambda page: page.key, compacted=False)
NORMALIZED = Topic("hosts.normalized", HostRecord, lambda record: record.id, compacted=True)
MERGED = Topic("hosts.merged", MergedHost, lambda merged: merged.host.id, compacted=True)
RULINGS = Topic("hosts.rulings", Ruling, lambda ruling: ruling.pair, compacted=True)
SYNCS = Topic("hosts.syncs", SyncCompleted, lambda sync: sync.key, compacted=True)
TOPICS: tuple[Topic[AnyPage] | Topic[HostRecord] | Topic[MergedHost] | Topic[Ruling] | Topic[SyncCompleted], ...] = (
    RAW,
    NORMALIZED,
    MERGED,
    RULINGS,
    SYNCS,
)
RESOLVED = Topic("dead-letters.resolved", Resolution, lambda one: one.letter, compacted=True)  # no service reads it
