"""Bars that lie, one under the other, each with its name before it and its number behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.visualizer.charts.drawing import INSIDE, MARGIN, POINTS, Block, Box, Sheet
from services.visualizer.charts.labels import fitted, width_of
from services.visualizer.charts.themes import Colour
from services.visualizer.core.wording import amount
from services.visualizer.summary import Other

BAR, THICK = 0.3, 0.64  # inches of a row, and the bar's part of it
NAME_WIDTH, SIZE = 200.0, 9.0  # points of a name at most, and the size of numbers
GAP = 7 / POINTS  # between a bar and its words
TRACK: Colour = "track"


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: its name, its length and that of the track it lies on, its colour, what is written behind it."""

    name: str
    length: float
    colour: Colour
    said: str
    track: float = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """Where bars begin and end, and what length that is."""

    left: float
    right: float
    longest: float


def bars(rows: Sequence[Row]) -> Block:
    """Return bars as wide as the sheet."""

    def paint(sheet: Sheet, top: float) -> None:
        left = MARGIN + names_width(rows) + GAP
        draw_names(sheet, rows, top, left - GAP)
        draw_bars(sheet, rows, top, lane(rows, left, MARGIN + INSIDE))

    return Block(height_of(rows), paint)


def height_of(rows: Sequence[Row]) -> float:
    """Return how much room rows need, in inches, and some under them."""
    return max(len(rows), 1) * BAR + 0.1


def names_width(rows: Sequence[Row], most: float = NAME_WIDTH) -> float:
    """Return how wide the names are, in inches."""
    return max((width_of(fitted(row.name, most)) for row in rows), default=0) / POINTS


def lane(rows: Sequence[Row], left: float, right: float) -> Lane:
    """Return where bars are if their numbers may end at `right`."""
    numbers = max((width_of(row.said, SIZE) for row in rows), default=0) / POINTS
    return Lane(left, right - numbers - GAP, max((max(row.length, row.track) for row in rows), default=0) or 1)


def draw_names(sheet: Sheet, rows: Sequence[Row], top: float, right: float, most: float = NAME_WIDTH) -> None:
    """Write the names so that they end at `right`."""
    for place, row in enumerate(rows):
        sheet.write(fitted(row.name, most), right, top + (place + 0.5) * BAR, ha="right")


def draw_bars(sheet: Sheet, rows: Sequence[Row], top: float, where: Lane) -> None:
    """Draw the bars, and their numbers behind them."""
    scale = (where.right - where.left) / where.longest
    for place, row in enumerate(rows):
        upper, middle = top + (place + (1 - THICK) / 2) * BAR, top + (place + 0.5) * BAR
        for length, colour in ((row.track, TRACK), (row.length, row.colour)):
            if length:
                sheet.bar(Box(where.left, upper, length * scale, THICK * BAR), colour)
        sheet.write(row.said, where.left + max(row.length, row.track) * scale + GAP, middle, size=SIZE)


def counted(name: str, hosts: int, total: int, colour: Colour = "blue") -> Row:
    """Return a bar whose number says its share of `total` too."""
    return Row(name, hosts, colour, amount(hosts, total))


def rest(other: Other, total: int) -> list[Row]:
    """Return the bar of all kinds that have none of their own."""
    return [counted(f"other ({other.kinds:,} kinds)", other.hosts, total, "grey")] if other.kinds else []
