"""Messages whose values are letters. Order is promised within a key, so most tests use one key and look at these."""

from collections.abc import Sequence

from shared.contracts.topics import Message
from shared.ports import Consumer, Delivery


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


def keyed(count: int, value: bytes = b"x") -> list[Message]:
    """Return a message of each of many keys."""
    return [Message(f"key {number}", value) for number in range(count)]
