"""Reading a range of a topic, and moving a group's place: by a connection that is nobody's member."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError

from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.link import Link, milliseconds
from shared.adapters.kafka.places import Offsets
from shared.errors import GroupInUse, Temporary

Span = dict[TopicPartition, tuple[int, int]]


@asynccontextmanager
async def onlooker(link: Link, group: str | None = None) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a consumer that joins nothing; with `group` it may move the place of one that has no members."""
    client = AIOKafkaConsumer(
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        **link.options,
    )
    try:
        with explained(link.servers):
            await client.start()
        yield client
    finally:
        await client.stop()


async def records_of(link: Link, span: Span) -> AsyncIterator[ConsumerRecord]:
    """Give the records of a span, partition by partition as they come.

    Raises:
        Temporary: the broker stopped giving them.

    """
    async with onlooker(link) as client:
        client.assign(list(span))
        for one, (begin, _) in span.items():
            client.seek(one, begin)
        left = dict(span)
        while left:
            for record in await _more(link, client):
                if record.offset < span[TopicPartition(record.topic, record.partition)][1]:
                    yield record
            left = {one: (begin, end) for one, (begin, end) in left.items() if await client.position(one) < end}


async def first_offset(link: Link, name: str, partition: int) -> int:
    """Return the first offset that retention has left of a partition."""
    place = TopicPartition(name, partition)
    async with onlooker(link) as client:
        with explained(link.servers):
            found: int = (await client.beginning_offsets([place]))[place]
            return found


async def move(link: Link, group: str, offsets: Offsets) -> None:
    """Make these offsets what a group has acknowledged.

    Raises:
        GroupInUse: it has members; the broker itself says so, at that moment.

    """
    async with onlooker(link, group) as client:
        client.assign(list(offsets))
        try:
            with explained(link.servers):
                await client.commit(offsets)
        except Temporary as error:
            if isinstance(error.__cause__, CommitFailedError):
                raise GroupInUse(group) from error
            raise


async def _more(link: Link, client: AIOKafkaConsumer) -> Sequence[ConsumerRecord]:
    with explained(link.servers):
        found = await client.getmany(timeout_ms=milliseconds(link.settings.timeout))
    if not found:
        raise Temporary(f"Kafka at {link.servers} gave nothing for {link.settings.timeout:g} s, though it has more")
    return [record for batch in found.values() for record in batch]
