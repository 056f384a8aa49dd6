"""What do the hosts run? Families, and under them systems in their family's colour."""

from services.visualizer.charts.bars import bars, counted, rest
from services.visualizer.charts.drawing import Block
from services.visualizer.charts.strip import Part, strip
from services.visualizer.charts.themes import Colour
from services.visualizer.core.wording import amount, family
from services.visualizer.summary import Summary

COLOURS: dict[str, Colour] = {"linux": "orange", "windows": "blue", "macos": "green", "other": "purple"}


def operating_systems(summary: Summary) -> list[Block]:
    """Return the share of each family, and each system by name and version."""
    parts = [
        Part(family(one.name), one.hosts, amount(one.hosts, summary.hosts), _colour(one.name))
        for one in summary.families
    ]
    rows = [counted(one.name, one.hosts, summary.hosts, _colour(one.family)) for one in summary.systems.top]
    return [strip(parts), bars(rows + rest(summary.systems.other, summary.hosts))]


def _colour(name: str) -> Colour:
    return COLOURS.get(name, "grey")
