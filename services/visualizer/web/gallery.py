"""The charts as the page shows them: those that the visualizer drew last, each for a light and for a dark page."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError


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
    return [
        Chart(one.title, f"{one.title} {one.finding}", light, dark)
        for one, light, dark in found
        if (folder / "latest" / light).is_file() and (folder / "latest" / dark).is_file()
    ]


def file_of(folder: Path, name: str) -> Path | None:
    """Return where a chart's file is; None if no chart has it."""
    names = {file for one in charts(folder) for file in (one.light, one.dark)}
    if name not in names:
        return None
    return folder / "latest" / name
