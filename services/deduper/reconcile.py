"""hosts.merged → host store → hosts.merged: what the topic ends with of a host is the newest that is stored.

A worker stores a host and then publishes it. One that is slow publishes a version that another has left behind by then,
and may die before it could notice: nothing but the topic itself knows of it. So the topic is read, as any other is.
"""

from collections.abc import Sequence

import structlog

from services.deduper.materialise import message_of
from shared.contracts.topics import MERGED, Message
from shared.ports import Delivery, EventLog, HostStore, Rejection

_log = structlog.get_logger()


class Reconciler:
    """Publishes again what the store has newer than a message says; what it publishes it reads, too."""

    name = "reconciler"
    source = MERGED.name

    def __init__(self, store: HostStore, log: EventLog) -> None:
        self._store, self._log = store, log

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Compare the last message of each host with the store; its next change publishes itself."""
        told = {one.message.key: _revision(one.message) for one in batch}
        stored = await self._store.revisions(told)
        if late := [one for one, revision in stored.items() if revision > told[one]]:
            newest = await self._store.get_hosts(late)
            await self._log.append(MERGED.name, [message_of(one, *newest[one]) for one in sorted(newest)])
            _log.debug("published_again", hosts=len(newest))
        return []

    async def tick(self) -> None:
        """Do nothing: the topic says all."""


def _revision(message: Message) -> int:
    """Return the revision of a host that a message tells; a message that isn't ours tells none, and is overtaken."""
    told = message.headers.get("revision", "")
    return int(told) if told.isdecimal() else 0
