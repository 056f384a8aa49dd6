"""The four charts: each function draws a summary as one figure."""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from services.visualizer import dots, drawing
from services.visualizer.drawing import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, Heading, Row
from services.visualizer.labels import fitted, width_of
from services.visualizer.summary import Combination, Gap, Other, Summary

FAMILIES = {
    "linux": ("Linux", ORANGE),
    "windows": ("Windows", BLUE),
    "macos": ("macOS", GREEN),
    "other": ("other", PURPLE),
    "unknown": ("unknown", GREY),
}
STRIP, LEGEND_LINE, LEGEND_COLUMNS = 0.26, 0.24, 3  # inches of the bar of families, and of each line under it
LEGEND: Any = {  # Any: matplotlib types each name apart
    "loc": "upper left",
    "bbox_to_anchor": (0, -0.3),
    "ncols": LEGEND_COLUMNS,
    "frameon": False,
    "borderpad": 0,
    "borderaxespad": 0,
    "handlelength": 0.9,
    "handleheight": 0.9,
}
EXAMPLE_WIDTH, EXAMPLES_WIDTH = 120.0, 270.0  # points: one name, and all of them


def operating_systems(summary: Summary) -> Figure:
    """Draw the share of each family, and under it each system in its family's colour."""
    kinds = len(summary.systems.top) + summary.systems.other.kinds
    heading = _heading(summary, "Hosts by operating system", f"systems by name and version: {kinds:,}")
    if not summary.hosts:
        return drawing.empty(heading)
    rows = [Row(one.name, one.hosts, _family(one.family)[1]) for one in summary.systems.top]
    rows += _rest(summary.systems.other)
    banner = STRIP + LEGEND_LINE * ceil(len(summary.families) / LEGEND_COLUMNS) + 0.2
    figure = drawing.sheet(heading, drawing.height_of(rows) + drawing.AXIS, banner)
    _draw_families(drawing.banner(figure, STRIP), summary)
    axes = figure.subplots()
    drawing.draw_bars(axes, rows, summary.hosts)
    drawing.draw_scale(axes, max(row.hosts for row in rows))
    return figure


def freshness(summary: Summary) -> Figure:
    """Draw new, active and stale hosts, and those of which nobody says when they were seen."""
    found, days = summary.freshness, drawing.counted(summary.stale_days, "day")
    new, stale = (f"{part:,} ({drawing.share(part, summary.hosts)})" for part in (found.new, found.stale))
    heading = _heading(summary, "New against stale hosts", f"new: {new}; stale: {stale}")
    rows = [
        Row("new", found.new, GREEN, f"first seen within {days} before the reference time, and not stale"),
        Row("active", found.active, BLUE, f"last seen within {days} before the reference time, and not new"),
        Row("stale", found.stale, RED, f"last seen more than {days} before the reference time"),
        Row("unknown", found.unknown, GREY, "no vendor says when it was last seen"),
    ]
    return _bars(heading, rows, summary.hosts)


def vendor_overlap(summary: Summary) -> Figure:
    """Draw how many hosts each combination of vendors knows; dots say which vendors a bar is of."""
    finding = f"known to every vendor: {drawing.part(summary.everywhere, summary.hosts)}"
    heading = _heading(summary, "Which vendors know a host", finding)
    if not summary.hosts:
        return drawing.empty(heading)
    rows = [_combination(one, len(summary.vendors)) for one in summary.overlap.top] + _rest(summary.overlap.other)
    figure = drawing.sheet(heading, drawing.height_of(rows) + drawing.AXIS + dots.header(summary))
    left, right = figure.subplots(1, 2, width_ratios=dots.widths(summary))
    drawing.draw_bars(right, rows, summary.hosts)
    drawing.draw_scale(right, max(row.hosts for row in rows))
    dots.draw(left, summary, right)
    return figure


def coverage_gaps(summary: Summary) -> Figure:
    """Draw how many hosts each vendor is missing, out of all, and name some of them."""
    missing = drawing.part(summary.hosts - summary.everywhere, summary.hosts)
    heading = _heading(summary, "Coverage gaps", f"missing from at least one vendor: {missing}")
    rows = [Row(f"not in {one.vendor}", one.hosts, RED, _examples(one)) for one in summary.gaps]
    return _bars(heading, rows, summary.hosts, track=summary.hosts)


CHARTS: dict[str, Callable[[Summary], Figure]] = {
    one.__name__: one for one in (operating_systems, freshness, vendor_overlap, coverage_gaps)
}


def _heading(summary: Summary, title: str, finding: str) -> Heading:
    """Say in the source line what the chart was counted from."""
    parts = [drawing.counted(summary.hosts)]
    if summary.reference_time:
        parts.append(f"reference time {_instant(summary.reference_time)}")
    if summary.newest and summary.newest != summary.reference_time:
        parts.append(f"newest sign of life {_instant(summary.newest)}")
    if summary.ahead:
        parts.append(f"{summary.ahead:,} seen later")
    return Heading(title, finding if summary.hosts else "nothing to count so far", " · ".join(parts))


def _instant(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None).isoformat(' ', 'minutes')} UTC"


def _bars(heading: Heading, rows: list[Row], hosts: int, track: int = 0) -> Figure:
    if not hosts:
        return drawing.empty(heading)
    if not rows:
        return drawing.empty(heading, "no vendors yet")
    figure = drawing.sheet(heading, drawing.height_of(rows) + drawing.AXIS)
    axes = figure.subplots()
    drawing.draw_bars(axes, rows, hosts, track)
    drawing.draw_scale(axes, track or max(row.hosts for row in rows))
    return figure


def _rest(other: Other) -> list[Row]:
    return [Row(f"other ({other.kinds:,} kinds)", other.hosts, GREY)] if other.kinds else []


def _family(name: str) -> tuple[str, str]:
    """Return the name and the colour of a family."""
    return FAMILIES.get(name, (name, GREY))


def _draw_families(axes: Axes, summary: Summary) -> None:
    """Draw one bar of all hosts in its families' parts, and what their colours mean."""
    left = 0
    for one in summary.families:
        name, colour = _family(one.name)
        words = f"{fitted(name, 60)} {drawing.amount(one.hosts, summary.hosts)}"
        axes.barh(0, one.hosts, left=left, color=colour, height=1, label=words)
        left += one.hosts
    axes.set_xlim(0, left)
    axes.legend(**LEGEND)


def _combination(one: Combination, vendors: int) -> Row:
    if not one.vendors:
        return Row("no vendor", one.hosts, GREY)
    if len(one.vendors) == 1:
        return Row(f"only {one.vendors[0]}", one.hosts, ORANGE)
    if len(one.vendors) == vendors:
        return Row("every vendor", one.hosts, BLUE)
    return Row(f"{len(one.vendors)} of {vendors} vendors", one.hosts, SKY)


def _examples(gap: Gap) -> str:
    """Name as many hosts as have room, and say how many more there are."""
    shown: list[str] = []
    for name in gap.examples:
        if width_of(", ".join([*shown, fitted(name, EXAMPLE_WIDTH)]), drawing.DETAIL_SIZE) > EXAMPLES_WIDTH:
            break
        shown.append(fitted(name, EXAMPLE_WIDTH))
    more = f" and {gap.hosts - len(shown):,} more" if gap.hosts > len(shown) else ""
    return ", ".join(shown) + more
