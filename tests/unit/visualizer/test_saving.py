"""Charts as files."""

import struct
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest

from services.visualizer.charts import CHARTS
from services.visualizer.saving import save
from services.visualizer.summary import Summary
from tests.unit.visualizer.hosts import extreme

NAMES = {*(f"{name}.png" for name in CHARTS), "summary.json"}


def chunks(png: bytes) -> Iterator[str]:
    """Give the types of a PNG's chunks."""
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8].decode()
        place += length + 12


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    """Whenever and with whatever settings of matplotlib it is drawn; nothing of the moment is in a file."""
    save(extreme("one host"), tmp_path / "once")
    with mpl.rc_context({"font.size": 20, "figure.facecolor": "red", "savefig.dpi": 30, "text.parse_math": True}):
        save(extreme("one host"), tmp_path / "again")
        assert mpl.rcParams["font.size"] == 20, "and leaves them as they were"

    assert contents(tmp_path / "once") == contents(tmp_path / "again")
    for name in CHARTS:
        assert set(chunks((tmp_path / "once" / f"{name}.png").read_bytes())) == {"IHDR", "pHYs", "IDAT", "IEND"}


def test_the_files_are_the_charts_and_their_numbers(tmp_path: Path) -> None:
    """Nothing is left beside them, and the numbers can be read back as they were, hostile words and all."""
    summary = extreme("hostile words")
    written = save(summary, tmp_path / "deep" / "folder")

    assert {path.name for path in written} == set(contents(tmp_path / "deep" / "folder")) == NAMES
    assert Summary.model_validate_json((tmp_path / "deep" / "folder" / "summary.json").read_bytes()) == summary


def test_a_file_that_cannot_be_replaced_leaves_no_half_of_one(tmp_path: Path) -> None:
    """What went wrong is raised, and nothing half-written stays behind."""
    (tmp_path / "operating_systems.png").mkdir()

    with pytest.raises(OSError, match="operating_systems"):
        save(extreme("no host"), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["operating_systems.png"]
