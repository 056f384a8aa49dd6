"""The law: the inventory is a pure function of the set of events."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.incremental import Arrival
from services.deduper.core.rulings import Verdict
from services.deduper.core.usable import CAP as REAL_CAP
from services.deduper.identify import identify
from services.deduper.rules import mark_new
from shared.adapters.memory import MemoryIdentityIndex
from tests.unit.deduper.worlds import CAP, Happening, all_names, arrival, happenings, law, lawful_index, run

SERIAL, HOSTNAME_AND_ADDRESS = 2, 4  # places in VENDOR_KINDS


def new_index(cap: int = CAP) -> MemoryIdentityIndex:
    """Return an empty index that is marked with the rules."""
    index = MemoryIdentityIndex()
    run(mark_new(index, cap))
    return index


def absorb(index: MemoryIdentityIndex, events: Sequence[Happening], cap: int = CAP) -> None:
    """Bring events into the index, records and rulings in batches of their own."""
    arrivals = [event for event in events if isinstance(event, Arrival)]
    verdicts = [event for event in events if isinstance(event, Verdict)]
    if arrivals:
        run(identify(index, arrivals, cap=cap))
    if verdicts:
        run(identify(index, [], verdicts, cap=cap))


def assert_lawful(index: MemoryIdentityIndex, events: Sequence[Happening], cap: int = CAP) -> None:
    """Compare every byte of the index with what the law says."""
    names = all_names(events)
    entries, crowds = lawful_index(events, cap)

    assert run(index.get_many(names)) == entries
    assert {name: members for name, members in run(index.crowds(names)).items() if members} == crowds


@law
@given(st.lists(st.lists(happenings, min_size=1, max_size=4), max_size=20))
def test_incremental_equals_batch_after_every_step(batches: list[list[Happening]]) -> None:
    """After each batch, the index holds byte for byte what the rule over all records gives."""
    index = new_index()
    seen: list[Happening] = []
    for batch in batches:
        absorb(index, batch)
        seen += batch
        assert_lawful(index, seen)


@law
@given(st.lists(happenings, max_size=25), st.randoms(use_true_random=False))
def test_order_and_duplicates_dont_matter(events: list[Happening], chance: Random) -> None:
    """Any permutation, duplication and splitting of the events gives the same index."""
    index = new_index()
    shuffled = [*events, *chance.choices(events, k=len(events))] if events else []
    chance.shuffle(shuffled)
    while shuffled:
        size = chance.randint(1, len(shuffled))
        absorb(index, shuffled[:size])
        del shuffled[:size]
    assert_lawful(index, events)


# Of some fifty records each tells at its clock whether it carries the golden image's name, and of which machine it is.
many = st.lists(
    st.lists(st.tuples(st.integers(0, 49), st.booleans(), st.sampled_from(["", "", "", "x", "y"])), max_size=6),
    max_size=8,
)


@law
@given(st.integers(REAL_CAP - 2, REAL_CAP + 2), many)
def test_crowds_come_and_go_at_the_real_cap(carriers: int, steps: list[list[tuple[int, bool, str]]]) -> None:
    """A key that crosses the cap, both ways and back, has after each step the entry that the law gives it."""
    index = new_index(REAL_CAP)
    seen: list[Happening] = []
    for clock, said in enumerate([[(number, True, "") for number in range(carriers)], *steps], start=1):
        batch = [image(number, clock, is_named=is_named, machine=machine) for number, is_named, machine in said]
        absorb(index, batch, REAL_CAP)
        seen += batch
        assert_lawful(index, seen, REAL_CAP)


def image(number: int, clock: int, *, is_named: bool, machine: str) -> Arrival:
    """Return a version of a record of a golden image's machine."""
    texts = ([(HOSTNAME_AND_ADDRESS, "x")] if is_named else []) + ([(SERIAL, machine)] if machine else [])
    return arrival(f"a:{number}", clock, texts)
