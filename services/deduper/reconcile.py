"""hosts.merged → host store → hosts.merged: what the topic ends with of a host is the newest that is stored.

A worker stores a host and then publishes it. One that is slow publishes a version that another has left behind by then,
and may die before it could notice: nothing but the topic itself knows of it. So the topic is read, as any other is.
"""

from collections.abc import Sequence

import structlog

from services.deduper.materialise import message_of
from shared.contracts.host import revision_of
from shared.contracts.topics import MERGED
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
        told = {one.message.key: revision_of(one.message.headers) for one in batch}  # none: it is overtaken
        stored = await self._store.revisions(told)
        if late := [one for one, revision in stored.items() if revision > told[one]]:
            newest = await self._store.get_hosts(late)
            await self._log.append(MERGED.name, [message_of(one, *newest[one]) for one in sorted(newest)])
            _log.debug("published_again", hosts=len(newest))
        return []

    async def tick(self) -> None:
        """Do nothing: the topic says all."""
