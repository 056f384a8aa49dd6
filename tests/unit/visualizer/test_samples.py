"""The pictures in README."""

from pathlib import Path

from services.visualizer.sample_diagram import FOLDER, sample
from services.visualizer.summary import Summary
from tests.unit.visualizer.test_saving import PICTURES

ROOT = Path(__file__).parents[3]


def test_the_samples_are_those_of_the_code() -> None:
    """After a change of charts or samples: `make samples`. Pictures aren't compared: they differ between machines."""
    committed = Summary.model_validate_json((ROOT / FOLDER / "summary.json").read_bytes())

    assert committed == sample()
    assert {path.name for path in (ROOT / FOLDER / "latest").iterdir()} == PICTURES
    assert {path.name for path in (ROOT / FOLDER).iterdir()} == {"latest", "summary.json"}
