"""Texts as vendors write them: cleaned, bounded, and cut with a sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.limits import MAX_TEXT
from services.normalizer.types import TEXT_CUT
from tests.unit.normalizer.test_types import Everything, read, unread


@pytest.mark.parametrize(
    ("said", "text"),
    [("a", "a"), ("  a  ", "a"), ("a\x00b", "ab"), ("a\nb\tc", "a b c"), (5, "5"), (5.5, "5.5"), (True, "true"),
     ({"$oid": "5f"}, "5f"), ("\x1b[31mred", "[31mred")],
)  # fmt: skip
def test_a_text_in_any_spelling(said: object, text: str) -> None:
    """Numbers and truth values are taken as they are written; characters that steer a terminal go."""
    assert read(text=said) == text


@pytest.mark.parametrize("said", [{"a": "b"}, ["a"]], ids=repr)
def test_what_is_no_text_is_left_out(said: object) -> None:
    """A list or an object in a text's place is nonsense."""
    assert unread(text=said) is None


@given(st.text())
def test_a_text_is_clean_after_once(said: str) -> None:
    """Cleaning what is clean changes nothing."""
    once = read(text=said)

    assert read(text=once) == once


def test_a_text_is_cut_and_flagged() -> None:
    """A text longer than the limit ends with a sign, and whoever asked is told."""
    flags: set[str] = set()
    whole = Everything.model_validate({"text": "x" * MAX_TEXT}, context=flags)
    assert (flags, whole.text) == (set(), "x" * MAX_TEXT)
    long = Everything.model_validate({"text": "x" * 5_000_000}, context=flags)

    assert (flags, long.text) == ({TEXT_CUT}, "x" * (MAX_TEXT - 1) + "…")
