"""The numbers on the charts, as `summary.json` holds them."""

from typing import Generic, TypeVar

from pydantic import Field

from shared.contracts.event import Utc, Value
from shared.contracts.parts import Strings

T = TypeVar("T")


class Count(Value):
    """How many hosts there are of something."""

    name: str
    hosts: int


class System(Count):
    """How many hosts run a system: its name and version, and the family that colours its bar."""

    family: str


class Combination(Value):
    """How many hosts are known to exactly these vendors."""

    vendors: Strings
    hosts: int


class Other(Value):
    """The kinds that share a chart's last bar, since there are too many for a bar each."""

    kinds: int
    hosts: int


class Ranking(Value, Generic[T]):
    """The bars of a chart: the most frequent kinds, and all others together."""

    top: tuple[T, ...]
    other: Other


class Freshness(Value):
    """Hosts by age: each host is in one class. `age` in core.py says what they mean."""

    new: int = 0
    active: int = 0
    stale: int = 0
    unknown: int = 0


class Gap(Value):
    """Hosts that a vendor doesn't know and another does, with the names of some."""

    vendor: str
    hosts: int
    examples: tuple[str, ...]


class Summary(Value):
    """All numbers that are drawn; equal hosts give equal summaries, in whatever order they come."""

    hosts: int
    reference_time: Utc | None = Field(description="instant that ages are counted back from; None if no host was seen")
    stale_days: int
    newest: Utc | None = Field(description="newest last-seen time of all hosts")
    ahead: int = Field(description="hosts last seen after the reference time")
    families: tuple[Count, ...]
    systems: Ranking[System]
    freshness: Freshness
    vendors: tuple[Count, ...] = Field(description="hosts that each vendor knows")
    everywhere: int = Field(description="hosts that every vendor knows")
    overlap: Ranking[Combination]
    gaps: tuple[Gap, ...] = Field(description="hosts that each vendor is missing, most first")
