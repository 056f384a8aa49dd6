"""What Kafka can be wrong about, and what a person is told then."""

import asyncio
import os
import subprocess
import sys

import pytest
import structlog

from shared.adapters.clock import ManualClock, SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.reaching import administrator
from shared.adapters.kafka.settings import KafkaSettings
from shared.adapters.kafka.topics import LARGEST, Shape, ensure, make_topics, shapes
from shared.contracts.topics import Message
from shared.errors import Permanent, SettingError, Temporary, Unreachable
from tests.contracts.conftest import NOON
from tests.stack.kafka import FOR_EVER, new_log, settings
from tests.stack.servers import new_namespace

pytestmark = pytest.mark.stack
NOWHERE = "127.0.0.1:9"  # a port that answers nobody


async def opened(chosen: KafkaSettings, namespace: str) -> None:
    """Open a log, and close it."""
    async with open_kafka(chosen, SystemClock(), namespace):
        pass


async def made(name: str, shape: Shape, namespace: str) -> None:
    """Make one topic by hand, as an operator might."""
    link = Link(settings(), namespace)
    async with administrator(link, SystemClock()) as admin:
        await ensure(link, admin, {name: shape})


def test_a_broker_that_is_away_is_waited_for_and_then_given_up() -> None:
    """While it waits it says which address and how long still; at the end what to do, with an exit code of its own."""
    clock = ManualClock(NOON)

    async def scenario() -> None:
        async with open_kafka(KafkaSettings(bootstrap_servers=NOWHERE, patience=60), clock):
            pass

    with (
        structlog.testing.capture_logs() as said,
        pytest.raises(Unreachable, match=rf"at {NOWHERE} within 60 s .*make stack.*KAFKA_BOOTSTRAP_SERVERS") as failure,
    ):
        asyncio.run(scenario())

    assert failure.value.exit_code == 3
    assert (clock.now() - NOON).total_seconds() == 60
    assert {(one["event"], one["servers"]) for one in said} == {("kafka_unreachable", NOWHERE)}
    assert [one["waits_still"] for one in said][:2] == [60, 58]


def test_a_process_ends_with_that_code() -> None:
    """A container's supervisor sees 3, a person the message, without a traceback."""
    around = {"KAFKA_BOOTSTRAP_SERVERS": NOWHERE, "KAFKA_PATIENCE": "0.1", "PATH": ""}
    command = [sys.executable, "-m", "tests.stack.normalizing", "kafka"]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("rollcall: no Kafka broker answered at 127.0.0.1:9 within 0.1 s")
    assert "Traceback" not in done.stderr


def test_a_topic_with_other_partitions_is_refused() -> None:
    """The message names the topic, both counts and the ways out."""
    namespace = new_namespace()
    asyncio.run(made("hosts.normalized", Shape(2, {"cleanup.policy": "compact"}), namespace))

    with pytest.raises(SettingError, match=rf"{namespace}.hosts.normalized: expected 3 partitions, got 2; set KAFKA"):
        asyncio.run(opened(settings(partitions=3), namespace))


def test_a_topic_that_loses_messages_is_refused() -> None:
    """One that deletes what should stay, one that takes no page of ours: both are named at once."""
    namespace = new_namespace()
    asyncio.run(made("hosts.merged", Shape(3, FOR_EVER), namespace))
    asyncio.run(made("hosts.raw", Shape(3, FOR_EVER | {"max.message.bytes": "1000"}), namespace))

    with pytest.raises(SettingError) as failure:
        asyncio.run(opened(settings(partitions=3), namespace))
    assert f"{namespace}.hosts.merged: expected cleanup.policy=compact, got delete" in str(failure.value)
    assert f"{namespace}.hosts.raw: expected max.message.bytes={LARGEST} or more, got 1000" in str(failure.value)


def test_another_retention_is_the_operators_right() -> None:
    """It is logged, and goes on."""
    namespace = new_namespace()
    asyncio.run(made("hosts.raw", Shape(3, FOR_EVER), namespace))
    with structlog.testing.capture_logs() as said:
        asyncio.run(opened(settings(partitions=3), namespace))

    (warning,) = [one for one in said if one["event"] == "retention_differs"]
    assert (warning["topic"], warning["got"]) == (f"{namespace}.hosts.raw", "-1")


def test_topics_are_made_once_with_their_policies() -> None:
    """Twice is as good as once; every topic and its dead letters are there, as they were asked for."""
    chosen, namespace = settings(partitions=3, retention_days=2), new_namespace()

    async def scenario() -> None:
        for _ in range(2):
            await make_topics(chosen, SystemClock(), namespace)
        link = Link(chosen, namespace)
        async with administrator(link, SystemClock()) as admin:
            there = {one["topic"]: len(one["partitions"]) for one in await admin.describe_topics()}
        assert {link.topic(name): 3 for name in shapes(chosen)}.items() <= there.items()

    asyncio.run(scenario())
    wanted = shapes(chosen)
    assert wanted["hosts.raw"].policy["retention.ms"] == str(2 * 24 * 3600 * 1000)
    assert {name for name, shape in wanted.items() if shape.policy["cleanup.policy"] == "compact"} == {
        "hosts.normalized",
        "hosts.merged",
        "hosts.rulings",
        "hosts.syncs",
        "dead-letters.resolved",
    }


def test_a_namespace_that_is_no_topics_name_is_a_wrong_setting() -> None:
    """The message names the variable."""
    with pytest.raises(SettingError, match="ROLLCALL_NAMESPACE"):
        asyncio.run(opened(settings(), "no spaces"))


def test_a_session_that_the_broker_does_not_allow_is_a_wrong_setting() -> None:
    """The broker has its limits; the message names the variable."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1, session_timeout=0.5) as log:
            await log.consumer("t", "group")

    with pytest.raises(SettingError, match="KAFKA_SESSION_TIMEOUT"):
        asyncio.run(scenario())


def test_a_message_that_is_too_long_is_refused_for_ever() -> None:
    """It is Permanent, so it becomes a dead letter; those beside it were or will be appended. Packed size counts."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1) as log:
            with pytest.raises(Permanent, match="takes no such message"):
                await log.append("t", [Message("a", os.urandom(2_000_000))])
            await log.append("t", [Message("b", b"x"), Message("c", b"x" * 2_000_000), Message("d", b"x")])
            assert [one.message.key async for one in log.read("t")] == ["b", "c", "d"]

    asyncio.run(scenario())


def test_a_topic_that_is_not_there_is_temporary() -> None:
    """Somebody may make it: it is tried again, and nothing is dropped."""

    async def scenario() -> None:
        async with new_log(SystemClock(), 1, timeout=1.0) as log:
            with pytest.raises(Temporary):
                await log.append("nowhere", [Message("a", b"")])

    asyncio.run(scenario())
