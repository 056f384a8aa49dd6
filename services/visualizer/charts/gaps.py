"""Where are EDR or a scanner missing? The share of hosts without one, of all and by system, cloud and subnet."""

from collections.abc import Callable, Iterable, Sequence

from services.visualizer.charts.bars import GAP, SIZE, Lane, Row, draw_bars, draw_names, height_of, names_width
from services.visualizer.charts.drawing import INSIDE, MARGIN, POINTS, Block, Sheet, heading
from services.visualizer.charts.labels import width_of
from services.visualizer.charts.themes import Colour
from services.visualizer.core.wording import amount, cloud, family
from services.visualizer.summary import Gap, Ranking, Summary

NAME_WIDTH = 150.0  # points of a group's name
WHAT: tuple[tuple[str, str, Colour], ...] = (
    ("no EDR agent", "no_edr", "red"),
    ("no scanner, no scan", "no_scanner", "purple"),
)
Table = Sequence[Sequence[Row]]  # the rows of each lane


def coverage_gaps(summary: Summary) -> list[Block]:
    """Return a table of bars: a row for each group, a lane for each of what may be missing."""
    found = summary.coverage
    whole = Gap(name="all hosts", hosts=found.hosts, no_edr=found.no_edr, no_scanner=found.no_scanner)
    sections = {
        "": _table([whole]),
        _title("By operating system", found.families, "families"): _table(_called(found.families, family)),
        _title("By cloud", found.clouds, "clouds"): _table(_called(found.clouds, cloud)),
        _title("By subnet", found.subnets, "subnets"): _table(found.subnets.top),
    }
    lanes = _lanes([row for table in sections.values() for rows in table for row in rows])
    return [block for title, table in sections.items() for block in (_head(title, lanes), _body(table, lanes))]


def _called(found: Ranking[Gap], name: Callable[[str], str]) -> list[Gap]:
    return [one.model_copy(update={"name": name(one.name)}) for one in found.top]


def _table(gaps: Iterable[Gap]) -> Table:
    """Return the rows of each lane; a bar is the part of its group that lacks something."""
    return [
        [
            Row(
                one.name,
                getattr(one, field) / max(one.hosts, 1),
                colour,
                amount(getattr(one, field), one.hosts),
                track=1,
            )
            for one in gaps
        ]
        for _, field, colour in WHAT
    ]


def _title(words: str, found: Ranking[Gap], kind: str) -> str:
    """Say which groups have no row: those in which least is missing."""
    return f"{words} ({found.other.kinds:,} other {kind} not shown)" if found.other.kinds else words


def _lanes(rows: Sequence[Row]) -> list[Lane]:
    """Divide what the names leave among the lanes; each has room for its numbers."""
    left = MARGIN + names_width(rows, NAME_WIDTH) + GAP
    numbers = max(width_of(row.said, SIZE) for row in rows) / POINTS + 2 * GAP
    width = (MARGIN + INSIDE - left) / len(WHAT)
    return [Lane(left + place * width, left + (place + 1) * width - numbers, 1) for place in range(len(WHAT))]


def _head(title: str, lanes: Sequence[Lane]) -> Block:
    def paint(sheet: Sheet, top: float) -> None:
        for lane, (words, _, _) in zip(lanes, WHAT, strict=True):
            sheet.write(words, lane.left, top + 0.1, size=10, weight="bold")

    return heading(title) if title else Block(0.25, paint)


def _body(table: Table, lanes: Sequence[Lane]) -> Block:
    def paint(sheet: Sheet, top: float) -> None:
        draw_names(sheet, table[0], top, lanes[0].left - GAP, NAME_WIDTH)
        for rows, lane in zip(table, lanes, strict=True):
            draw_bars(sheet, rows, top, lane)

    return Block(height_of(table[0]), paint)
