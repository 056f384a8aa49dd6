"""One member of a Kafka group: explicit commits of exactly what was polled, partition by partition."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Self

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.handover import Handover
from shared.adapters.kafka.link import Link, milliseconds
from shared.contracts.topics import Message
from shared.ports import Delivery

CATCH_UP = 5.0  # seconds for what is in the topic to come, or for partitions to be dealt out; not counted as waiting
_log = structlog.get_logger()


class KafkaConsumer:
    """Implements `Consumer`."""

    def __init__(self, link: Link, topic: str, client: AIOKafkaConsumer, handover: Handover) -> None:
        self._link, self._topic, self._client, self._handover = link, topic, client, handover
        self._closed = False

    @classmethod
    async def join(cls, link: Link, topic: str, group: str) -> Self:
        """Join a group; it is a member, with its partitions, when this returns."""
        said = link.settings
        handover = Handover(said.handover)
        client = AIOKafkaConsumer(
            group_id=link.group(topic, group),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=milliseconds(said.session_timeout),
            heartbeat_interval_ms=milliseconds(said.heartbeat),
            rebalance_timeout_ms=milliseconds(said.handover * 2),
            max_poll_interval_ms=milliseconds(said.longest_batch),
            **link.options,
        )
        client.subscribe([link.topic(topic)], listener=handover)
        member = cls(link, topic, client, handover)
        try:
            with explained(link.servers):
                await client.start()
        except BaseException:
            await member.close()
            raise
        return member

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages; none only if the topic had no more for this member."""
        if self._closed:
            return []
        with explained(self._link.servers):
            records = await self._fetch(limit, wait)
            if not records and await self._is_behind():
                records = await self._fetch(limit, CATCH_UP)
        self._handover.took(records)
        return [delivery(self._topic, one) for batch in records.values() for one in batch]

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned, of the partitions that are still ours."""
        if self._handover.ends:
            with explained(self._link.servers):
                await self._commit(dict(self._handover.ends))
        self._handover.done()

    async def rewind(self) -> None:
        """Go back to what was last acknowledged."""
        ours = self._client.assignment()
        for one, offset in self._handover.begins.items():
            if one in ours:
                self._client.seek(one, offset)
        self._handover.done()

    async def close(self) -> None:
        """Leave the group, whatever the broker says: one that can't be reached notices by itself."""
        self._closed = True
        self._handover.done()
        try:
            async with asyncio.timeout(CATCH_UP):
                await self._client.stop()
        except TimeoutError:
            _log.warning("left_without_goodbye", topic=self._topic)
        except asyncio.CancelledError:  # of a fetch that waits for a broker: the library lets it out of its own `stop`
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            _log.warning("left_without_goodbye", topic=self._topic)

    async def _fetch(self, limit: int, wait: float) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        """Return records; while partitions are dealt out none come, and that isn't waited for without end."""
        try:
            async with asyncio.timeout(wait + CATCH_UP):
                records: Mapping[TopicPartition, Sequence[ConsumerRecord]]
                records = await self._client.getmany(timeout_ms=milliseconds(wait), max_records=limit)
                return records
        except TimeoutError:
            return {}

    async def _is_behind(self) -> bool:
        """Whether the topic has more for us than was fetched by now."""
        try:
            async with asyncio.timeout(CATCH_UP):
                ends = await self._client.end_offsets(list(self._client.assignment()))
                return any([await self._client.position(one) < end for one, end in ends.items()])
        except (IllegalStateError, TimeoutError):  # partitions change hands, or the broker is away
            return False

    async def _commit(self, places: dict[TopicPartition, int]) -> None:
        try:
            async with asyncio.timeout(self._link.settings.timeout):
                await self._client.commit(places)
        except (CommitFailedError, IllegalStateError) as error:
            # Others have these partitions now, or will; they are given the batch again, which changes nothing.
            _log.warning("commit_refused", topic=self._topic, reason=str(error))


def delivery(topic: str, record: ConsumerRecord) -> Delivery:
    """Return a record as what the port gives."""
    headers = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
    message = Message((record.key or b"").decode(errors="replace"), record.value, headers)
    return Delivery(message, topic, record.partition, record.offset, _time(record.timestamp))


@lru_cache(1_024)  # what was appended at once has one time
def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
