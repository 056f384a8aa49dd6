"""The topics in Kafka: those missing are made, those that are there are held against what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.adapters.kafka.link import Link, milliseconds
from shared.adapters.kafka.reaching import administrator
from shared.adapters.kafka.settings import KafkaSettings
from shared.contracts.topics import RESOLVED, TOPICS
from shared.errors import SettingError
from shared.ports import Clock

LARGEST = 1_048_588  # bytes of a message with its headers; pages are split at 900 kB
DAY = 86_400  # seconds
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a topic must be like; more may be said of it than is expected here."""

    partitions: int
    policy: Mapping[str, str]


def shapes(settings: KafkaSettings) -> dict[str, Shape]:
    """Return every topic's shape, by its name without a namespace."""
    kept = {"retention.ms": str(milliseconds(settings.retention_days * DAY))}
    found = {}
    for topic in (*TOPICS, RESOLVED):
        found[topic.name] = _shape(
            settings, "compact" if topic.compacted else "delete", {} if topic.compacted else kept
        )
    for topic in TOPICS:
        found[topic.dead_letter] = _shape(settings, "delete", kept)
    return found


async def make_topics(settings: KafkaSettings, clock: Clock, namespace: str = "") -> None:
    """Make the topics that are missing, and see that the others are as expected; may be done again and again.

    Raises:
        SettingError: one has other partitions or keeps messages otherwise; the message says which, and what to do.
        Unreachable: no broker answered within KAFKA_PATIENCE.

    """
    link = Link(settings, namespace)
    async with administrator(link, clock) as admin:
        await ensure(link, admin, shapes(settings))


async def ensure(link: Link, admin: AIOKafkaAdminClient, expected: Mapping[str, Shape]) -> None:
    """Make those of the topics that are missing, and check the others."""
    every = await link.asked(admin.describe_topics)
    there = {one["topic"]: len(one["partitions"]) for one in every}
    missing = [name for name in expected if link.topic(name) not in there]
    if missing:
        await _make(link, admin, {name: expected[name] for name in missing})
    present = {link.topic(name): shape for name, shape in expected.items() if name not in missing}
    if wrong := [*_divided(present, there), *_kept(present, await _policies(link, admin, list(present)))]:
        raise SettingError("topics in Kafka aren't as expected:\n" + "\n".join(wrong))


async def _make(link: Link, admin: AIOKafkaAdminClient, missing: Mapping[str, Shape]) -> None:
    copies = link.settings.replication
    new = [
        NewTopic(link.topic(name), shape.partitions, copies, topic_configs=dict(shape.policy))
        for name, shape in missing.items()
    ]

    async def request() -> None:
        answer = await admin.create_topics(new)
        for topic, code, *said in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:  # another made it at this moment
                raise error(f"{topic}: {said[0] if said else ''}")

    await link.asked(request)
    _log.info("topics_made", topics=[one.name for one in new], partitions=link.settings.partitions, copies=copies)


async def _policies(link: Link, admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    answers = await link.asked(lambda: admin.describe_configs(asked))
    return {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for answer in answers
        for resource in answer.resources
    }


def _divided(present: Mapping[str, Shape], there: Mapping[str, int]) -> list[str]:
    return [
        f"{name}: expected {shape.partitions} partitions, got {there[name]}; set KAFKA_PARTITIONS={there[name]}, or"
        f" read into new topics by another ROLLCALL_NAMESPACE (more partitions would tear a key's order apart)"
        for name, shape in present.items()
        if there[name] != shape.partitions
    ]


def _kept(present: Mapping[str, Shape], policies: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Say which topics would lose messages. Another time of retention is the operator's right: it is only logged."""
    found = []
    for name, shape in present.items():
        said = policies[name]
        if said["cleanup.policy"] != shape.policy["cleanup.policy"]:
            wanted, got = shape.policy["cleanup.policy"], said["cleanup.policy"]
            found.append(f"{name}: expected cleanup.policy={wanted}, got {got}; change the topic's configuration")
        if int(said["max.message.bytes"]) < LARGEST:
            found.append(f"{name}: expected max.message.bytes={LARGEST} or more, got {said['max.message.bytes']}")
        if said["retention.ms"] != shape.policy.get("retention.ms", said["retention.ms"]):
            _log.warning(
                "retention_differs", topic=name, expected=shape.policy["retention.ms"], got=said["retention.ms"]
            )
    return found


def _shape(settings: KafkaSettings, policy: str, more: Mapping[str, str]) -> Shape:
    safe = {"min.insync.replicas": "2"} if settings.replication > 2 else {}
    return Shape(settings.partitions, {"cleanup.policy": policy, "max.message.bytes": str(LARGEST), **safe, **more})
