"""Where things stand in a topic, asked without reading it or joining a group."""

import math
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.adapters.kafka.link import Link
from shared.ports import Place

Offsets = dict[TopicPartition, int]


class Places:
    """Answers by an administrator's and an onlooker's connection."""

    def __init__(self, link: Link, admin: AIOKafkaAdminClient, onlooker: AIOKafkaConsumer) -> None:
        self._link, self._admin, self._onlooker = link, admin, onlooker
        self._known: dict[str, list[TopicPartition]] = {}

    async def partitions(self, topic: str) -> list[TopicPartition]:
        """Return a topic's partitions; none, if it isn't there."""
        name = self._link.topic(topic)
        if name not in self._known:
            every = await self._link.asked(self._admin.describe_topics)  # naming one could make it
            found = [one["partitions"] for one in every if one["topic"] == name]
            if not found:
                return []
            self._known[name] = sorted(TopicPartition(name, one["partition"]) for one in found[0])
        return self._known[name]

    async def ends(self, topic: str) -> tuple[Offsets, Offsets]:
        """Return the first offset that is there and the one after the last, for each partition."""
        there = await self.partitions(topic)
        if not there:
            return {}, {}
        first = await self._link.asked(lambda: self._onlooker.beginning_offsets(there))
        return first, await self._link.asked(lambda: self._onlooker.end_offsets(there))

    async def at(self, topic: str, place: Place) -> Offsets:
        """Return the offset of a place in each partition; beyond an end it is that end."""
        first, end = await self.ends(topic)
        if isinstance(place, int):
            return {one: max(first[one], min(place, end[one])) for one in end}
        if not end:
            return {}
        moment = math.ceil(place.timestamp() * 1000)  # Kafka counts milliseconds
        found = await self._link.asked(lambda: self._onlooker.offsets_for_times(dict.fromkeys(end, max(moment, 0))))
        return {one: found[one].offset if found.get(one) else end[one] for one in end}

    async def span(self, topic: str, start: Place, end: Place | None) -> dict[TopicPartition, tuple[int, int]]:
        """Return the partitions that have something between two places, and from where to where."""
        begins = await self.at(topic, start)
        ends = (await self.ends(topic))[1] if end is None else await self.at(topic, end)
        return {one: (begin, ends[one]) for one, begin in begins.items() if begin < ends[one]}

    async def acknowledged(self, topic: str, group: str) -> Offsets:
        """Return the offset after the last acknowledged one; partitions that have none are left out."""
        there = await self.partitions(topic)
        name = self._link.group(topic, group)

        async def question() -> dict[TopicPartition, Any]:  # Any: of a library without types
            found: dict[TopicPartition, Any] = await self._admin.list_consumer_group_offsets(name, partitions=there)
            return found

        found = await self._link.asked(question) if there else {}
        return {one: said.offset for one, said in found.items() if said.offset >= 0}

    async def members(self, topic: str, group: str) -> int:
        """Return how many members a group has."""
        name = self._link.group(topic, group)
        answers = await self._link.asked(lambda: self._admin.describe_consumer_groups([name]))
        groups = [one for answer in answers for one in answer.to_object()["groups"]]
        return sum(len(one["members"]) for one in groups)


def at_once(moment: datetime) -> int:
    """Return a moment as Kafka counts it: whole milliseconds since 1970."""
    return math.floor(moment.timestamp() * 1000)
