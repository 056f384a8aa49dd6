"""What is drawn."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from services.visualizer.charts import CHARTS, coverage_gaps, freshness, operating_systems, vendor_overlap
from services.visualizer.core import summarize
from services.visualizer.drawing import INK, share, style
from services.visualizer.samples import HOSTS, REFERENCE_TIME, SEED, STALE_DAYS, invented
from services.visualizer.summary import Summary
from tests.unit.visualizer.hosts import EXTREMES, extreme


def sample() -> Summary:
    """Return the numbers of the invented hosts."""
    return summarize(invented(HOSTS, SEED), REFERENCE_TIME, STALE_DAYS)


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    """Draw as `save` does."""
    with style():
        yield


def bars(figure: Figure) -> list[int]:
    """Return the lengths of the bars that have a colour and a number: the last ones drawn."""
    found = [one for one in figure.axes[-1].containers if isinstance(one, BarContainer)]
    return [round(bar.get_width()) for bar in found[-1]] if found else []


def texts(figure: Figure) -> list[Text]:
    """Return all words that are seen on a figure."""
    figure.draw_without_rendering()
    return [one for one in figure.findobj(Text) if isinstance(one, Text) and one.get_visible() and one.get_text()]


def words(figure: Figure) -> list[str]:
    """Return what a figure says."""
    return [text.get_text() for text in texts(figure)]


def inside(figure: Figure, box: Bbox) -> bool:
    """Whether a box is on the sheet."""
    return bool(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1)


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("chart", CHARTS)
def test_no_words_lie_on_others_or_outside(chart: str, name: str) -> None:
    """At any extreme all words are on the sheet, side by side, and none is read as a formula."""
    figure = CHARTS[chart](extreme(name))
    found = texts(figure)
    level = [one for one in found if one.get_rotation() == 0]
    boxes = [(one.get_text(), one.get_window_extent().padded(-1)) for one in level]

    assert [(one, other) for (one, here), (other, there) in combinations(boxes, 2) if here.overlaps(there)] == []
    assert [one.get_text() for one in found if not inside(figure, one.get_window_extent())] == []
    assert [one.get_text() for one in found if one.get_parse_math()] == []


def test_the_families_leave_the_systems_their_room() -> None:
    """The strip with its legend ends above the bars."""
    figure = operating_systems(sample())
    figure.draw_without_rendering()
    strip, systems = (axes.get_tightbbox() for axes in figure.axes)

    assert strip
    assert systems
    assert strip.y0 > systems.y1


def test_operating_systems_draws_its_numbers() -> None:
    """A bar for each system and one for the rest, each with its number; each family with its own."""
    summary = sample()
    figure = operating_systems(summary)
    systems = [one.hosts for one in summary.systems.top] + [summary.systems.other.hosts]
    strip = [round(one[0].get_width()) for one in figure.axes[0].containers if isinstance(one, BarContainer)]

    assert bars(figure) == systems
    assert strip == [one.hosts for one in summary.families]
    assert {f"{one:,} · {share(one, summary.hosts)}" for one in systems} <= set(words(figure))
    assert f"other ({summary.systems.other.kinds} kinds)" in words(figure)


def test_freshness_draws_its_numbers() -> None:
    """A bar for each age, and the days that they are told apart by."""
    summary = sample()
    figure = freshness(summary)

    assert bars(figure) == list(summary.freshness.model_dump().values())
    assert f"last seen more than {STALE_DAYS} days before the reference time" in words(figure)


def test_vendor_overlap_draws_its_numbers() -> None:
    """A bar for each combination of vendors, dots for its vendors, and each vendor's own count."""
    summary = extreme("twelve vendors")
    figure = vendor_overlap(summary)
    columns = [one.name for one in summary.vendors]
    dots = [one for one in figure.axes[0].get_lines() if one.get_marker() == "o" and one.get_color() == INK]

    assert bars(figure) == [one.hosts for one in summary.overlap.top] + [summary.overlap.other.hosts]
    assert sorted(tuple(np.asarray(dot.get_xydata())[0]) for dot in dots) == sorted(
        (columns.index(vendor), row) for row, one in enumerate(summary.overlap.top) for vendor in one.vendors
    )
    assert {f"{one.name} {one.hosts}" for one in summary.vendors} <= set(words(figure))


def test_coverage_gaps_draws_its_numbers() -> None:
    """A bar for each vendor's missing hosts, with names of some and how many more there are."""
    summary = sample()
    figure = coverage_gaps(summary)

    assert bars(figure) == [gap.hosts for gap in summary.gaps]
    for gap in summary.gaps:
        line = next(one for one in words(figure) if one.startswith(gap.examples[0]))
        named = line.partition(" and ")[0].split(", ")
        assert tuple(named) == gap.examples[: len(named)]
        assert line.endswith(f" and {gap.hosts - len(named):,} more")


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_says_what_it_shows(chart: str) -> None:
    """A title, what the axis counts, how many hosts, and the time that ages are counted from."""
    said = words(CHARTS[chart](sample()))

    assert said[0]
    assert "number of hosts" in said
    assert any(one.startswith("2,480 hosts · reference time 2026-01-31 12:00 UTC") for one in said)


@pytest.mark.parametrize("chart", CHARTS)
def test_without_hosts_a_chart_says_so(chart: str) -> None:
    """Before the first host there is a picture, not an empty frame or an error."""
    assert "no hosts yet" in words(CHARTS[chart](extreme("no host")))


@pytest.mark.parametrize(
    ("part", "total", "expected"),
    [(0, 9, "0 %"), (1, 1_000, "<1 %"), (1, 8, "12 %"), (999, 1_000, ">99 %"), (9, 9, "100 %"), (0, 0, "0 %")],
)
def test_a_share_is_never_rounded_to_none_or_all(part: int, total: int, expected: str) -> None:
    """One host in a million isn't 0 %, and all but one aren't 100 %."""
    assert share(part, total) == expected
