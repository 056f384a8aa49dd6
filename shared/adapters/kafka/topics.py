"""The topics in Kafka: those missing are made, those that are there are held against what is expected."""

import asyncio
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
CATCH_UP = 0.2  # seconds until a broker lists what its controller has
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
    there = await _listed(link, admin)
    missing = {name: shape for name, shape in expected.items() if link.topic(name) not in there}
    while missing and (taken := await _make(link, admin, missing)):  # by another, just now: to be checked as well
        await asyncio.sleep(CATCH_UP)
        there = await _listed(link, admin)
        missing = {name: shape for name, shape in missing.items() if name in taken and link.topic(name) not in there}
    present = {link.topic(name): shape for name, shape in expected.items() if link.topic(name) in there}
    if wrong := [*_divided(present, there), *_kept(present, await _policies(link, admin, list(present)))]:
        raise SettingError("topics in Kafka aren't as expected:\n" + "\n".join(wrong))


async def _listed(link: Link, admin: AIOKafkaAdminClient) -> dict[str, int]:
    """Return the partitions of each topic that the broker lists; one that was just made may not be there yet."""
    return {one["topic"]: len(one["partitions"]) for one in await link.asked(admin.describe_topics)}


async def _make(link: Link, admin: AIOKafkaAdminClient, missing: Mapping[str, Shape]) -> set[str]:
    """Make the topics; return those that another had made."""
    copies = link.settings.replication
    names = {link.topic(name): name for name in missing}
    new = [
        NewTopic(topic, missing[name].partitions, copies, topic_configs=dict(missing[name].policy))
        for topic, name in names.items()
    ]
    taken: set[str] = set()

    async def request() -> None:
        answer = await admin.create_topics(new)
        for topic, code, *said in answer.topic_errors:
            error = for_code(code)
            if error is TopicAlreadyExistsError:
                taken.add(names[topic])
            elif code:
                raise error(f"{topic}: {said[0] if said else ''}")

    await link.asked(request)
    made = [topic for topic, name in names.items() if name not in taken]
    _log.info("topics_made", topics=made, partitions=link.settings.partitions, copies=copies)
    return taken


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
