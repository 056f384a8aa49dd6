"""Which software is common? The programs that most hosts have, in whatever version."""

from services.visualizer.charts.bars import bars, counted
from services.visualizer.charts.drawing import Block, note, notice
from services.visualizer.summary import Program, Summary


def software(summary: Summary) -> list[Block]:
    """Return a bar for each program, out of all hosts."""
    if not summary.software:
        return [notice("no vendor tells of a program")]
    rows = [counted(_name(one), one.hosts, summary.hosts) for one in summary.software]
    return [
        bars(rows),
        note("All versions of a program count as one; of hosts whose programs no vendor tells, none counts."),
    ]


def _name(one: Program) -> str:
    return f"{one.name} ({one.maker})" if one.maker else one.name
