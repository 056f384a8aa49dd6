"""A processor that does as it is told, and the loop around it on the memory log."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog
from shared.contracts.topics import Message
from shared.ports import Delivery, Rejection
from shared.runtime.handling import Job
from shared.runtime.local import Loop, drain
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import together

SOURCE = "things"
Handle = Callable[[Sequence[Delivery]], Sequence[Rejection]]


@dataclass
class Told:
    """A processor whose `handle` is a function of the test's; it keeps what it handled to the end."""

    act: Handle
    name: str = "told"
    source: str = SOURCE
    handled: list[str] = field(default_factory=list)
    ticks: int = 0

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Do as told."""
        rejections = self.act(batch)
        self.handled += [one.message.key for one in batch]
        return rejections

    async def tick(self) -> None:
        """Count."""
        self.ticks += 1


@dataclass
class Bench:
    """The world of one test: a log with messages, a clock, and a way to run a processor until nothing is left."""

    clock: ManualClock
    log: MemoryEventLog
    settings: RuntimeSettings

    def put(self, *keys: str, topic: str = SOURCE) -> None:
        """Append a message for each key."""
        asyncio.run(self.log.append(topic, [Message(key, f"value of {key}".encode()) for key in keys]))

    def drain(self, *processors: Told, batch: int = 10) -> None:
        """Run the processors until nothing is left, as `--once` does."""
        asyncio.run(self._drain(processors, batch))

    def letters(self) -> list[Message]:
        """Return the dead letters."""
        return [one.message for one in self.log.there(f"{SOURCE}.dead-letter")]

    def committed(self, group: str = "told") -> int:
        """Return the acknowledged offset."""
        return self.log.committed[SOURCE, group][0]

    async def _drain(self, processors: Sequence[Told], batch: int) -> None:
        stop = asyncio.Event()
        loops = [Loop(Job(one, one.name, batch), self.log, self.clock, self.settings) for one in processors]
        works = [loop.run(stop) for loop in loops]

        async def end() -> None:
            assert await drain(loops, stop, self.clock)

        await together(*works, end())
