"""The charts: each answers one question, in a module that is named after what it is about."""

from collections.abc import Callable

from matplotlib.figure import Figure

from services.visualizer.charts.ages import freshness
from services.visualizer.charts.agreement import agreement
from services.visualizer.charts.clouds import clouds
from services.visualizer.charts.drawing import Block, Words, composed, notice
from services.visualizer.charts.gaps import coverage_gaps
from services.visualizer.charts.overlap import vendor_overlap
from services.visualizer.charts.ports import open_ports
from services.visualizer.charts.programs import software
from services.visualizer.charts.systems import operating_systems
from services.visualizer.charts.themes import Theme
from services.visualizer.charts.timeline import timeline
from services.visualizer.summary import Summary

CHARTS: dict[str, Callable[[Summary], list[Block]]] = {
    one.__name__: one
    for one in (
        operating_systems,
        freshness,
        vendor_overlap,
        coverage_gaps,
        open_ports,
        clouds,
        timeline,
        agreement,
        software,
    )
}


def draw(name: str, summary: Summary, theme: Theme) -> Figure:
    """Draw a chart on a ground; before the first host there is a picture too."""
    blocks = CHARTS[name](summary) if summary.hosts else [notice("no hosts yet")]
    return composed(Words.of(summary, name), blocks, theme)
