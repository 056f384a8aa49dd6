"""The charts as the page shows them: those that the visualizer drew last, each for a light and for a dark page."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

TITLES = {  # of charts that are drawn for light pages alone; the others tell their titles in summary.json
    "operating_systems": "What do they run?",
    "freshness": "Which went quiet?",
    "vendor_overlap": "Which vendors know a host?",
    "coverage_gaps": "Who is missing?",
}


class Told(BaseModel):
    """What summary.json says of a chart: its name, the question it answers, and the answer in a sentence."""

    name: str
    title: str
    finding: str


class Contents(BaseModel):
    """The part of summary.json that lists the charts, in the order of display."""

    charts: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the files for a light and a dark page, its title, and what is read to who can't see it."""

    title: str
    text: str
    light: str
    dark: str


def charts(folder: Path) -> list[Chart]:
    """Return the charts that are there."""
    try:
        told = Contents.model_validate_json((folder / "summary.json").read_bytes()).charts
    except (OSError, ValidationError):
        told = ()
    found = [(one, f"{one.name}.light.svg", f"{one.name}.dark.svg") for one in told]
    drawn = [
        Chart(one.title, f"{one.title} {one.finding}", light, dark)
        for one, light, dark in found
        if (folder / "latest" / light).is_file() and (folder / "latest" / dark).is_file()
    ]
    return drawn or [_light_alone(path) for path in sorted(folder.glob("*.png"))]


def file_of(folder: Path, name: str) -> Path | None:
    """Return where a chart's file is; None if no chart has it."""
    names = {file for one in charts(folder) for file in (one.light, one.dark)}
    if name not in names:
        return None
    return folder / name if name.endswith(".png") else folder / "latest" / name


def _light_alone(path: Path) -> Chart:
    title = TITLES.get(path.stem, path.stem.replace("_", " "))
    return Chart(title, f"Chart: {title} The same numbers are in the lists of hosts.", path.name, path.name)
