"""How long each topic's messages are kept in the embedded file, as Kafka's own settings say it of its topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.adapters.sqlite.settings import SqliteSettings
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RESOLVED, RULINGS, SYNCS, TOPICS

MEGABYTE = 1_000_000
VERSIONS = 100_000  # latest messages of hosts.merged, beyond which its overtaken versions go however young they are


@dataclass(frozen=True, slots=True)
class Retention:
    """What a topic keeps.

    Attributes:
        topic: its name without a namespace
        groups: who reads it; what one of them hasn't acknowledged stays
        compacted: whether the latest message of each key stays for ever, and only overtaken ones go
        age: how old a message must be to go (of a compacted topic: the one that overtook it)
        sized: whether the oldest go, too, when they take more than `most` bytes
        most: that many bytes; None: as many as all that no limit holds takes in the file
        latest: of a compacted topic, how many of the last messages `age` protects
        spared: a query for keys that stay, whatever their age

    """

    topic: str
    groups: tuple[str, ...] = ()
    compacted: bool = False
    age: timedelta = timedelta()
    sized: bool = False
    most: int | None = None
    latest: int = 0
    spared: str = ""

    @property
    def drops_tombstones(self) -> bool:
        """Tell whether a tombstone goes once it is old: nobody remembers by then what its key was."""
        return bool(self.age)


def retentions(settings: SqliteSettings, readers: Mapping[str, Sequence[str]]) -> list[Retention]:
    """Return what is kept of each topic; `readers` are the groups of each."""
    days = timedelta(days=settings.retention_days)
    history = timedelta(days=settings.history_days)
    most = None if settings.retention_mb is None else int(settings.retention_mb * MEGABYTE)

    def groups(topic: str) -> tuple[str, ...]:
        return tuple(readers.get(topic, ()))

    expiring = [RAW.name, *(topic.dead_letter for topic in TOPICS)]
    return [
        *(Retention(name, groups(name), age=days, sized=True, most=most) for name in expiring),
        *(Retention(name, groups(name), compacted=True) for name in (NORMALIZED.name, RULINGS.name)),
        Retention(MERGED.name, groups(MERGED.name), compacted=True, age=history, latest=VERSIONS),
        # The store forgets a sync once a later one counts. Until then a replay needs it, however old it is.
        Retention(SYNCS.name, groups(SYNCS.name), age=days, spared="SELECT id FROM syncs"),
        # A letter is older than what was decided of it: it is gone when this is.
        Retention(RESOLVED.name, age=days),
    ]
