"""The operator's page lists what is counted."""

import re
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from shared.runtime import metrics

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


def test_each_metric_is_explained_with_its_labels() -> None:
    """Every instrument has its line, and no line is of one that isn't there."""
    rows = re.findall(r"^\| `(rollcall_\w+)` \| ([\w, ]*?) ?\|", PAGE.read_text(), re.MULTILINE)
    listed = {name: tuple(filter(None, labels.split(", "))) for name, labels in rows}
    found = {
        f"{one._name}_total" if one._type == "counter" else one._name: tuple(one._labelnames)
        for one in vars(metrics).values()
        if isinstance(one, MetricWrapperBase)
    }
    assert listed == found
