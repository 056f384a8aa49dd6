"""All machines, and the records of each vendor, at any place of a list, without making those before it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Literal

from simulator.crowdstrike import device_id, render_device
from simulator.machines import Machine, World, machine
from simulator.qualys import asset_id, render_asset
from simulator.recipes import BLOCK, RECIPES
from simulator.wire import Json

Vendor = Literal["qualys", "crowdstrike"]
VENDORS: tuple[Vendor, ...] = ("qualys", "crowdstrike")

_BEFORE: dict[Vendor, list[int]] = {  # records of a block before each slot
    vendor: [0, *accumulate(getattr(recipe, vendor) for recipe in RECIPES)] for vendor in VENDORS
}


@dataclass(frozen=True, slots=True)
class Truth:
    """Which machine a record is really about, and the kinds of it: its difficulty, and where it runs."""

    record: str
    machine: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """`size` machines made from `seed`.

    Attributes:
        size: machines, of which a vendor may list none, one or two records
        seed: another seed, other machines
        reference: their present at round 0, in UTC and whole seconds
        rounds: how often the present went on by an hour; hosts are seen again, move, are renamed and replaced
        detail: programs and vulnerabilities of a Qualys host; a real one has hundreds

    """

    size: int
    seed: int = 1
    reference: datetime = datetime(2026, 1, 31, 12, tzinfo=UTC)
    rounds: int = 0
    detail: int = 2

    def count(self, vendor: Vendor) -> int:
        """Return how many records a vendor lists."""
        before = _BEFORE[vendor]
        return self.size // BLOCK * before[BLOCK] + before[self.size % BLOCK]

    def hosts(self, vendor: Vendor, start: int, stop: int) -> list[Json]:
        """Return the vendor's raw hosts at these places of its list."""
        world = self._world()
        return [
            self._render(vendor, machine(world, number), variant) for number, variant in _places(vendor, start, stop)
        ]

    def machine(self, vendor: Vendor, place: int) -> Machine:
        """Return the machine at a place of the vendor's list."""
        ((number, _),) = _places(vendor, place, place + 1)
        return machine(self._world(), number)

    def records(self) -> Iterator[tuple[Vendor, Json]]:
        """Give every vendor's raw hosts, machine by machine."""
        for one in self.machines():
            for vendor in VENDORS:
                for variant in range(getattr(one.recipe, vendor)):
                    yield vendor, self._render(vendor, one, variant)

    def truth(self) -> Iterator[Truth]:
        """Give the truth about every record, machine by machine; a record of two versions is given once."""
        for one in self.machines():
            for name in dict.fromkeys(_names(one)):
                yield Truth(name, one.name, (one.kind, one.platform))

    def machines(self) -> Iterator[Machine]:
        """Give the machines by number."""
        world = self._world()
        return (machine(world, number) for number in range(self.size))

    def _world(self) -> World:
        return World(self.seed, self.reference, self.rounds)

    def _render(self, vendor: Vendor, one: Machine, variant: int) -> Json:
        return render_asset(one, variant, self.detail) if vendor == "qualys" else render_device(one, variant)


def _places(vendor: Vendor, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Give the machine at each place of a vendor's list, and which of its records it is."""
    before = _BEFORE[vendor]
    for place in range(start, stop):
        block, rest = divmod(place, before[BLOCK])
        slot = bisect_right(before, rest) - 1
        yield block * BLOCK + slot, rest - before[slot]


def _names(one: Machine) -> Iterator[str]:
    """Give the ids of a machine's records."""
    yield from (f"qualys:{asset_id(one)}" for _ in range(one.recipe.qualys))
    yield from (f"crowdstrike:{device_id(one, variant)}" for variant in range(one.recipe.crowdstrike))
