"""Charts as files."""

import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import matplotlib as mpl
import pytest

from services.visualizer.charts import CHARTS
from services.visualizer.saving import save
from services.visualizer.summary import Summary
from tests.unit.visualizer.hosts import extreme

PICTURES = {f"{name}.{theme}.{kind}" for name in CHARTS for theme in ("light", "dark") for kind in ("svg", "png")}
DAY = date(2026, 1, 31)


def chunks(png: bytes) -> Iterator[str]:
    """Give the types of a PNG's chunks."""
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8].decode()
        place += length + 12


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder and of those in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_files_are_the_charts_and_their_numbers(tmp_path: Path) -> None:
    """All of them, and nothing of the moment in them; words are words, and numbers can be read back."""
    summary = extreme("hostile words")
    written = save(summary, tmp_path / "deep", None)
    found = contents(tmp_path / "deep")

    assert {path.name for path in written} == PICTURES | {"summary.json"}
    assert set(found) == {f"latest/{name}" for name in PICTURES} | {"summary.json"}
    assert Summary.model_validate_json(found["summary.json"]) == summary
    for name in CHARTS:
        assert set(chunks(found[f"latest/{name}.light.png"])) == {"IHDR", "PLTE", "pHYs", "IDAT", "IEND"}
        root = ET.fromstring(found[f"latest/{name}.dark.svg"])  # noqa: S314 - our own
        said = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
        assert next(one.title for one in summary.charts if one.name == name) in said


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever and with whatever settings of matplotlib it is drawn; the day's folder has them too."""
    for name in CHARTS.keys() - {"vendor_overlap"}:
        monkeypatch.delitem(CHARTS, name)
    save(extreme("one host"), tmp_path / "once", None)
    with mpl.rc_context({"font.size": 20, "figure.facecolor": "red", "savefig.dpi": 30, "text.parse_math": True}):
        save(extreme("one host"), tmp_path / "again", DAY, 1)
        assert mpl.rcParams["font.size"] == 20, "and leaves them as they were"
    once = contents(tmp_path / "once")
    history = {f"history/2026-01-31/{name.removeprefix('latest/')}": content for name, content in once.items()}

    assert contents(tmp_path / "again") == once | history


def test_so_many_days_are_kept(tmp_path: Path) -> None:
    """Former days beyond the kept ones go; what isn't named after a day stays."""
    history = tmp_path / "history"
    for name in ("2026-01-28", "2026-01-29", "2026-01-30", "notes"):
        (history / name).mkdir(parents=True)
    save(extreme("no host"), tmp_path, DAY, 2)

    assert {path.name for path in history.iterdir()} == {"2026-01-29", "2026-01-30", "2026-01-31", "notes"}


def test_a_file_that_cannot_be_replaced_leaves_no_half_of_one(tmp_path: Path) -> None:
    """What went wrong is raised, and nothing half-written stays behind."""
    name = next(iter(CHARTS))
    first = tmp_path / "latest" / f"{name}.light.svg"
    first.mkdir(parents=True)

    with pytest.raises(OSError, match=name):
        save(extreme("no host"), tmp_path, None)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not (tmp_path / "summary.json").exists(), "numbers are never newer than the charts"
