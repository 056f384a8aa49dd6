"""One spelling for what means the same; what only looks alike stays different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.spelling import MAX_TEXT, folded, letters, maker
from tests.unit.deduper.recorded import full_width


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WEB", "web"),
        (full_width("Web-1"), "web-1"),
        ("we\u200bb", "web"),
        ("\ufeffweb\u202e", "web"),
        ("w\x00eb\x1b", "web"),
        ("\u212a8s", "k8s"),
        ("stra\u00dfe", "STRA\u00dfE"),
        ("caf\u00e9", "cafe\u0301"),
        ("\ufb01le", "file"),
    ],
)
def test_spellings_of_one_text_are_one(one: str, other: str) -> None:
    """Case, width, composition, and what can't be seen."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("web", "w\u0435b"), ("\u0131is", "iis"), ("\u0130is", "iis"), ("O", "0")])
def test_look_alikes_stay_two(one: str, other: str) -> None:
    """Cyrillic and Turkish letters are not Latin ones: better a host too many than two machines in one."""
    assert folded(one) != folded(other)


@given(st.text(max_size=2 * MAX_TEXT))
def test_folding_is_done_once(text: str) -> None:
    """Folding a folded text changes nothing, and none is too long."""
    once = folded(text)

    assert folded(once) == once
    assert letters(once) == letters(text)
    assert len(once) <= MAX_TEXT


def test_a_text_of_absurd_length_is_none() -> None:
    """It isn't cut: two that begin alike would be one. Hidden characters don't smuggle a part through."""
    assert folded("n" * MAX_TEXT) == "n" * MAX_TEXT
    assert folded("n" * (MAX_TEXT + 1)) == ""
    assert folded("n" + "\u200b" * 5_000 + "m") == ""
    assert folded("\ufdfa" * 200) == ""  # one character that is eighteen


@given(st.text(max_size=60))
def test_a_makers_name_is_stable(text: str) -> None:
    """Case doesn't matter; what is a name stays one when its legal form goes."""
    assert maker(text) == maker(f" {text} ")
    assert bool(maker(text)) is any(one.isalnum() for one in folded(text))
