"""All machines, and the records of each vendor, at any place of a list, without making those before it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, Literal

from simulator.crowdstrike import render_device
from simulator.machines import Machine, machine
from simulator.qualys import render_asset
from simulator.recipes import BLOCK, RECIPES

Vendor = Literal["qualys", "crowdstrike"]
VENDORS: tuple[Vendor, ...] = ("qualys", "crowdstrike")
Raw = dict[str, Any]  # Any: JSON

_RENDER: dict[Vendor, Callable[[Machine, int], Raw]] = {"qualys": render_asset, "crowdstrike": render_device}
_BEFORE: dict[Vendor, list[int]] = {  # records of a block before each slot
    vendor: [0, *accumulate(getattr(recipe, vendor) for recipe in RECIPES)] for vendor in VENDORS
}


@dataclass(frozen=True, slots=True)
class Truth:
    """Which machine a record is really about."""

    record: str
    machine: str
    kind: str


@dataclass(frozen=True, slots=True)
class Population:
    """`size` machines made from `seed`; `sync` counts the rounds of change."""

    size: int
    seed: int = 1
    reference: datetime = datetime(2026, 1, 31, 12, tzinfo=UTC)
    sync: int = 0

    def count(self, vendor: Vendor) -> int:
        """Return how many records a vendor lists."""
        before = _BEFORE[vendor]
        return self.size // BLOCK * before[BLOCK] + before[self.size % BLOCK]

    def hosts(self, vendor: Vendor, start: int, stop: int) -> list[Raw]:
        """Return the vendor's raw hosts at these places of its list."""
        return [_RENDER[vendor](one, variant) for one, variant in map(self._at(vendor), range(start, stop))]

    def truth(self) -> Iterator[Truth]:
        """Give the truth about every record, machine by machine."""
        for number in range(self.size):
            one = machine(self.seed, number, self.reference, self.sync)
            for vendor in VENDORS:
                ids = [_RENDER[vendor](one, variant) for variant in range(getattr(one.recipe, vendor))]
                names = dict.fromkeys(f"{vendor}:{raw.get('device_id') or raw.get('id')}" for raw in ids)
                yield from (Truth(name, f"m-{number}", one.kind) for name in names)

    def _at(self, vendor: Vendor) -> Callable[[int], tuple[Machine, int]]:
        before = _BEFORE[vendor]

        def find(place: int) -> tuple[Machine, int]:
            block, rest = divmod(place, before[BLOCK])
            slot = bisect_right(before, rest) - 1
            one = machine(self.seed, block * BLOCK + slot, self.reference, self.sync)
            return one, rest - before[slot]

        return find
