"""A vendor's words on a chart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.visualizer.charts.labels import BOX, UNSEEN, fitted, width_of
from tests.unit.visualizer.hosts import HOSTILE


@given(st.text() | st.sampled_from(HOSTILE), st.floats(30, 300), st.sampled_from([8, 10, 16]))
def test_any_text_becomes_one_line_that_fits(text: str, width: float, size: float) -> None:
    """Never wider than its place, never empty, nothing invisible, nothing that piles up or turns the line around."""
    shown = fitted(text, width, size)

    assert width_of(shown, size) <= max(width, width_of("(empty)", size), width_of(f"{shown[0]}…", size))
    assert shown.strip() == shown != ""
    assert not {unicodedata.category(one) for one in shown} & UNSEEN


@pytest.mark.parametrize("text", ["Ubuntu 22.04", "$HOME & <b>", "Größe", "שלום", "(empty)"])
def test_what_fits_is_left_alone(text: str) -> None:
    """Words in the font's characters are shown as they are."""
    assert fitted(text, 200) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line\nbreak\ttab", "line break tab"),
        ("\u202egnp.exe", "gnp.exe"),
        ("中文 OS", f"{BOX}{BOX} OS"),
        ("e\u0301", "é"),
        ("o\u0321\u0336\u0325", "o"),
        (" \n ", "(empty)"),
    ],
)
def test_what_cannot_be_shown_is_replaced(text: str, expected: str) -> None:
    """Line ends become spaces, controls and piled marks go, characters the font lacks become boxes."""
    assert fitted(text, 200) == expected


def test_what_is_too_long_keeps_its_end() -> None:
    """The version at the end of a long name can still be read."""
    shown = fitted("Red Hat Enterprise Linux for SAP Solutions with extended support 8.10", 150)

    assert shown.startswith("Red Hat")
    assert shown.endswith(" 8.10")
    assert "…" in shown
