"""Which programs do most hosts have? In whatever version, as `rollcall software` names them."""

from services.visualizer.charts.bars import bars, counted
from services.visualizer.charts.drawing import Block, note, notice
from services.visualizer.summary import Summary
from shared.contracts.software import Common


def software(summary: Summary) -> list[Block]:
    """Return a bar for each of the programs that most hosts have."""
    if not summary.software:
        return [notice("no installed program is known")]
    rows = [counted(_name(one), one.hosts, summary.hosts) for one in summary.software]
    return [
        bars(rows),
        note("In whatever version. Shares are of all hosts, also of those whose programs nobody tells."),
    ]


def _name(one: Common) -> str:
    return f"{one.name} ({one.maker})" if one.maker else one.name
