"""What an audit says. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from shared.contracts.event import Value


class Missing(Value):
    """Something that isn't where it should be."""

    id: str = Field(description="id of the record or host; of what has none, its place in the topic")
    what: str = Field(description="what is missing, in words")


class Stage(Value):
    """A stage of the pipeline: what was counted, and what is missing."""

    name: str
    counts: dict[str, int] = Field(description="what was counted, by name")
    missing: tuple[Missing, ...] = Field((), description="what isn't where it should be")
    on_their_way: int = Field(0, description="what isn't there yet, and hangs on messages that wait to be read")


class Audit(Value):
    """An audit: whole, if nothing is missing."""

    version: Literal[1] = 1
    stages: tuple[Stage, ...]
    lag: dict[str, int] = Field(description="reader → messages that it hadn't acknowledged")

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing."""
        return not any(stage.missing for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that isn't there yet, or is missing: which of the two, the readers' lag tells.

    Attributes:
        missing: what it is
        partition: partition of the message that it hangs on
        offset: offset of that message; None if it hangs on any message that waits

    """

    missing: Missing
    partition: int = 0
    offset: int | None = None


@dataclass(slots=True)
class Findings:
    """What a stage found, until it is known what is on its way.

    Attributes:
        name: the stage
        readers: groups whose lag may be why something isn't there yet
        counts: what was counted
        lacks: what isn't there
        ends: offset of the last message that was read, of each partition

    """

    name: str
    readers: Sequence[str]
    counts: Counter[str] = field(default_factory=Counter)
    lacks: list[Lack] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)

    def read(self, partition: int, offset: int) -> None:
        """Note that a message was read."""
        self.ends[partition] = max(offset, self.ends.get(partition, 0))

    def lack(self, name: str, what: str, partition: int = 0, offset: int | None = None) -> None:
        """Note that something isn't there."""
        self.lacks.append(Lack(Missing(id=name, what=what), partition, offset))

    def settled(self, lag: Mapping[str, int]) -> Stage:
        """Return the stage: what hangs on the last messages of a topic, as many as wait, is on its way."""
        waiting = sum(lag[reader] for reader in self.readers)
        missing = [lack.missing for lack in self.lacks if not self._is_on_its_way(lack, waiting)]
        on_their_way = len(self.lacks) - len(missing)
        return Stage(name=self.name, counts=dict(self.counts), missing=tuple(missing), on_their_way=on_their_way)

    def _is_on_its_way(self, lack: Lack, waiting: int) -> bool:
        if lack.offset is None or not waiting:
            return waiting > 0
        return lack.offset > self.ends.get(lack.partition, 0) - waiting
