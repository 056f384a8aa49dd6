"""Which vendors know a host? A matrix of dots beside bars: a column for each vendor, a row for each combination.

Dots work for many vendors, as in an UpSet plot, where circles that overlap end at three. Names stay legible up to 15.
"""

from collections.abc import Mapping, Sequence

from services.visualizer.charts.bars import (
    BAR,
    GAP,
    Row,
    counted,
    draw_bars,
    draw_names,
    height_of,
    lane,
    names_width,
    rest,
)
from services.visualizer.charts.drawing import INSIDE, MARGIN, POINTS, Block, Sheet, notice
from services.visualizer.charts.labels import fitted
from services.visualizer.summary import Combination, Summary
from shared.contracts.parts import Strings

COLUMN, ALL_COLUMNS = 0.95, 3.0  # inches: a vendor's column, and all of them at most
UPRIGHT, SLANTED = 0.5, 1.0  # inches for the names over the columns


def vendor_overlap(summary: Summary) -> list[Block]:
    """Return how many hosts each combination of vendors knows; dots say which vendors a bar is of."""
    if not summary.vendors:
        return [notice("no vendor knows them")]
    rows = [_row(one, len(summary.vendors), summary.hosts) for one in summary.overlap.top]
    rows += rest(summary.overlap.other, summary.hosts)
    column = min(COLUMN, ALL_COLUMNS / len(summary.vendors))
    head = UPRIGHT if column == COLUMN else SLANTED

    def paint(sheet: Sheet, top: float) -> None:
        left = MARGIN + names_width(rows) + GAP
        right = left + column * len(summary.vendors)
        _name_columns(sheet, summary, left, top + head, column)
        draw_names(sheet, rows, top + head, left - GAP)
        columns = {one.name: left + (place + 0.5) * column for place, one in enumerate(summary.vendors)}
        _draw_dots(sheet, [one.vendors for one in summary.overlap.top], columns, top + head)
        draw_bars(sheet, rows, top + head, lane(rows, right + GAP, MARGIN + INSIDE))

    return [Block(head + height_of(rows), paint)]


def _row(one: Combination, vendors: int, hosts: int) -> Row:
    if not one.vendors:
        return counted("no vendor any more", one.hosts, hosts, "grey")
    if len(one.vendors) == vendors:
        return counted("every vendor" if vendors > 1 else "the only vendor", one.hosts, hosts, "blue")
    if len(one.vendors) == 1:
        return counted(f"only {one.vendors[0]}", one.hosts, hosts, "orange")
    return counted(f"{len(one.vendors)} of {vendors} vendors", one.hosts, hosts, "green")


def _draw_dots(sheet: Sheet, combinations: Sequence[Strings], columns: Mapping[str, float], top: float) -> None:
    """Draw a filled dot where a vendor is in a row's combination, and join those of a row."""
    filled, others = [], []
    for row, names in enumerate(combinations):
        middle = top + (row + 0.5) * BAR
        places = [(columns[one], middle) for one in columns if one in names]
        others += [(columns[one], middle) for one in columns if one not in names]
        filled += places
        sheet.line(places, color=sheet.theme.ink, linewidth=2, zorder=1)
    size = min(10, 40 * ALL_COLUMNS / len(columns))
    for places, colour in ((others, sheet.theme.line), (filled, sheet.theme.ink)):
        sheet.line(places, color=colour, linestyle="none", marker="o", markersize=size, zorder=2)


def _name_columns(sheet: Sheet, summary: Summary, left: float, bottom: float, column: float) -> None:
    """Write each vendor and its hosts over its column, aslant where columns are narrow."""
    for place, one in enumerate(summary.vendors):
        middle = left + (place + 0.5) * column
        name = fitted(one.name, 62, 9)
        if column == COLUMN:
            sheet.write(name, middle, bottom - 0.35, size=9, ha="center")
            sheet.write(f"{one.hosts:,}", middle, bottom - 0.15, size=9, ha="center", color=sheet.theme.soft)
        else:
            how = {"rotation": 45, "rotation_mode": "anchor", "va": "baseline", "size": min(9, 48 * column)}
            sheet.write(f"{name} {one.hosts:,}", middle, bottom - 4 / POINTS, **how)
