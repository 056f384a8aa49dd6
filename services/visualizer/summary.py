"""The numbers on the charts, as `summary.json` holds them."""

from datetime import date
from typing import Generic, TypeVar

from pydantic import Field

from shared.contracts.event import Utc, Value
from shared.contracts.parts import Strings


class Counted(Value):
    """How many hosts there are of something."""

    hosts: int


class Count(Counted):
    """How many hosts there are of something that goes by a name."""

    name: str


T = TypeVar("T", bound=Counted)


class System(Count):
    """How many hosts run a system: its name and version, and the family that colours its bar."""

    family: str


class Combination(Counted):
    """How many hosts are known to exactly these vendors."""

    vendors: Strings


class Other(Value):
    """The kinds that share a chart's last bar, since there are too many for a bar each."""

    kinds: int
    hosts: int


class Ranking(Value, Generic[T]):
    """The bars of a chart: the most frequent kinds, and all others together."""

    top: tuple[T, ...]
    other: Other


class Freshness(Value):
    """Hosts by age: each host is in one class. `core/ages.py` says what they mean."""

    new: int = 0
    active: int = 0
    stale: int = 0
    unknown: int = 0
    gone: int = 0


class Span(Counted):
    """Hosts last seen more than `over` and up to `days` days before the reference time; without an end: all others."""

    over: int
    days: int | None


class Week(Value):
    """Hosts that were first seen in a week, and hosts last seen in it that are stale since, or last listed and gone."""

    monday: date
    came: int
    went: int


class Timeline(Value):
    """The weeks up to the reference time, and what was before and after them."""

    weeks: tuple[Week, ...]
    came_before: int
    went_before: int
    came_after: int


class Gap(Count):
    """Of the hosts of a group, how many lack an EDR agent, how many a scanner."""

    no_edr: int
    no_scanner: int


class Coverage(Gap):
    """Who lacks what: of all hosts, and of those of a family, a cloud, a subnet; the largest gaps first."""

    neither: int
    families: Ranking[Gap]
    clouds: Ranking[Gap]
    subnets: Ranking[Gap]


class Ports(Value):
    """Open ports: a host counts once for each of its own."""

    hosts: int = Field(description="hosts of which a vendor tells an open port")
    most: int = Field(description="open ports of the host that has most")
    kinds: int
    top: tuple[Count, ...]


class CloudPart(Count):
    """How many hosts are in an account or a region of a cloud."""

    provider: str


class Clouds(Value):
    """Where the hosts of clouds are."""

    hosts: int
    providers: tuple[Count, ...]
    accounts: Ranking[CloudPart]
    regions: Ranking[CloudPart]


class Agreement(Count):
    """Of the hosts that several vendors know and whose field is told, on how many they differ."""

    differ: int


class Agreements(Value):
    """How far vendors agree on the hosts that several of them know."""

    hosts: int
    fields: tuple[Agreement, ...]


class Program(Count):
    """How many hosts have a program, in whatever version."""

    maker: str


class Caption(Value):
    """The words of a chart: the question that it answers, and the answer in a sentence."""

    name: str = Field(description="name of its files: `latest/NAME.light.svg`")
    title: str
    finding: str


class Summary(Value):
    """All numbers that are drawn; equal hosts give equal summaries, in whatever order they come."""

    hosts: int
    reference_time: Utc | None = Field(description="instant that ages are counted back from; None if no host was seen")
    stale_days: int
    newest: Utc | None = Field(description="newest last-seen time of all hosts, to the hour")
    ahead: int = Field(description="hosts last seen after the reference time")
    families: tuple[Count, ...]
    systems: Ranking[System]
    freshness: Freshness
    spans: tuple[Span, ...]
    vendors: tuple[Count, ...] = Field(description="hosts that each vendor knows")
    everywhere: int = Field(description="hosts that every vendor knows")
    overlap: Ranking[Combination]
    coverage: Coverage
    ports: Ports
    clouds: Clouds
    timeline: Timeline
    agreements: Agreements
    software: tuple[Program, ...] = Field(description="the programs that most hosts have")
    charts: tuple[Caption, ...] = ()
