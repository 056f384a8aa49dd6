"""Reading a topic again: from a place to its end by moving its reader, or a part of it by giving that part again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from shared.batches import batches
from shared.contracts.topics import RAW
from shared.errors import GroupInUse, SettingError
from shared.ports import Delivery, EventLog, Place

PAGES = 50  # messages appended at once; each may have 900 kB
# Group → its service, where that has another name.
SERVICES = {"rulings": "deduper", "syncs": "deduper", "reconciler": "deduper"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which messages of a topic: from a place on, before another, of one vendor (whose name begins a page's key)."""

    topic: str
    start: Place = 0
    end: Place | None = None
    vendor: str | None = None

    @property
    def is_the_rest(self) -> bool:
        """Tell whether it is all that follows its start."""
        return self.end is None and self.vendor is None

    async def read(self, log: EventLog) -> AsyncIterator[Delivery]:
        """Give the messages."""
        async for one in log.read(self.topic, self.start, self.end):
            if self.vendor is None or one.message.key.startswith((f"{self.vendor}/", f"{self.vendor}:")):
                yield one

    async def count(self, log: EventLog) -> int:
        """Return how many they are; without a vendor that is known without reading them."""
        if self.vendor is None:
            return await log.count(self.topic, self.start, self.end)
        return len([one.offset async for one in self.read(log)])


async def replay(log: EventLog, selection: Selection, group: str) -> int:
    """Have `group` read the selection again; return how many messages.

    The rest of a topic: the group goes back to the start. A part of it: a group can't leave out messages, so they are
    appended again, which moves no group and may be done while the services run.

    Raises:
        GroupInUse: the group has members, and would have to go back.
        SettingError: a part of a topic of which only the latest message of each key counts.

    """
    if selection.is_the_rest:
        await hold_still(log, selection.topic, group)
        return await _go_back(log, selection, group)
    if selection.topic != RAW.name:
        raise SettingError(
            f"--to, --vendor: expected {RAW.name}; got {selection.topic}: its readers take the latest message of a "
            "key, so an older one must not come after it. Leave the options out: to read it all again is always right"
        )
    return await give_again(log, selection, log)


async def reach(log: EventLog, topic: str) -> str:
    """Say how far back a topic can be read: what was before is no longer kept."""
    async for one in log.read(topic):
        return f"{topic} is kept since {one.time:%Y-%m-%d %H:%M} UTC, offset {one.offset:,}"
    return f"{topic} holds nothing"


async def hold_still(log: EventLog, topic: str, group: str) -> None:
    """Make sure that nobody reads for a group.

    Raises:
        GroupInUse: somebody does; the message says how to stop it.

    """
    if await log.members(topic, group):
        service = SERVICES.get(group, group)
        raise GroupInUse(group, f"`docker compose stop {service}`, or SIGTERM to each of its workers")


async def give_again(source: EventLog, selection: Selection, target: EventLog) -> int:
    """Append the selected messages of one log to another or to the same; return how many."""
    count = 0
    async for batch in batches((one.message async for one in selection.read(source)), PAGES):
        await target.append(selection.topic, batch)
        count += len(batch)
    return count


async def _go_back(log: EventLog, selection: Selection, group: str) -> int:
    await log.seek(selection.topic, group, selection.start)
    return await log.lag(selection.topic, group)
