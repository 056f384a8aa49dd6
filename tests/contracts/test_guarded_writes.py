"""What every host store promises of writing: in any order, however repeated and batched, the newest stands."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Generic, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.host import MergedHost
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.version import Stamp
from shared.ports import HostStore
from tests.contracts.conftest import New, several
from tests.contracts.documents import merged, record

T = TypeVar("T")
GONE = {3, 5}  # revisions at which a host in these tests is deleted


@dataclass(frozen=True)
class Told(Generic[T]):
    """The same items in calls, and again in another order, with repetitions, in other calls."""

    once: Sequence[Sequence[T]]
    again: Sequence[Sequence[T]]

    def best(self, name: Callable[[T], str], order: Callable[[T], Any]) -> list[T]:
        """Return the greatest item of each name, in order of their names."""
        every = sorted((one for call in self.once for one in call), key=order)
        found = {name(one): one for one in every}
        return [found[key] for key in sorted(found)]


@st.composite
def told(draw: st.DrawFn, items: st.SearchStrategy[T]) -> Told[T]:
    """Return some items told in two ways."""
    every = draw(st.lists(items, min_size=1, max_size=8))
    again = draw(st.permutations([*every, *draw(st.lists(st.sampled_from(every), max_size=3))]))
    return Told(cut(every, draw(_places)), cut(again, draw(_places)))


def cut(every: Sequence[T], places: set[int]) -> list[Sequence[T]]:
    """Return the items in calls that end at these places."""
    return [every[start:end] for start, end in pairwise(sorted({0, *places, len(every)}))]


_places = st.sets(st.integers(0, 8), max_size=3)
_versions = st.builds(
    lambda number, hour, name, stamp: HostRecord.decode(record(number, hour, hostname=name).encode(), stamp),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from("ab"),
    st.builds(Stamp, st.sampled_from([0, 0, 1, 1_700_000_000_000_000]), st.integers(0, 2)),
)
_rulings = st.builds(
    Ruling,
    left=st.just("a"),
    right=st.sampled_from("bc"),
    verdict=st.sampled_from(["link", "unlink", "forget"]),
    because=st.sampled_from(["", "seen"]),
    ruled_at=st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]),
)
# A revision says all of a host's content: two that differ never have the same.
_hosts = st.builds(
    lambda number, revision: merged(number, revision, hostname=f"r{revision}"), st.integers(0, 2), st.integers(1, 5)
)


async def held(store: HostStore) -> list[Any]:
    """Return all that a store holds."""
    return [
        [(one.version, one.encode()) async for one in store.records()],
        [one.encode() async for one in store.rulings()],
        [one.encode() async for one in store.hosts()],
        [one async for one in store.outlines()],
        await store.get_hosts(merged(number, 1).host.id for number in range(3)),
        [await store.find(text) for text in ("r1", "r2", "r3", "r4", "r5")],
    ]


def after(
    new: New[HostStore],
    calls: Sequence[T],
    tell: Callable[[HostStore, T], Awaitable[None]],
    look: Callable[[HostStore], Awaitable[Any]] = held,
) -> Any:
    """Return what a new store holds after these calls."""

    async def scenario(store: HostStore) -> Any:
        for call in calls:
            await tell(store, call)
        return await look(store)

    with new() as store:
        return asyncio.run(scenario(store))


async def write(store: HostStore, hosts: Sequence[MergedHost]) -> None:
    """Write hosts, and delete those that are gone at their revision."""
    gone = [(one.host.id, one.revision) for one in hosts if one.revision in GONE]
    await store.put_hosts([one for one in hosts if one.revision not in GONE], gone)


@several
@given(told(_versions))
def test_the_greatest_version_of_a_record_stands(new_store: New[HostStore], records: Told[HostRecord]) -> None:
    """Of each record the greatest version is kept, byte for byte, also where clocks agree, and with its stamp."""
    best = records.best(lambda one: one.id, lambda one: one.version)
    for calls in (records.once, records.again):
        found = after(new_store, calls, lambda store, call: store.put_records(call))[0]
        assert found == [(one.version, one.encode()) for one in best]


@several
@given(told(_rulings))
def test_the_latest_ruling_of_a_pair_stands(new_store: New[HostStore], rulings: Told[Ruling]) -> None:
    """Of each pair the latest ruling is kept, of several at one instant the one that orders last."""
    best = rulings.best(lambda one: one.pair, lambda one: one.order)
    for calls in (rulings.once, rulings.again):
        assert after(new_store, calls, lambda store, call: store.put_rulings(call))[1] == [one.encode() for one in best]


@several
@given(told(_hosts))
def test_the_greatest_revision_of_a_host_stands(new_store: New[HostStore], hosts: Told[MergedHost]) -> None:
    """Of each host the greatest revision is kept, also as a deletion, with its outline and all that finds it."""
    best = hosts.best(lambda one: one.host.id, lambda one: one.revision)
    once, again = [after(new_store, calls, write) for calls in (hosts.once, hosts.again)]

    assert once == again
    assert once[2] == [one.encode() for one in best if one.revision not in GONE]
    assert once[4] == {one.host.id: (one.revision, None if one.revision in GONE else one) for one in best}
    for number, found in enumerate(once[5], 1):
        assert found == [one for one in best if one.revision == number and number not in GONE]
