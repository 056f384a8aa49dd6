"""Which hosts are new, and which went quiet? Classes of age, and how long ago hosts were last seen."""

from services.visualizer.charts.bars import Row, bars, counted
from services.visualizer.charts.drawing import Block, heading
from services.visualizer.charts.strip import Part, strip
from services.visualizer.charts.themes import Colour
from services.visualizer.core import wording
from services.visualizer.core.wording import amount
from services.visualizer.summary import Span, Summary


def freshness(summary: Summary) -> list[Block]:
    """Return the classes as parts of all hosts, and the ages; the colour turns where hosts count as stale."""
    found, days = summary.freshness, wording.counted(summary.stale_days, "day")
    classes: tuple[tuple[str, int, Colour], ...] = (
        (f"new within {days}", found.new, "green"),
        ("active", found.active, "blue"),
        ("stale", found.stale, "red"),
        ("unknown", found.unknown, "grey"),
        ("gone", found.gone, "purple"),
    )
    parts = [
        Part(name, hosts, amount(hosts, summary.hosts), colour)
        for name, hosts, colour in classes
        if hosts or name != "gone"
    ]
    return [strip(parts), heading("Last seen before the reference time"), bars(_rows(summary))]


def _rows(summary: Summary) -> list[Row]:
    def colour(span: Span) -> Colour:
        return "red" if span.over >= summary.stale_days else "blue"

    rows = [counted(_name(one), one.hosts, summary.hosts, colour(one)) for one in summary.spans]
    rows.append(counted("nobody says", summary.freshness.unknown, summary.hosts, "grey"))
    gone = summary.freshness.gone
    return [*rows, counted("gone: no vendor lists it", gone, summary.hosts, "purple")] if gone else rows


def _name(span: Span) -> str:
    if span.days is None:
        return f"more than {wording.counted(span.over, 'day')}"
    end = wording.counted(span.days, "day")
    return f"more than {span.over:,}, up to {end}" if span.over else f"up to {end}"
