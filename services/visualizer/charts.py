"""Summaries as pictures. Each function draws one chart; the same summary gives the same bytes."""

import os
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from services.visualizer.core import Count, Summary
from services.visualizer.labels import label

MOST = 15  # bars of a chart; more kinds are put together into one
WIDTH = 9.0  # inches, at 100 dots an inch
# Okabe and Ito's colours, told apart also by those who see fewer.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#8C8C8C"
FAMILIES = {"linux": ORANGE, "windows": BLUE, "macos": GREEN}
AGES = {"new": GREEN, "active": BLUE, "stale": RED, "unknown": GREY}
STYLE: Any = {  # Any: matplotlib types each name apart
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.bottom": False,
    "svg.hashsalt": "rollcall",
    "text.usetex": False,
    "text.parse_math": False,  # a `$` in a vendor's words is just that
}


def operating_systems(summary: Summary) -> Figure:
    """Draw how many hosts run which system."""
    kinds = len(summary.systems)
    title = f"{summary.hosts:,} hosts by operating system"
    bars = most(summary.systems)
    return _bars(summary, title, bars, [_family_colour(bar.name) for bar in bars], f"{kinds:,} systems")


def freshness(summary: Summary) -> Figure:
    """Draw new, active and stale hosts."""
    days = summary.stale_days
    words = {
        "new": f"new: first seen in the last {days} days",
        "active": "active: seen since, known for longer",
        "stale": f"stale: not seen for more than {days} days",
        "unknown": "never seen: the vendors give no time",
    }
    bars = [Count(name=words[one.name], hosts=one.hosts) for one in summary.freshness]
    colours = [AGES[one.name] for one in summary.freshness]
    return _bars(summary, "New against stale hosts", bars, colours, "counted from the reference time")


def vendor_overlap(summary: Summary) -> Figure:
    """Draw how many hosts each combination of vendors knows."""
    bars = most([Count(name=_combination(one.name), hosts=one.hosts) for one in summary.overlap])
    colours = [ORANGE if bar.name.startswith("only ") else BLUE for bar in bars]
    return _bars(summary, "Which vendors know a host", bars, colours, "each host counted once")


def coverage_gaps(summary: Summary) -> Figure:
    """Draw how many hosts each vendor is missing."""
    bars = most([Count(name=f"missing from {gap.vendor}", hosts=gap.hosts) for gap in summary.gaps])
    return _bars(summary, "Coverage gaps", bars, [RED] * len(bars), "hosts that others know and this vendor doesn't")


CHARTS: dict[str, Callable[[Summary], Figure]] = {
    "operating_systems": operating_systems,
    "freshness": freshness,
    "vendor_overlap": vendor_overlap,
    "coverage_gaps": coverage_gaps,
}


def save(summary: Summary, folder: Path) -> list[Path]:
    """Write all charts and `summary.json`, each file whole or not at all; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with rc_context(STYLE):
        files = {f"{name}.png": _png(draw(summary)) for name, draw in CHARTS.items()}
    files["summary.json"] = f"{summary.model_dump_json(indent=2)}\n".encode()
    return [_write(folder / name, content) for name, content in files.items()]


def most(counts: Sequence[Count]) -> list[Count]:
    """Return the greatest, and the rest as one bar."""
    if len(counts) <= MOST:
        return list(counts)
    rest = counts[MOST - 1 :]
    other = Count(name=f"other ({len(rest):,} kinds)", hosts=sum(one.hosts for one in rest))
    return [*counts[: MOST - 1], other]


def _bars(summary: Summary, title: str, bars: Sequence[Count], colours: Sequence[str], note: str) -> Figure:
    figure = Figure(figsize=(WIDTH, 1.6 + 0.36 * max(len(bars), 3)), dpi=100, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=14)
    if summary.hosts:
        _draw(axes, bars, colours, summary.hosts)
    else:
        axes.text(0.5, 0.5, "no hosts yet", ha="center", va="center", fontsize=14, color=GREY)
        axes.set_axis_off()
    seen = f", as of {summary.reference:%Y-%m-%d %H:%M} UTC" if summary.reference else ""
    figure.supxlabel(f"{summary.hosts:,} hosts; {note}{seen}", fontsize=8.5, color="#555555", x=0.01, ha="left")
    return figure


def _draw(axes: Axes, bars: Sequence[Count], colours: Sequence[str], total: int) -> None:
    places = range(len(bars))
    drawn = axes.barh(places, [bar.hosts for bar in bars], color=list(colours), height=0.72)
    axes.bar_label(drawn, [f"{bar.hosts:,}  ({bar.hosts / total:.0%})" for bar in bars], padding=4, fontsize=9)
    axes.set_yticks(places, [label(bar.name) for bar in bars])
    axes.invert_yaxis()
    axes.margins(x=0.16)
    axes.set_xlim(left=0)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)


def _family_colour(name: str) -> str:
    lower = name.lower()
    if lower.startswith(("other (", "unknown")):
        return GREY
    family = "windows" if "windows" in lower else "macos" if "macos" in lower else "linux"
    return FAMILIES[family]


def _combination(name: str) -> str:
    return name if " + " in name else f"only {name}"


def _png(figure: Figure) -> bytes:
    buffer = BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _write(path: Path, content: bytes) -> Path:
    """Put the file there at once: a reader sees the old or the new, never half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    os.replace(file.name, path)  # noqa: PTH105 - atomic, and says so
    return path
