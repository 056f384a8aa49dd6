"""One bar of all hosts in its parts, and what the colours mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.visualizer.charts.drawing import INSIDE, MARGIN, POINTS, Block, Box, Sheet
from services.visualizer.charts.labels import fitted, width_of
from services.visualizer.charts.themes import Colour

THICK, LINE = 0.26, 0.25  # inches of the bar, and of a line of the legend
NAME_WIDTH, SIZE = 130.0, 9.0  # points


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a strip: its name, how many hosts, what is said of them, its colour."""

    name: str
    hosts: int
    said: str
    colour: Colour

    @property
    def words(self) -> str:
        """Return what the legend says."""
        return f"{fitted(self.name, NAME_WIDTH, SIZE)} {self.said}".rstrip()

    @property
    def inches(self) -> float:
        """Return how wide it is in the legend."""
        return (width_of(self.words, SIZE) + 30) / POINTS


def strip(parts: Sequence[Part]) -> Block:
    """Return a bar with its legend."""
    words, total = legend(parts), max(sum(part.hosts for part in parts), 1)

    def paint(sheet: Sheet, top: float) -> None:
        left = MARGIN
        for part in parts:
            width = INSIDE * part.hosts / total
            sheet.bar(Box(left, top, width, THICK), part.colour)
            left += width
        words.paint(sheet, top + THICK + 0.06)

    return Block(THICK + 0.06 + words.height + 0.12, paint)


def legend(parts: Sequence[Part]) -> Block:
    """Return what colours mean, in as many lines as that takes."""
    lines = _lines(parts)

    def paint(sheet: Sheet, top: float) -> None:
        for place, line in enumerate(lines):
            left, middle = MARGIN, top + (place + 0.5) * LINE
            for part in line:
                sheet.write("\u25a0", left, middle, size=11, color=sheet.theme.colours[part.colour])
                sheet.write(part.words, left + 14 / POINTS, middle, size=SIZE)
                left += part.inches

    return Block(LINE * len(lines), paint)


def _lines(parts: Sequence[Part]) -> list[list[Part]]:
    lines: list[list[Part]] = [[]]
    for part in parts:
        if lines[-1] and sum(one.inches for one in (*lines[-1], part)) > INSIDE:
            lines.append([])
        lines[-1].append(part)
    return lines
