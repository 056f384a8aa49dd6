"""Has faust-streaming bring the pages: a member of a group that is faust's, behind the same port as any other.

The loop around it is the one that runs everything (local.py), so retries, dead letters and the limit are the same. Of
faust 0.15.3 it uses the reading alone, and doesn't trust its acknowledgements, since they can pass a message that
nobody handled: it acknowledges what an agent raised on, and, around a rebalance, what it skipped because of its
generation. So acknowledgements are off (`acks=False`), one agent hands events on and can't fail, and what is committed
is what the loop has handled, explicitly. A hole in the offsets, which such a skip would leave, ends the process.
"""

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import faust
import structlog
from faust.types import TP, EventT

from shared.adapters.kafka.link import Link
from shared.adapters.kafka.looking import first_offset
from shared.contracts.topics import Message
from shared.ports import Delivery

HELD = 64  # pages of at most 900 kB that wait in memory
GRACE = 10.0  # seconds that a request may take longer than a session lasts; faust asks for it
_log = structlog.get_logger()


class Skipped(Exception):
    """Faust left out a message; the next start is given it again."""


class FaustConsumer:
    """Implements `Consumer`; hand `FaustConsumer.join` to `open_kafka`."""

    def __init__(self, app: faust.App, link: Link, topic: str) -> None:
        self._app, self._link, self._topic = app, link, topic
        self._events: asyncio.Queue[EventT[Any]] = asyncio.Queue(HELD)
        self._again: deque[EventT[Any]] = deque()
        self._taken: list[EventT[Any]] = []
        self._next: dict[TP, int] = {}  # the offset that must come next, in this generation
        self._generation = 0

    @classmethod
    async def join(cls, link: Link, topic: str, group: str) -> Self:
        """Start faust's app, whose id is the group's name."""
        app = _app(link, link.group(topic, group))
        member = cls(app, link, topic)
        source = app.topic(
            link.topic(topic),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            acks=False,
        )
        app.agent(source, name="pages", concurrency=1)(member._hand_on)
        app.finalize()
        await app.maybe_start()
        return member

    async def poll(self, limit: int, wait: float) -> Sequence[Delivery]:
        """Return the next messages. Whether the topic has more, faust doesn't tell: ask the group's lag."""
        self._check()
        found: list[EventT[Any]] = []
        while len(found) < limit and (event := await self._one(0 if found else wait)):
            found.append(event)
        self._taken += found
        return [delivery(self._topic, event) for event in found]

    async def commit(self) -> None:
        """Acknowledge all that `poll` returned, of this generation; of an earlier one it comes again."""
        places = {event.message.tp: event.message.offset + 1 for event in self._taken if self._is_ours(event)}
        self._taken = []
        if places:
            await self._reader._commit_offsets(places)  # noqa: SLF001 - faust has no other explicit commit
            self._check()

    async def rewind(self) -> None:
        """Give what was polled and not acknowledged once more."""
        self._again.extendleft(reversed(self._taken))
        self._taken = []

    async def close(self) -> None:
        """Leave the group."""
        await self._app.stop()

    async def _hand_on(self, pages: AsyncIterable[bytes]) -> None:
        """Pass events on: the agent. Nothing that a page holds can end it."""
        async for event in pages.events():  # type: ignore[attr-defined]  # faust gives its own stream
            await self._events.put(event)

    async def _one(self, wait: float) -> EventT[Any] | None:
        """Return the next event of this generation, in its place; those of an earlier one come again."""
        while event := await self._any(wait):
            if self._is_ours(event):
                await self._expect(event)
                return event
        return None

    async def _any(self, wait: float) -> EventT[Any] | None:
        if self._again:
            return self._again.popleft()
        if not self._events.empty():
            return self._events.get_nowait()
        try:
            return await asyncio.wait_for(self._events.get(), wait) if wait > 0 else None
        except TimeoutError:
            return None

    def _is_ours(self, event: EventT[Any]) -> bool:
        return event.message.generation_id == self._app.consumer_generation_id

    async def _expect(self, event: EventT[Any]) -> None:
        """See that faust left nothing out: raw pages are never compacted, their offsets have no holes."""
        if self._generation != self._app.consumer_generation_id:
            self._generation = self._app.consumer_generation_id
            self._next = {}
        place, offset = event.message.tp, event.message.offset
        wanted = self._next.get(place) or self._reader._committed_offset[place] or 0  # noqa: SLF001 - read at the join
        if 0 < wanted < offset and offset > await first_offset(self._link, place.topic, place.partition):
            raise Skipped(f"{place.topic}/{place.partition}: expected offset {wanted}, faust gave {offset}")
        self._next[place] = offset + 1

    @property
    def _reader(self) -> Any:  # Any: faust's types leave out what its consumers have
        return self._app.consumer

    def _check(self) -> None:
        """Pass on why faust crashed; a service that it ended is no service."""
        if self._app.crashed:
            raise RuntimeError("faust crashed") from self._app.crash_reason


def delivery(topic: str, event: EventT[Any]) -> Delivery:
    """Return an event as what the port gives."""
    one = event.message
    headers = dict(one.headers or {})
    return Delivery(
        Message(
            (one.key or b"").decode(errors="replace"), one.value, {name: _text(it) for name, it in headers.items()}
        ),
        topic,
        one.partition,
        one.offset,
        datetime.fromtimestamp(one.timestamp, UTC),
    )


def _text(value: bytes | str | None) -> str:
    return value if isinstance(value, str) else (value or b"").decode(errors="replace")


def _app(link: Link, group: str) -> faust.App:
    """Build an app that reads one topic and makes none: no web server, no tables, no leader."""
    said = link.settings
    return faust.App(
        group,
        broker=";".join(f"kafka://{server.strip()}" for server in link.servers.split(",")),
        broker_credentials=_credentials(link.options),
        broker_session_timeout=said.session_timeout,
        broker_request_timeout=max(said.timeout, said.session_timeout + GRACE),
        broker_heartbeat_interval=said.heartbeat,
        broker_rebalance_timeout=said.handover * 2,
        broker_max_poll_interval=said.longest_batch,
        consumer_auto_offset_reset="earliest",
        stream_buffer_maxsize=HELD,
        store="memory://",
        datadir=Path(tempfile.gettempdir(), "rollcall-faust"),
        autodiscover=False,
        web_enabled=False,
        reply_create_topic=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
    )


def _credentials(options: dict[str, Any]) -> Any:  # Any: keywords of a library without types
    """Return faust's form of what aiokafka is told."""
    trusting = options.get("ssl_context")
    if "sasl_mechanism" in options:
        return faust.SASLCredentials(
            username=options["sasl_plain_username"],
            password=options["sasl_plain_password"],
            mechanism=options["sasl_mechanism"],
            ssl_context=trusting,
        )
    return faust.SSLCredentials(trusting) if trusting else None
