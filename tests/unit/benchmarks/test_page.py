"""What the page about quality says of a comparison."""

from benchmarks.marks import ALL, DECIDABLE, Mark, Marks
from benchmarks.page import REASONS, UNKNOWN, page
from benchmarks.tables import Round, aligned
from benchmarks.trial import Cost, Trial
from simulator.recipes import HOPELESS, KINDS
from simulator.score import Score

RIGHT, WRONG, NONE = Score(10, 10, 10), Score(5, 10, 10), Score(0, 0, 0)


def marks(**scores: Score) -> Marks:
    """Return marks that are full but for these kinds."""
    return {kind: Mark(7, scores.get(kind.replace("-", "_"), RIGHT)) for kind in (*KINDS, DECIDABLE, ALL)}


def told(ours: Marks, others: Marks) -> str:
    """Return the page about Rollcall and one other, which isn't installed, so it stands under ours."""
    cost = Cost(20, 10, 2.0, 1.5, 64)
    trials = {"rollcall": Trial("rollcall", "1", cost, ours), "deduper": Trial("deduper", "1", cost, others)}
    return page([Round(100, 60, trials)])


def test_what_is_wrong_is_listed_with_its_reason() -> None:
    """A kind that Rollcall gets wrong, or another gets better, is named with both figures and why; others aren't."""
    losses = told(marks(roaming=WRONG, nat=WRONG), marks(nat=RIGHT, plain=WRONG)).partition("## Where")[2]
    losses = " ".join(losses.partition("## Time")[0].split())

    assert "`roaming` (†), 100 hosts: F1 0.500; Rollcall, whole deduper 1.000. On purpose" in losses
    assert f"`nat`, 100 hosts: F1 0.500; Rollcall, whole deduper 1.000. {UNKNOWN}" in losses
    assert "`plain`" not in losses


def test_a_score_of_no_pairs_is_no_score() -> None:
    """Where nothing should be joined and nothing is, the table has no figure."""
    row = next(line for line in told(marks(plain=NONE), marks()).splitlines() if "`plain`" in line)

    assert not any(digit in row.rpartition("7 |")[2] for digit in "0123456789")


def test_a_program_that_did_not_finish_is_said_to_have_not() -> None:
    """It has no figures, and the limit is named."""
    text = page(
        [Round(100, 60, {"rollcall": Trial("rollcall", "1", Cost(20, 10, 2.0, 1.5, 64), marks()), "deduper": None})]
    )

    assert "| Rollcall, whole deduper |   100 |         | not within 60 |" in text


def test_whatever_cannot_be_told_has_a_reason() -> None:
    """The kinds that the simulator calls hopeless are explained."""
    assert set(REASONS) >= HOPELESS


def test_columns_stand_under_each_other() -> None:
    """All lines of a table are equally long."""
    assert list(aligned([["kind", "n"], ["plain", "12"]])) == ["| kind  |  n |", "| ----- | -: |", "| plain | 12 |"]
