"""What a record costs is counted in calls of the index and names in them: it never grows with the population."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pytest

from services.deduper.core.identifiers import BY_CODE, Identifier
from services.deduper.core.incremental import Arrival
from services.deduper.core.usable import CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from shared.adapters.memory import MemoryIdentityIndex
from shared.ports import Change
from tests.unit.deduper.worlds import run

SERIAL, NAMED = BY_CODE[5], BY_CODE[7]  # a key of one host; a key that many may carry
CROWD = "localhost"
T = TypeVar("T")


class CountingIndex(MemoryIdentityIndex):
    """A memory index that counts its calls, and the names and members that they carry."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    async def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Count a read of values."""
        return await super().get_many(self._counted("get_many", list(names)))

    async def crowds(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Count a read of members, by each of them."""
        found = await super().crowds(self._counted("crowds", list(names)))
        self.counts["members"] += sum(map(len, found.values()))
        return found

    async def crowd_sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Count a read of sizes."""
        return await super().crowd_sizes(self._counted("crowd_sizes", list(names)))

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Count a commit, and all that its changes name."""
        parts = (change.expected for change in changes), (change.writes for change in changes)
        self.counts["expected"], self.counts["written"] = (
            self.counts[what] + sum(map(len, part)) for what, part in zip(("expected", "written"), parts, strict=True)
        )
        self.counts["moves"] += sum(len(change.joins) + len(change.leaves) for change in changes)
        self._counted("commit", changes)
        return await super().commit(changes)

    def _counted(self, what: str, names: Sequence[T]) -> Sequence[T]:
        self.counts[f"{what} calls"] += 1
        self.counts[what] += len(names)
        return names


def version(number: int, serial: str, names: Iterable[str] = (), clock: int = 1) -> Arrival:
    """Return a version of record `number` that says a serial and some names."""
    said = [Identifier(SERIAL, serial), *(Identifier(NAMED, name) for name in names)]
    return Arrival(f"a:{number}", clock.to_bytes(16), tuple(sorted(one.key for one in said)))


def populated(hosts: int, *names: str) -> CountingIndex:
    """Return an index of so many hosts that carry these names, with its counts at nought."""
    index = CountingIndex()
    run(mark_new(index, CAP))
    every = [version(number, f"s{number}", names) for number in range(hosts)]
    for start in range(0, hosts, 1000):
        run(identify(index, every[start : start + 1000]))
    index.counts.clear()
    return index


def cost(index: CountingIndex, arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Return what these arrivals cost."""
    index.counts.clear()
    run(identify(index, arrivals))
    return dict(index.counts)


NEW = range(1_000_000, 1_000_100)
BATCHES = {  # of hundred records each, after one another; what they do to the hosts that are there
    "arrive": [version(number, f"s{number}", [CROWD]) for number in NEW],
    "say the same again": [version(number, f"s{number}", [CROWD], 2) for number in NEW],
    "join hosts that were there": [version(number, f"s{number - NEW[0]}", [CROWD], 3) for number in NEW],
    "leave them again": [version(number, f"s{number}", [CROWD], 4) for number in NEW],
    "leave the crowd": [version(number, f"s{number}", (), 5) for number in NEW],
}


def costs(index: CountingIndex) -> dict[str, dict[str, int]]:
    """Return what each of the batches costs, one after the other."""
    return {what: cost(index, batch) for what, batch in BATCHES.items()}


def test_a_crowd_costs_the_same_however_many_are_in_it() -> None:
    """Beside 100,000 that are called `localhost`, a record costs what it costs beside 200: to arrive, and to leave."""
    few, many = populated(200, CROWD), populated(200, CROWD)
    others = [(Identifier(NAMED, CROWD).key[1:], number.to_bytes(10)) for number in range(100_000)]
    run(many.commit([Change({}, {}, joins=others)]))
    small, large = costs(few), costs(many)

    assert large == small
    assert {one["moves"] for what, one in small.items() if what in {"arrive", "leave the crowd"}} == {100}
    assert "members" not in small["leave the crowd"]


def test_the_population_costs_nothing() -> None:
    """Among 50,000 hosts of which none is like it, a record costs what it costs among 1,000."""
    assert costs(populated(50_000)) == costs(populated(1000))


@pytest.mark.parametrize("what", BATCHES)
def test_a_batch_is_a_few_calls(what: str) -> None:
    """The index is called as often for hundred records as for one, and carries names in proportion."""
    many, one = populated(200, CROWD), populated(200, CROWD)
    for before, batch in BATCHES.items():
        whole, single = cost(many, batch), cost(one, batch[:1])
        if before == what:
            break

    calls = {name: count for name, count in single.items() if name.endswith("calls")}
    assert {name: count for name, count in whole.items() if name.endswith("calls")} == calls
    assert {name: whole[name] for name in ("expected", "written")} == {
        name: 100 * single[name] for name in ("expected", "written")
    }
    assert whole["get_many"] <= 100 * single["get_many"]
