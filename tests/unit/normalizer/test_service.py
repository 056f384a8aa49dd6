"""The normalizer on a log: what it publishes, refuses and says."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
import structlog

from services.normalizer.service import Normalizer
from services.normalizer.vendors import discover
from shared.adapters.clock import SystemClock
from shared.adapters.memory import MemoryEventLog
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED, RAW, Message
from shared.ports import Delivery, EventLog, Rejection
from tests.payloads.recorded import hosts, page

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def delivered(*messages: Message) -> list[Delivery]:
    """Return messages as they come from the raw topic."""
    return [Delivery(message, RAW.name, 0, offset, NOON) for offset, message in enumerate(messages)]


async def published(log: EventLog) -> list[Message]:
    """Return all that was published."""
    consumer = await log.consumer(NORMALIZED.name, "test")
    return [one.message for one in await consumer.poll(1_000, 0)]


def handle(*messages: Message) -> tuple[Sequence[Rejection], list[Message]]:
    """Let a normalizer handle a batch; return what it refused and published."""

    async def run() -> tuple[Sequence[Rejection], list[Message]]:
        log = MemoryEventLog(SystemClock())
        rejections = await Normalizer(log).handle(delivered(*messages))
        return rejections, await published(log)

    return asyncio.run(run())


def test_each_host_is_published_by_its_record_id() -> None:
    """Under its vendor and the vendor's id, as a record."""
    raw = hosts("qualys")
    rejections, messages = handle(RAW.message(page("qualys", *raw)))

    assert rejections == []
    assert [message.key for message in messages] == [f"qualys:{host['id']}" for host in raw]
    assert [HostRecord.decode(message.value or b"").id for message in messages] == [message.key for message in messages]


def test_a_bad_host_is_handed_back_alone() -> None:
    """For the dead letters: a page with that host, under its page's key, and why; the others are published."""
    raw = page("qualys", {"id": 1}, {"id": "x"})
    (rejection,), messages = handle(RAW.message(raw))

    assert [message.key for message in messages] == ["qualys:1"]
    assert rejection.message.key == raw.key
    assert AnyPage.decode(rejection.message.value or b"").hosts == ({"id": "x"},)
    assert "field id" in str(rejection.reason)


def test_a_dead_letter_of_one_host_can_be_handled_again() -> None:
    """A replay of what was refused gives the same refusal, not another."""
    (first,), _ = handle(RAW.message(page("qualys", {"id": 1}, {"id": "x"})))
    (again,), messages = handle(first.message)

    assert (messages, again.message) == ([], first.message)


@pytest.mark.parametrize("value", [b"no page", None], ids=repr)
def test_a_page_that_cant_be_read_is_handed_back_as_it_came(value: bytes | None) -> None:
    """The pages around it are published."""
    bad = Message("qualys/s/1.0", value)
    (rejection,), messages = handle(RAW.message(page("qualys", {"id": 1})), bad, RAW.message(page("qualys", {"id": 2})))

    assert [message.key for message in messages] == ["qualys:1", "qualys:2"]
    assert rejection.message is bad


def test_a_batch_that_is_handled_again_says_the_same() -> None:
    """At least once is harmless: the same bytes under the same keys."""
    raw = RAW.message(page("crowdstrike", *hosts("crowdstrike")))

    assert handle(raw) == handle(raw)
    assert handle(raw, raw)[1] == handle(raw)[1] * 2


def test_a_refusal_is_logged_with_its_sync() -> None:
    """And with the reason, once for each host."""
    with structlog.testing.capture_logs() as lines:
        handle(RAW.message(page("qualys", {"id": "x"}, {"id": "y"})))
    refused = [line for line in lines if line["event"] == "host_refused"]

    assert [(line["vendor"], line["sync_id"], "field id" in line["reason"]) for line in refused] == [
        ("qualys", "s-1", True),
        ("qualys", "s-1", True),
    ]


def test_a_field_that_is_left_out_is_logged_by_its_record() -> None:
    """Once for each host; a host that is read whole says nothing."""
    with structlog.testing.capture_logs() as lines:
        handle(RAW.message(page("qualys", {"id": 1, "created": "soon", "os": ["x"]}, {"id": 2})))

    assert [(line["record"], line["flags"]) for line in lines if line["event"] == "fields_left_out"] == [
        ("qualys:1", ["unread:created", "unread:os"])
    ]


def test_vendors_are_found_by_being_there() -> None:
    """Each shape of hosts by its module's name, which begins with the vendor's, in order; one of them has no marks."""
    found = discover()

    assert list(found) == sorted(found)
    assert [name for name, reader in found.items() if name.partition("_")[0] != reader.name] == []
    assert {name for name, reader in found.items() if not reader.marks} == {one.name for one in found.values()}
