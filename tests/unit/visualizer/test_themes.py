"""Colours that everybody can tell apart."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from services.visualizer.charts.themes import THEMES, Colour, Theme

Rgb = NDArray[np.float64]
TOGETHER: tuple[tuple[Colour, ...], ...] = (  # colours that stand side by side and mean different things
    ("orange", "blue", "green", "purple", "grey"),  # families; clouds; vendors
    ("green", "blue", "red", "grey"),  # ages
    ("red", "purple"),  # what is missing
    ("red", "green"),  # came, went
)
# Linear RGB as who lacks one kind of cones sees it (Machado, Oliveira and Fernandes 2009, whole severity).
SEEN_AS = {
    "all": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> Rgb:
    """Return a colour's amounts of light."""
    parts = np.array(to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast as WCAG 2 reckons it."""
    darker, lighter = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def distance(one: str, other: str, seen: Rgb) -> float:
    """Return how far apart two colours look (CIE 1976)."""
    labs = []
    for colour in (one, other):
        x, y, z = np.cbrt(TO_XYZ @ np.clip(seen @ linear(colour), 0, 1) / TO_XYZ.sum(axis=1))
        labs.append(np.array([116 * y, 500 * (x - y), 200 * (y - z)]))
    return float(np.linalg.norm(labs[0] - labs[1]))


@pytest.mark.parametrize("theme", THEMES, ids=lambda one: one.name)
def test_words_and_bars_stand_out(theme: Theme) -> None:
    """Words have a contrast of 4.5 to their ground, bars of 3 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    assert min(contrast(one, theme.ground) for one in (theme.ink, theme.soft)) >= 4.5
    low = {name: contrast(one, theme.ground) for name, one in theme.colours.items() if name != "track"}
    assert {name: found for name, found in low.items() if found < 3} == {}


@pytest.mark.parametrize("seen", SEEN_AS)
@pytest.mark.parametrize("theme", THEMES, ids=lambda one: one.name)
def test_colours_of_one_chart_are_told_apart(theme: Theme, seen: str) -> None:
    """Also by who lacks a kind of cones: the distance is at least 15, where 2.3 is just noticed."""
    pairs = {pair for group in TOGETHER for pair in combinations(group, 2)}
    near = {pair: distance(theme.colours[pair[0]], theme.colours[pair[1]], SEEN_AS[seen]) for pair in pairs}

    assert {pair: round(found) for pair, found in near.items() if found < 15} == {}
