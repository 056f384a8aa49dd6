"""The dots beside the bars of the vendors' overlap: a column for each vendor, a row for each combination.

Dots work for many vendors, as in an UpSet plot, where circles that overlap end at three. Names stay legible up to 15.
"""

from matplotlib.axes import Axes

from services.visualizer.drawing import INK, LINE
from services.visualizer.labels import fitted
from services.visualizer.summary import Summary

COLUMN, ALL_COLUMNS, CHART = 0.95, 3.0, 6.0  # inches: a vendor's column, all of them at most, they and the bars
UPRIGHT, SLANTED = 0.45, 0.95  # inches for the names over the columns


def width(summary: Summary) -> float:
    """Return the inches of a vendor's column."""
    return min(COLUMN, ALL_COLUMNS / max(len(summary.vendors), 1))


def widths(summary: Summary) -> list[float]:
    """Return how wide the dots are against the bars."""
    taken = width(summary) * max(len(summary.vendors), 1)
    return [taken, CHART - taken]


def header(summary: Summary) -> float:
    """Return the inches that the names over the columns need."""
    return UPRIGHT if width(summary) == COLUMN else SLANTED


def draw(axes: Axes, summary: Summary, bars: Axes) -> None:
    """Draw the columns with their names and counts, and a filled dot where a vendor is in a row's combination.

    The labels of the bars move before the dots.
    """
    columns = {one.name: place for place, one in enumerate(summary.vendors)}
    size = min(10, 40 * width(summary))
    for row, combination in enumerate(summary.overlap.top):
        filled = [columns[vendor] for vendor in combination.vendors]
        axes.plot([min(filled, default=0), max(filled, default=0)], [row, row], "-", color=INK, linewidth=2, zorder=1)
        for place in columns.values():
            axes.plot(place, row, "o", color=INK if place in filled else LINE, markersize=size, zorder=2)
    _name_columns(axes, summary)
    axes.set_yticks(bars.get_yticks(), [label.get_text() for label in bars.get_yticklabels()])
    axes.set_ylim(bars.get_ylim())
    axes.spines[:].set_visible(False)
    bars.tick_params(axis="y", labelleft=False)


def _name_columns(axes: Axes, summary: Summary) -> None:
    """Write each vendor and its hosts over its column, aslant where columns are narrow."""
    places, size = range(len(summary.vendors)), min(9, 48 * width(summary))
    if width(summary) == COLUMN:
        axes.set_xticks(places, [f"{fitted(one.name, 62, 9)}\n{one.hosts:,}" for one in summary.vendors])
    else:
        names = [f"{fitted(one.name, 62, 9)} {one.hosts:,}" for one in summary.vendors]
        axes.set_xticks(places, names, rotation=45, ha="left", rotation_mode="anchor", size=size)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.5, max(len(places), 1) - 0.5)
