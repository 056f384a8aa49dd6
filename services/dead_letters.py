"""Choosing dead letters, giving them back, dropping them: what the operator's commands do, on any event log.

A log can't forget one message of many, so what was decided of a letter is an event of its own, a resolution. A letter
is given back before its resolution is written: a crash between the two gives it back again, which changes nothing.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Literal

from shared.batches import batches
from shared.contracts.resolution import Resolution
from shared.contracts.topics import RESOLVED, TOPICS
from shared.ports import Clock, Delivery, EventLog
from shared.runtime.dead_letters import TRUNCATED, message_of

SOURCES = tuple(topic.name for topic in TOPICS)
_BATCH = 100
Outcome = Literal["replayed", "dropped"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter where it lies, and what was decided of it."""

    source: str
    delivery: Delivery
    outcome: Outcome | None = None

    @property
    def id(self) -> str:
        """Return its place: `source topic/partition/offset` in the dead letters of that topic."""
        return f"{self.source}/{self.delivery.partition}/{self.delivery.offset}"

    @property
    def is_whole(self) -> bool:
        """Tell whether it holds all that was refused; of a host that fits no message, only the head was kept."""
        return TRUNCATED not in self.delivery.message.headers

    def header(self, name: str) -> str:
        """Return a header, or nothing."""
        return self.delivery.message.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which letters are meant: those that all of these say; what isn't set says nothing."""

    ids: frozenset[str] = frozenset()
    topic: str | None = None
    vendor: str | None = None
    key: str | None = None
    error: str | None = None
    service: str | None = None
    since: datetime | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the topics whose letters may be meant."""
        return tuple(one for one in SOURCES if self.topic in (None, one))

    def takes(self, letter: Letter) -> bool:
        """Tell whether a letter is meant; `vendor` is how a page's or a record's key begins, `key` may have `*`."""
        key = letter.delivery.message.key
        return (
            (not self.ids or letter.id in self.ids)
            and (self.vendor is None or key.startswith((f"{self.vendor}/", f"{self.vendor}:")))
            and (self.key is None or fnmatchcase(key, self.key))
            and (self.error is None or letter.header("error-class") == self.error)
            and (self.service is None or letter.header("service") == self.service)
        )


EVERY = Choice()


async def letters(log: EventLog, choice: Choice = EVERY, *, resolved: bool = False) -> AsyncIterator[Letter]:
    """Give the letters that are meant and wait; with `resolved`, also those that were given back or dropped."""
    known = await _resolutions(log)
    for source in choice.sources:
        async for delivery in log.read(f"{source}.dead-letter", choice.since or 0):
            letter = Letter(source, delivery)
            written_at, outcome = known.get(letter.id, (None, None))
            if written_at == delivery.time:  # not of another letter that once had this place
                letter = Letter(source, delivery, outcome)
            if choice.takes(letter) and (resolved or letter.outcome is None):
                yield letter


async def waiting(log: EventLog) -> dict[str, int]:
    """Return how many dead letters of each source topic wait; topics without any are left out."""
    return dict(Counter([letter.source async for letter in letters(log)]))


async def give_back(log: EventLog, clock: Clock, choice: Choice) -> tuple[Counter[str], int]:
    """Append the chosen letters' messages to their topics again; return how many to each, and how many aren't whole."""
    given: Counter[str] = Counter()
    kept = 0
    async for batch in batches(letters(log, choice), _BATCH):
        whole = [letter for letter in batch if letter.is_whole]
        for source in choice.sources:
            messages = [message_of(letter.delivery.message) for letter in whole if letter.source == source]
            await log.append(source, messages)
            given[source] += len(messages)
        await _resolve(log, clock, whole, "replayed")
        kept += len(batch) - len(whole)
    return +given, kept


async def drop(log: EventLog, clock: Clock, choice: Choice) -> Counter[str]:
    """Note that nothing more is to become of the chosen letters; return how many of each topic."""
    dropped: Counter[str] = Counter()
    async for batch in batches(letters(log, choice), _BATCH):
        await _resolve(log, clock, batch, "dropped")
        dropped.update(letter.source for letter in batch)
    return dropped


async def _resolve(log: EventLog, clock: Clock, done: Sequence[Letter], outcome: Outcome) -> None:
    now = clock.now()
    events = [
        Resolution(letter=letter.id, written_at=letter.delivery.time, outcome=outcome, resolved_at=now)
        for letter in done
    ]
    await log.append(RESOLVED.name, [RESOLVED.message(event) for event in events])


async def _resolutions(log: EventLog) -> dict[str, tuple[datetime, Outcome]]:
    found: dict[str, tuple[datetime, Outcome]] = {}
    async for delivery in log.read(RESOLVED.name):
        event = Resolution.decode(delivery.message.value or b"")
        found[event.letter] = event.written_at, event.outcome
    return found
