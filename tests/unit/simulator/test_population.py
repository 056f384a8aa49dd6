"""The population: any page at once, the same for a seed, and a truth that fits what is served."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.machines import machine
from simulator.population import VENDORS, Population, Vendor
from simulator.recipes import KINDS
from tests.unit.simulator.records import records

MILLION = Population(1_000_000)


def calls(function: Callable[..., object], work: Callable[[], object]) -> int:
    """Return how often `work` calls a function."""
    count = 0

    def profile(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code is function.__code__

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_page_makes_its_own_machines_only(vendor: Vendor) -> None:
    """A page of two hosts near the end of a million takes two machines, not those before them."""
    assert calls(machine, lambda: MILLION.hosts(vendor, 960_000, 960_002)) == 2


def test_a_page_of_a_million_is_what_it_is_alone() -> None:
    """The hosts at 999,000 are the same whatever page they come with, and whatever comes after them."""
    page = MILLION.hosts("crowdstrike", 999_000, 999_002)

    assert page == [*MILLION.hosts("crowdstrike", 999_000, 999_001), *MILLION.hosts("crowdstrike", 999_001, 999_002)]
    assert page == Population(990_000).hosts("crowdstrike", 999_000, 999_002)


@settings(max_examples=settings().max_examples // 10)  # each makes a population
@given(st.integers(1, 130), st.integers(1, 9), st.sampled_from(VENDORS))
def test_pages_of_any_size_hold_every_record_once(size: int, limit: int, vendor: Vendor) -> None:
    """Page by page comes what the machines have, record for record: also a last odd one."""
    population = Population(size)
    count = population.count(vendor)
    pages = [population.hosts(vendor, skip, min(skip + limit, count)) for skip in range(0, count, limit)]

    assert [raw for page in pages for raw in page] == [raw for whose, raw in population.records() if whose == vendor]


@pytest.mark.parametrize("rounds", [0, 5])
def test_the_truth_is_about_what_is_served(rounds: int) -> None:
    """Every record that a vendor lists is in the truth once, and nothing else is."""
    population = Population(1_000, rounds=rounds)
    truth = Counter(one.record for one in population.truth())

    assert set(truth) == {record.id for record in records(population)}
    assert set(truth.values()) == {1}


def test_every_kind_is_there_from_a_hundred_machines_on() -> None:
    """The smallest population that is said to have all difficulties has them."""
    kinds = {kind for one in Population(100).truth() for kind in one.kinds}

    assert kinds >= set(KINDS)


def test_the_seed_alone_decides() -> None:
    """The same seed gives the same bytes; another one shares no record with it."""
    one, same, other = (
        [json.dumps(raw) for _, raw in Population(200, seed).records()] for seed in (7, 7, 8)
    )  # fmt: skip

    assert one == same
    assert not set(one) & set(other)


def test_ten_machines_are_a_population() -> None:
    """The smallest sizes have hosts at both vendors."""
    assert all(Population(10).count(vendor) > 5 for vendor in VENDORS)
