"""How every chart looks: a sheet with the question, the answer, blocks of drawing, and a line on where it is from.

Places are in inches from the upper left corner. What is where is reckoned from the width of the words, so that nothing
needs to be tried: matplotlib's own layouts take longer than all the drawing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from matplotlib import rc_context, rcdefaults, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from services.visualizer.charts.labels import fitted, width_of
from services.visualizer.charts.themes import Colour, Theme
from services.visualizer.summary import Summary

WIDTH, DPI = 8.0, 160  # inches, and dots an inch: made to be looked at 800 pixels wide
MARGIN, HEAD, FOOT = 0.25, 1.05, 0.5  # inches
INSIDE = WIDTH - 2 * MARGIN
POINTS = 72.0  # of an inch
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a chart."""

    title: str
    finding: str
    source: str

    @classmethod
    def of(cls, summary: Summary, name: str) -> "Words":
        """Return those of a chart; the source line says what it was counted from."""
        caption = next(one for one in summary.charts if one.name == name)
        parts = [f"{summary.hosts:,} {'host' if summary.hosts == 1 else 'hosts'}"]
        if summary.reference_time:
            parts.append(f"ages counted back from {summary.reference_time:%Y-%m-%d %H:%M} UTC")
        if summary.ahead and summary.newest:
            parts.append(f"{summary.ahead:,} seen later, up to {summary.newest:%Y-%m-%d}")
        return cls(caption.title, caption.finding, " · ".join(parts))


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a sheet."""

    left: float
    top: float
    width: float
    height: float


class Sheet:
    """A figure with its words, and room for so many inches of blocks under them."""

    def __init__(self, words: Words, inches: float, theme: Theme) -> None:
        self.theme, self.height = theme, HEAD + inches + FOOT
        self.figure = Figure(figsize=(WIDTH, self.height), dpi=DPI)
        FigureCanvasAgg(self.figure)
        self.write(fitted(words.title, INSIDE * POINTS, 16), MARGIN, 0.36, size=16, weight="bold")
        for place, line in enumerate(wrapped(words.finding, 10.5, 2)):
            self.write(line, MARGIN, 0.64 + 0.2 * place, size=10.5, color=theme.soft)
        self.write(fitted(words.source, INSIDE * POINTS, 8), MARGIN, self.height - 0.22, size=8, color=theme.soft)

    def write(self, text: str, left: float, middle: float, **how: Any) -> None:  # Any: as matplotlib takes it
        """Write a line."""
        self.figure.text(left / WIDTH, 1 - middle / self.height, text, **({"va": "center_baseline"} | how))

    def bar(self, box: Box, colour: Colour) -> None:
        """Draw a bar or a part of one."""
        corner = (box.left / WIDTH, 1 - (box.top + box.height) / self.height)
        size = (box.width / WIDTH, box.height / self.height)
        self.figure.add_artist(Rectangle(corner, *size, facecolor=self.theme.colours[colour], linewidth=0))

    def line(self, places: Sequence[tuple[float, float]], **how: Any) -> None:  # Any: as matplotlib takes it
        """Draw a line, or marks, from place to place."""
        xs, ys = [left / WIDTH for left, _ in places], [1 - top / self.height for _, top in places]
        self.figure.add_artist(Line2D(xs, ys, **how))


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a chart: so many inches, and what is painted into them from a top on."""

    height: float
    paint: Callable[[Sheet, float], None]


def composed(words: Words, blocks: Sequence[Block], theme: Theme) -> Figure:
    """Return a sheet with blocks one under the other."""
    sheet, top = Sheet(words, sum(block.height for block in blocks), theme), HEAD
    for block in blocks:
        block.paint(sheet, top)
        top += block.height
    return sheet.figure


def notice(text: str) -> Block:
    """Return what stands where there is nothing to draw."""

    def paint(sheet: Sheet, top: float) -> None:
        sheet.write(text, WIDTH / 2, top + 0.6, size=15, color=sheet.theme.soft, ha="center")

    return Block(1.3, paint)


def heading(text: str) -> Block:
    """Return the heading of a part of a chart."""

    def paint(sheet: Sheet, top: float) -> None:
        sheet.write(fitted(text, INSIDE * POINTS, 10), MARGIN, top + 0.22, size=10, weight="bold")

    return Block(0.42, paint)


def note(text: str) -> Block:
    """Return small words under a drawing, in one or two lines."""
    lines = wrapped(text, 9, 2)

    def paint(sheet: Sheet, top: float) -> None:
        for place, line in enumerate(lines):
            sheet.write(line, MARGIN, top + 0.12 + 0.18 * place, size=9, color=sheet.theme.soft)

    return Block(0.12 + 0.18 * len(lines), paint)


@contextmanager
def style(theme: Theme) -> Iterator[None]:
    """Draw in our style and no one else's until the end of the block; matplotlib's is one for all threads."""
    with _one_at_a_time, rc_context():
        rcdefaults()
        rcParams.update(theme.style)  # type: ignore[arg-type]  # the names are those of matplotlib
        yield


def wrapped(text: str, size: float, lines: int) -> list[str]:
    """Return a sentence in at most so many lines; what has no room is cut."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if len(found) == lines or width_of(longer, size) <= INSIDE * POINTS:
            found[-1] = longer
        else:
            found.append(word)
    return [fitted(line, INSIDE * POINTS, size) for line in found]
