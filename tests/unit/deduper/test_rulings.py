"""Rulings as identifiers: each replaces what was ruled of its pair before, and touches nothing else."""

from datetime import timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.clusters import Claim, clusters, record_ref
from services.deduper.core.identifiers import BY_CODE, Identifier
from services.deduper.core.rulings import Keys, Verdict, rule
from shared.contracts.ruling import Ruling
from tests.unit.deduper.fleet import SEEN

VERDICTS = ("link", "unlink", "forget")
INSTANCES = tuple((Identifier(BY_CODE[3], f"i-{number}").key,) for number in (1, 2))
SAME = ((Identifier(BY_CODE[3], "i-1").key,),) * 2


def verdict(word: Any, day: int = 0, left: str = "a:1", right: str = "b:1") -> Verdict:
    """Return a verdict on a pair."""
    at = SEEN + timedelta(days=day)
    return Verdict.of(Ruling(left=left, right=right, verdict=word, because="so", by="ann", ruled_at=at))


def hosts(left: Keys, right: Keys) -> int:
    """Return how many hosts two records with these keys are."""
    return len(clusters([Claim(record_ref("a:1"), "a:1", left), Claim(record_ref("b:1"), "b:1", right)]))


@pytest.mark.parametrize(("word", "different", "same"), [("link", 1, 1), ("unlink", 2, 2), ("forget", 2, 1)])
def test_a_ruling_is_stronger_than_any_identifier(word: str, different: int, same: int) -> None:
    """A link joins different instances, an unlink parts one instance; forgotten, the identifiers decide again."""
    assert hosts(*rule(verdict(word), *INSTANCES)) == different
    assert hosts(*rule(verdict(word), *SAME)) == same


@given(st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=5))
def test_the_last_ruling_alone_is_left(words: list[str]) -> None:
    """Ruled once or five times, only the last word counts; twice the same is once."""
    left: Keys = INSTANCES[0]
    right: Keys = INSTANCES[1]
    for word in words:
        left, right = rule(verdict(word), left, right)

    assert (left, right) == rule(verdict(words[-1]), *INSTANCES)


def test_rulings_of_other_pairs_are_left_alone() -> None:
    """A record may be ruled with several others."""
    left, right = rule(verdict("unlink"), (), ())
    other, _ = rule(verdict("link", right="c:1"), left, ())

    assert set(left) < set(other)
    assert rule(verdict("forget"), other, right) == ((*rule(verdict("link", right="c:1"), (), ())[0],), ())


@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from(VERDICTS), st.sampled_from(VERDICTS))
def test_rulings_are_ordered_by_time_then_content(
    one: int, other: int, first: Literal["link"], second: Literal["link"]
) -> None:
    """So that two at one instant have an order too, the same for everybody."""
    earlier, later = verdict(first, one), verdict(second, other)

    assert earlier.name == later.name
    assert (earlier.version < later.version) is (one < other) or one == other
    assert (earlier.version == later.version) is ((one, first) == (other, second))
