"""Messages whose values are letters. Order is promised within a key, so most tests use one key and look at these."""

from collections.abc import Sequence

from shared.contracts.topics import Message
from shared.ports import Consumer, Delivery, EventLog

POLLS = 300  # of a tenth of a second at most


def messages(values: str, key: str = "host") -> list[Message]:
    """Return a message of one key for each letter."""
    return [Message(key, value.encode()) for value in values]


def read(batch: Sequence[Delivery]) -> str:
    """Return the letters of a batch."""
    return "".join((one.message.value or b"-").decode() for one in batch)


async def drained(consumer: Consumer) -> list[Delivery]:
    """Poll and acknowledge until nothing more comes."""
    found: list[Delivery] = []
    while batch := await consumer.poll(3, 0):
        found += batch
        await consumer.commit()
    return found


async def finished(log: EventLog, consumer: Consumer, topic: str = "t", group: str = "group") -> list[Delivery]:
    """Poll and acknowledge until the group has nothing left: a member may not hear at once that another has left."""
    found: list[Delivery] = []
    for _ in range(POLLS):
        if not await log.lag(topic, group):
            return found
        found += await consumer.poll(3, 0.1)
        await consumer.commit()
    raise AssertionError(f"{await log.lag(topic, group)} messages never came")


def keyed(count: int, value: bytes = b"x") -> list[Message]:
    """Return a message of each of many keys."""
    return [Message(f"key {number}", value) for number in range(count)]
