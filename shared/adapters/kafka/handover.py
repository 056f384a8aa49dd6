"""What a member has under way, and how it is finished or given up before its partitions go to another."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition

_log = structlog.get_logger()


class Handover(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Keeps where each batch under way begins and ends; a rebalance waits for it, but not for ever.

    aiokafka calls back when the group is dealt out anew, and only then joins again, while its heartbeats go on: so the
    wait here keeps the partitions ours. What isn't finished in time is forgotten: it acknowledges nothing any more,
    and comes again from what was acknowledged, to whoever has the partition then. That also fences a member that slept
    (SIGSTOP) beyond its session: the broker refuses its late commit, and it forgets what it had before it joins again.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.begins: dict[TopicPartition, int] = {}
        self.ends: dict[TopicPartition, int] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    def took(self, records: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> None:
        """Remember what a poll gave."""
        for one, batch in records.items():
            self.begins.setdefault(one, batch[0].offset)
            self.ends[one] = batch[-1].offset + 1
            self._idle.clear()

    def done(self) -> None:
        """Nothing is under way: it was acknowledged, taken back or given up."""
        self.begins.clear()
        self.ends.clear()
        self._idle.set()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Wait until nothing is under way; after `patience` give it up."""
        try:
            async with asyncio.timeout(self.patience):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("batch_given_up", partitions=sorted(one.partition for one in revoked), after=self.patience)
        self.done()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Say which partitions are ours now."""
        _log.debug("partitions_assigned", partitions=sorted(one.partition for one in assigned))
