"""When did hosts come and go? A column for each week: up who was first seen, down who was last seen in it."""

from services.visualizer.charts.bars import GAP
from services.visualizer.charts.drawing import INSIDE, MARGIN, POINTS, Block, Box, Sheet, note, notice
from services.visualizer.charts.labels import width_of
from services.visualizer.charts.strip import Part, legend
from services.visualizer.core.wording import counted
from services.visualizer.summary import Summary, Week

HEIGHT, APART = 2.6, 0.2  # inches: of the longest columns up and down, and between two numbers at least
SIZE = 9.0


def timeline(summary: Summary) -> list[Block]:
    """Return the weeks, and in words what was before and after them."""
    found = summary.timeline
    if not found.weeks:
        return [notice("nobody says when a host was seen")]
    came, went = sum(one.came for one in found.weeks), sum(one.went for one in found.weeks)
    parts = [
        Part("came: first seen", came, f"{came:,}", "green"),
        Part("went: last seen or listed", went, f"{went:,}", "red"),
    ]
    before = f"Before: {found.came_before:,} came, {found.went_before:,} went."
    after = f" After the reference time: {found.came_after:,} came; clocks are wrong." if found.came_after else ""
    early = f" Who went is known after {counted(summary.stale_days, 'day')} without a sign of life."
    return [
        legend(parts),
        Block(HEIGHT + 0.35, lambda sheet, top: _paint(sheet, top + 0.1, found.weeks)),
        note(before + after + early),
    ]


def _paint(sheet: Sheet, top: float, weeks: tuple[Week, ...]) -> None:
    came, went = max(one.came for one in weeks), max(one.went for one in weeks)
    scale = HEIGHT / ((came + went) or 1)
    left = MARGIN + width_of(f"{max(came, went):,}", SIZE) / POINTS + GAP
    width, middle = MARGIN + INSIDE - left, top + came * scale
    column = width / len(weeks)
    for place, one in enumerate(weeks):
        at = left + (place + 0.1) * column
        sheet.bar(Box(at, middle - one.came * scale, 0.8 * column, one.came * scale), "green")
        sheet.bar(Box(at, middle, 0.8 * column, one.went * scale), "red")
    ends = [(came, top), (went, middle + went * scale)]
    for number, level in [(0, middle), *(end for end in ends if abs(end[1] - middle) > APART)]:
        sheet.line([(left, level), (left + width, level)], color=sheet.theme.line, linewidth=0.8)
        sheet.write(f"{number:,}", left - GAP, level, size=SIZE, ha="right", color=sheet.theme.soft)
    for place, words in _months(weeks):
        sheet.write(words, left + place * column, top + HEIGHT + 0.1, size=SIZE, color=sheet.theme.soft)


def _months(weeks: tuple[Week, ...]) -> list[tuple[int, str]]:
    """Return the first week of every second month, and the month's name; January has its year."""
    firsts = [place for place, one in enumerate(weeks) if one.monday.day <= 7 and one.monday.month % 2]
    return [
        (place, f"{weeks[place].monday:%Y}" if weeks[place].monday.month == 1 else f"{weeks[place].monday:%b}")
        for place in firsts
        if place < len(weeks) - 2
    ]
