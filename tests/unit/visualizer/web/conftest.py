"""The web page over inventories of several kinds."""

from pathlib import Path

import pytest

from tests.unit.visualizer.web.site import Stage, fleet


@pytest.fixture
def empty(tmp_path: Path) -> Stage:
    """The page over an empty inventory."""
    return Stage(tmp_path)


@pytest.fixture
def stage(empty: Stage) -> Stage:
    """The page over a small fleet."""
    empty.put(fleet())
    return empty
