"""hosts.raw → hosts.normalized."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from services.normalizer.core import read
from services.normalizer.reading import READING
from services.normalizer.vendors import Reader, discover
from shared.contracts.raw import AnyPage
from shared.contracts.record import UNREAD
from shared.contracts.sync import listed
from shared.contracts.topics import NORMALIZED, RAW, Message
from shared.errors import Permanent
from shared.ports import Delivery, EventLog, Rejection

_log = structlog.get_logger()


class Normalizer:
    """Turns raw pages into records."""

    name = "normalizer"
    source = RAW.name

    def __init__(self, log: EventLog, readers: Mapping[str, Reader] | None = None) -> None:
        self._events = log
        self._readers = discover() if readers is None else readers

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Publish the records of these pages; refuse pages and hosts that can't be read."""
        messages: list[Message] = []
        rejections: list[Rejection] = []
        for delivery in batch:
            await asyncio.sleep(0)  # a batch may take seconds of a processor; a broker wants a sign of life meanwhile
            try:
                page = AnyPage.decode(delivery.message.value or b"")
                records, refused = read(page, self._readers)
            except Permanent as reason:
                rejections.append(Rejection(delivery, delivery.message, reason))
                continue
            messages += [NORMALIZED.message(record, listed(page.listed, READING)) for record in records]
            rejections += [Rejection(delivery, RAW.message(one.page), one.reason, by_vendor=True) for one in refused]
            for record in records:
                if unread := [flag for flag in record.flags if flag.startswith(UNREAD)]:
                    _log.warning("fields_left_out", record=record.id, flags=unread)
            _log.debug("page_read", page=delivery.message.key, records=len(records), refused=len(refused))
            for one in refused:
                _log.info("host_refused", vendor=one.page.vendor, sync_id=one.page.sync_id, reason=str(one.reason))
        await self._events.append(NORMALIZED.name, messages)
        return rejections

    async def tick(self) -> None:
        """Do nothing: all is done with the batch."""
