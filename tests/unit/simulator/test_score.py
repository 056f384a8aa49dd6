"""The score is that of all pairs, counted without listing them."""

from collections.abc import Callable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from simulator.score import Score, score, score_by_kind

RECORDS = st.integers(0, 12).map(str)
TRUTH = st.dictionaries(RECORDS, st.sampled_from("abc"))
FOUND = st.dictionaries(RECORDS, st.sampled_from("xyz"))
KINDS = st.dictionaries(RECORDS, st.sets(st.sampled_from("pqr")))


def brute(truth: dict[str, str], found: dict[str, str], counts: Callable[[str, str], bool]) -> Score:
    """Return the score by looking at each pair that counts."""
    right = joined = wanted = 0
    for one, other in combinations(truth, 2):
        if counts(one, other):
            is_wanted = truth[one] == truth[other]
            is_joined = one in found and found.get(one) == found.get(other)
            right += is_wanted and is_joined
            joined += is_joined
            wanted += is_wanted
    return Score(right, joined, wanted)


@given(TRUTH, FOUND)
def test_the_score_is_that_of_all_pairs(truth: dict[str, str], found: dict[str, str]) -> None:
    """Counting by groups gives what looking at each pair gives; a missing record is on no host with another."""
    assert score(truth, found) == brute(truth, found, lambda *_: True)


@given(TRUTH, FOUND, KINDS)
def test_a_kind_s_score_is_that_of_the_pairs_with_one_of_it(
    truth: dict[str, str], found: dict[str, str], kinds: dict[str, set[str]]
) -> None:
    """Each kind has the pairs of which at least one record is of that kind."""
    known = {kind for record, of in kinds.items() if record in truth for kind in of}

    def touched(kind: str) -> Callable[[str, str], bool]:
        return lambda one, other: kind in kinds.get(one, ()) or kind in kinds.get(other, ())

    assert score_by_kind(truth, kinds, found) == {kind: brute(truth, found, touched(kind)) for kind in known}


def test_precision_recall_and_f1() -> None:
    """Of four joined pairs three are right, of six wanted three are joined."""
    one = Score(right=3, joined=4, wanted=6)

    assert (one.precision, one.recall, one.f1) == (0.75, 0.5, 0.6)


def test_nothing_joined_and_nothing_wanted_is_no_fault() -> None:
    """Without pairs all is right; if all joined is wrong, F1 is 0."""
    assert Score(0, 0, 0).f1 == 1
    assert Score(0, 1, 1).f1 == 0


def test_everything_right() -> None:
    """The truth itself scores 1."""
    truth = {"a": "m", "b": "m", "c": "n"}

    assert score(truth, truth).f1 == 1
    assert score(truth, truth).wanted == 1
