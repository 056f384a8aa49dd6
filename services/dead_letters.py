"""Reading the dead letters and giving them back: what the operator's commands do, on any event log."""

from collections.abc import AsyncIterator

from shared.contracts.topics import TOPICS
from shared.ports import Delivery, EventLog
from shared.runtime.dead_letters import TRUNCATED, message_of

GROUP = "dead-letters"  # has acknowledged the letters that were given back
SOURCES = tuple(topic.name for topic in TOPICS)
_BATCH = 100


async def waiting(log: EventLog) -> dict[str, int]:
    """Return how many dead letters of each source topic weren't given back yet; topics without any are left out."""
    counts: dict[str, int] = {}
    for source in SOURCES:
        counts[source] = await log.lag(f"{source}.dead-letter", GROUP)
    return {source: count for source, count in counts.items() if count}


async def letters(log: EventLog, source: str, group: str = GROUP) -> AsyncIterator[Delivery]:
    """Give the dead letters of a topic that `group` hasn't acknowledged; acknowledges none."""
    consumer = await log.consumer(f"{source}.dead-letter", group)
    try:
        while batch := await consumer.poll(_BATCH, 0):
            for letter in batch:
                yield letter
    finally:
        await consumer.close()


async def give_back(log: EventLog, source: str) -> tuple[int, int]:
    """Append a topic's waiting dead letters to it again; return how many, and how many are only part of a message."""
    consumer = await log.consumer(f"{source}.dead-letter", GROUP)
    given = kept = 0
    try:
        while batch := await consumer.poll(_BATCH, 0):
            whole = [one for one in batch if TRUNCATED not in one.message.headers]
            await log.append(source, [message_of(one.message) for one in whole])
            await consumer.commit()
            given, kept = given + len(whole), kept + len(batch) - len(whole)
    finally:
        await consumer.close()
    return given, kept
