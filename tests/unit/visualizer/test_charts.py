"""What is drawn."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from services.visualizer.charts import CHARTS, draw
from services.visualizer.charts.drawing import WIDTH, style
from services.visualizer.charts.themes import LIGHT, Colour
from services.visualizer.core.wording import amount, share
from services.visualizer.sample_diagram import sample
from services.visualizer.summary import Summary
from tests.unit.visualizer.hosts import EXTREMES, extreme


@pytest.fixture(scope="module")
def summary() -> Summary:
    """Return the numbers of the invented hosts."""
    return sample()


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    """Draw as `save` does."""
    with style(LIGHT):
        yield


def bars(figure: Figure, *colours: Colour) -> list[float]:
    """Return the lengths of the bars of these colours, in the order of drawing; all parts of a track are left out."""
    wanted = {LIGHT.colours[one] for one in colours or LIGHT.colours if one != "track"}
    found = [one for one in figure.findobj(Rectangle) if isinstance(one, Rectangle) and one is not figure.patch]
    return [one.get_width() for one in found if to_hex(one.get_facecolor()) in wanted]


def texts(figure: Figure) -> list[Text]:
    """Return all words that are seen on a figure."""
    return [one for one in figure.findobj(Text) if isinstance(one, Text) and one.get_visible() and one.get_text()]


def words(figure: Figure) -> list[str]:
    """Return what a figure says."""
    return [text.get_text() for text in texts(figure)]


def inside(figure: Figure, box: Bbox) -> bool:
    """Whether a box is on the sheet."""
    return bool(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1)


@pytest.mark.parametrize("name", EXTREMES)
def test_no_words_lie_on_others_or_outside(name: str) -> None:
    """At any extreme all words are on the sheet, side by side, and none is read as a formula."""
    summary = extreme(name)
    for chart in CHARTS:
        figure = draw(chart, summary, LIGHT)
        found = texts(figure)
        boxes = [(one.get_text(), one.get_window_extent()) for one in found if one.get_rotation() == 0]
        padded = [(one, box.padded(-1)) for one, box in boxes]
        assert [(one, other) for (one, here), (other, there) in combinations(padded, 2) if here.overlaps(there)] == []
        assert [one.get_text() for one in found if not inside(figure, one.get_window_extent())] == [], chart
        assert [one.get_text() for one in found if one.get_parse_math()] == []
        assert figure.get_figwidth() == WIDTH
        assert figure.get_figheight() < 2 * WIDTH, "it fits a screen"


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_says_what_it_shows(chart: str, summary: Summary) -> None:
    """A question, its answer, how many hosts, and the time that ages are counted from."""
    said = words(draw(chart, summary, LIGHT))
    caption = next(one for one in summary.charts if one.name == chart)

    assert said[0] == caption.title
    assert caption.title.endswith("?")
    assert " ".join(said[1:3]).startswith(caption.finding)
    assert "2,480 hosts · ages counted back from 2026-01-31 12:00 UTC" in said


@pytest.mark.parametrize("chart", CHARTS)
def test_without_hosts_a_chart_says_so(chart: str) -> None:
    """Before the first host there is a picture, not an empty frame or an error."""
    assert "no hosts yet" in words(draw(chart, extreme("no host"), LIGHT))


def test_operating_systems_draws_its_numbers(summary: Summary) -> None:
    """A part for each family, a bar for each system as long as its number, one for the rest."""
    figure = draw("operating_systems", summary, LIGHT)
    systems = [one.hosts for one in summary.systems.top] + [summary.systems.other.hosts]
    lengths = bars(figure)
    strip, lines = lengths[: len(summary.families)], lengths[len(summary.families) :]

    assert [round(one / sum(strip) * summary.hosts) for one in strip] == [one.hosts for one in summary.families]
    assert [round(one / lines[0] * systems[0]) for one in lines] == systems
    assert {amount(one, summary.hosts) for one in systems} <= set(words(figure))
    assert f"other ({summary.systems.other.kinds} kinds)" in words(figure)


def test_freshness_draws_its_numbers(summary: Summary) -> None:
    """The colour turns where hosts count as stale: what is red in the parts is red in the ages."""
    figure = draw("freshness", summary, LIGHT)
    stale, *old = bars(figure, "red")
    active, *young = bars(figure, "blue")
    found = summary.freshness

    assert stale / active == pytest.approx(found.stale / found.active)
    assert sum(old) / sum(young) == pytest.approx(found.stale / (found.new + found.active))
    assert {amount(one.hosts, summary.hosts) for one in summary.spans} <= set(words(figure))


def test_vendor_overlap_draws_its_numbers() -> None:
    """A bar for each combination of vendors, dots for its vendors, and each vendor's own count."""
    found = extreme("twelve vendors")
    figure = draw("vendor_overlap", found, LIGHT)
    numbers = [one.hosts for one in found.overlap.top] + [found.overlap.other.hosts]
    lines = [one for one in figure.findobj(Line2D) if isinstance(one, Line2D)]
    filled, empty = (
        sum(np.size(one.get_xdata()) for one in lines if one.get_marker() == "o" and one.get_color() == colour)
        for colour in (LIGHT.ink, LIGHT.line)
    )

    assert [round(one / max(bars(figure)) * max(numbers)) for one in bars(figure)] == numbers
    assert filled == sum(len(one.vendors) for one in found.overlap.top)
    assert filled + empty == len(found.overlap.top) * len(found.vendors)
    assert {f"{one.name} {one.hosts}" for one in found.vendors} <= set(words(figure))


def test_coverage_gaps_draws_its_numbers(summary: Summary) -> None:
    """Of each group, the part that lacks an EDR agent, and the part that lacks a scanner."""
    figure = draw("coverage_gaps", summary, LIGHT)
    found = summary.coverage
    groups = [found, *found.families.top, *found.clouds.top, *found.subnets.top]

    for colour, lacking in (("red", [one.no_edr for one in groups]), ("purple", [one.no_scanner for one in groups])):
        lengths = bars(figure, colour)  # type: ignore[arg-type]  # a colour's name
        shares = [lack / one.hosts for lack, one in zip(lacking, groups, strict=True) if lack]
        assert [one / lengths[0] for one in lengths] == pytest.approx([one / shares[0] for one in shares])


def test_the_timeline_draws_its_numbers(summary: Summary) -> None:
    """A column up for who came in a week, one down for who went."""
    figure = draw("timeline", summary, LIGHT)
    found = [one for one in figure.findobj(Rectangle) if isinstance(one, Rectangle) and one is not figure.patch]
    heights = [one.get_height() for one in found]
    numbers = [number for one in summary.timeline.weeks for number in (one.came, one.went)]

    line = found[0].get_y()

    assert heights == pytest.approx([number / max(numbers) * max(heights) for number in numbers])
    assert [one.get_y() for one in found[::2]] == pytest.approx([line] * len(found[::2])), "up from the line"
    assert [one.get_y() + one.get_height() for one in found[1::2]] == pytest.approx([line] * len(found[1::2]))


def test_agreement_draws_its_numbers(summary: Summary) -> None:
    """A bar for each field on which vendors differ, the largest part first."""
    fields = sorted(summary.agreements.fields, key=lambda one: -one.differ / one.hosts)
    lengths = bars(draw("agreement", summary, LIGHT), "red")
    differ = [one.differ for one in fields if one.differ]

    assert [one / lengths[0] for one in lengths] == pytest.approx([one / differ[0] for one in differ])


@pytest.mark.parametrize(
    ("part", "total", "expected"),
    [(0, 9, "0 %"), (1, 1_000, "<1 %"), (1, 8, "12 %"), (999, 1_000, ">99 %"), (9, 9, "100 %"), (0, 0, "0 %")],
)
def test_a_share_is_never_rounded_to_none_or_all(part: int, total: int, expected: str) -> None:
    """One host in a million isn't 0 %, and all but one aren't 100 %."""
    assert share(part, total) == expected
