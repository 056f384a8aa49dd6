"""The charts' state: counts that follow the hosts one by one.

It is a function of the latest version of each host: versions may come in any order and any number of times. What a host
added is taken back by its row, so that the host itself needn't be kept.
"""

from typing import Any

from services.visualizer.core.facet import Bag, Facet
from services.visualizer.core.rows import Rows
from services.visualizer.core.traits import Net, Place, System, Told, Traits
from shared.contracts.parts import Strings


class Tally:
    """How many hosts have each trait."""

    def __init__(self) -> None:
        self.hosts = 0
        self.vendors: Facet[Strings] = Facet()
        self.systems: Facet[System] = Facet()
        self.places: Facet[Place] = Facet()
        self.nets: Facet[Net] = Facet()
        self.seen: Facet[int | None] = Facet()
        self.came: Facet[int | None] = Facet()
        self.young: Facet[int | None] = Facet()
        self.left: Facet[int | None] = Facet()
        self.ports: Bag[str] = Bag()
        self.fields: Bag[Told] = Bag()
        self._facets: tuple[Facet[Any] | Bag[Any], ...] = (  # Any: each its own; in the order of Traits
            self.vendors,
            self.systems,
            self.places,
            self.nets,
            self.seen,
            self.came,
            self.young,
            self.left,
            self.ports,
            self.fields,
        )
        self._rows = Rows(len(self._facets))

    def knows(self, host: str, revision: int) -> bool:
        """Whether this version of a host, or a later one, is counted already."""
        return self._rows.get(host)[0] >= revision

    def apply(self, host: str, revision: int, traits: Traits | None) -> bool:
        """Count a host's version in place of the former one; None: it is gone. Return whether it was the latest."""
        known, numbers = self._rows.get(host)
        if known >= revision:
            return False
        added = () if traits is None else self._added(traits)
        for facet, number in zip(self._facets, numbers, strict=False):
            facet.drop(number)
        self._rows.put(host, revision, added)
        self.hosts += bool(added) - bool(numbers)
        return True

    def _added(self, traits: Traits) -> tuple[int, ...]:
        values: tuple[Any, ...] = traits  # Any: each is what its facet counts
        return tuple(facet.add(one) for facet, one in zip(self._facets, values, strict=True))
