"""How every chart looks: one sheet with a heading, bars that say their number, and a line on where it is from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from matplotlib import rc_context, rcdefaults, rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import EngFormatter, MaxNLocator

from services.visualizer.labels import FONT, fitted

# Okabe and Ito's colours: told apart also by those who see fewer. A colour never says what no word says.
BLUE, SKY, ORANGE, GREEN, RED, PURPLE = "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
GREY, INK, SOFT, LINE, TRACK = "#949494", "#1F2328", "#59636E", "#DADDE1", "#ECEEF0"

WIDTH, DPI = 8.0, 160  # inches, and dots an inch: made to be looked at 800 pixels wide
MARGIN, HEAD, FOOT, AXIS = 0.25, 0.95, 0.42, 0.5  # inches, as are the next
BAR, DETAILED_BAR = 0.34, 0.56
LABEL_WIDTH, DETAIL_WIDTH, LINE_WIDTH = 190.0, 360.0, 530.0  # points
DETAIL_SIZE = 8.5
ROUNDED = 10_000  # hosts from which on the scale says 5 k, 10 k
STYLE: Any = {  # Any: matplotlib types each name apart
    "font.family": FONT,
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a `$` in a vendor's words is just that
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": LINE,
    "xtick.labelcolor": SOFT,
    "xtick.labelsize": 9,
    "ytick.color": INK,
    "ytick.major.size": 0,
    "ytick.major.pad": 6,
}
_one_at_a_time = Lock()
_rounded = EngFormatter()  # 20 k, 1.5 M


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: what it counts, how many, its colour, and a line under it."""

    label: str
    hosts: int
    colour: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The words around a chart."""

    title: str
    finding: str
    source: str


@contextmanager
def style() -> Iterator[None]:
    """Draw in our style and no one else's until the end of the block; matplotlib's is one for all threads."""
    with _one_at_a_time, rc_context():
        rcdefaults()
        rcParams.update(STYLE)
        yield


def height_of(rows: Sequence[Row]) -> float:
    """Return how much room the rows need, in inches."""
    return max(len(rows), 1) * (DETAILED_BAR if any(row.detail for row in rows) else BAR)


def sheet(heading: Heading, inches: float, above: float = 0.0) -> Figure:
    """Return a figure with its words, that many inches for charts, and so many above them."""
    height = HEAD + above + inches + FOOT
    room = (MARGIN / WIDTH, FOOT / height, 1 - 2 * MARGIN / WIDTH, inches / height)
    layout = ConstrainedLayoutEngine(rect=room, w_pad=0, h_pad=0, hspace=0, wspace=0.02)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    lines = (
        (heading.title, height - 0.38, 16, INK, "bold"),
        (heading.finding, height - 0.68, 10.5, SOFT, "normal"),
        (heading.source, FOOT / 2, 8, SOFT, "normal"),
    )
    for text, place, size, colour, weight in lines:
        words = fitted(text, LINE_WIDTH, size)
        figure.text(MARGIN / WIDTH, place / height, words, size=size, color=colour, weight=weight, va="center")
    return figure


def banner(figure: Figure, inches: float) -> Axes:
    """Return bare axes as wide as the sheet, that many inches high, under its heading."""
    height = figure.get_figheight()
    axes = figure.add_axes((MARGIN / WIDTH, (height - HEAD - inches) / height, 1 - 2 * MARGIN / WIDTH, inches / height))
    axes.set_axis_off()
    return axes


def empty(heading: Heading, words: str = "no hosts yet") -> Figure:
    """Return a sheet for when there is nothing to draw."""
    figure = sheet(heading, 1.6)
    figure.text(0.5, 0.45, words, size=15, color=GREY, ha="center", va="center")
    return figure


def draw_bars(axes: Axes, rows: Sequence[Row], total: int, track: int = 0) -> None:
    """Draw the rows, each with its number and its share of `total`, on a track of that many hosts."""
    lift = 0.16 if any(row.detail for row in rows) else 0.0
    places, height = [place - lift for place in range(len(rows))], 0.7 - 2 * lift
    axes.barh(places, [track] * len(rows), color=TRACK, height=height)
    drawn = axes.barh(places, [row.hosts for row in rows], color=[row.colour for row in rows], height=height)
    for number in axes.bar_label(drawn, [amount(row.hosts, total) for row in rows], padding=5):
        number.set_verticalalignment("center_baseline")  # as the labels before the bars
    axes.set_yticks(places, [fitted(row.label, LABEL_WIDTH) for row in rows])
    under: Any = {"textcoords": "offset points", "va": "center", "size": DETAIL_SIZE, "color": SOFT}
    for place, row in enumerate(rows):
        if row.detail:
            axes.annotate(fitted(row.detail, DETAIL_WIDTH, DETAIL_SIZE), (0, place + 0.27), (1, 0), **under)
    axes.set_ylim(len(rows) - 0.5, -0.5)


def draw_scale(axes: Axes, most: int) -> None:
    """Draw the axis that counts hosts, up to `most`."""
    axes.set_xlim(0, max(most, 1))
    axes.set_xlabel("number of hosts")
    ticks = [tick for tick in MaxNLocator(nbins=5, integer=True).tick_values(0, max(most, 1)) if tick <= most]
    axes.set_xticks(ticks, [f"{tick:,.0f}" if most < ROUNDED else _rounded(tick) for tick in ticks])


def amount(hosts: int, total: int) -> str:
    """Return a number and its share; only nothing is 0 %, and only all is 100 %."""
    return f"{hosts:,} · {share(hosts, total)}"


def part(hosts: int, total: int) -> str:
    """Return a number out of all, in words."""
    return f"{hosts:,} of {counted(total)} ({share(hosts, total)})"


def counted(number: int, thing: str = "host") -> str:
    """Return so many things in words."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def share(hosts: int, total: int) -> str:
    """Return the share in whole per cent, never rounded to none or to all."""
    percent = round(100 * hosts / total) if total else 0
    if percent == 0 and hosts:
        return "<1 %"
    return ">99 %" if percent == 100 and hosts < total else f"{percent} %"
