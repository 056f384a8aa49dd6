"""The revision of the reading is raised with each change of a reader: otherwise a replay would heal nothing."""

from itertools import pairwise

import pytest

from services.normalizer.reading import READING
from tests.payloads.readings import advice, digest, recorded
from tests.payloads.recorded import READERS

VENDORS = sorted(READERS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_another_reading_has_another_revision(vendor: str) -> None:
    """What the readers make of the recorded hosts is what was recorded for the vendor's last revision."""
    assert advice(vendor, recorded(vendor), digest(vendor)) == ""


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_revision_is_later_and_reads_otherwise(vendor: str) -> None:
    """A line is added, never written anew; none is of a revision that nobody has raised to."""
    lines = recorded(vendor)

    assert [after for before, after in pairwise(lines) if before[0] >= after[0] or before[1] == after[1]] == []
    assert lines[-1][0] <= READING


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([(READING, "now")], ""),
        ([(READING - 1, "now")], ""),
        ([(READING, "before")], "acme: the records are others than before: raise READING and record the digest"),
        ([(READING - 1, "before")], "acme: record the digest: python -m tests.payloads.readings"),
        ([], "acme: record the digest: python -m tests.payloads.readings"),
    ],
)
def test_a_change_needs_a_greater_revision(lines: list[tuple[int, str]], wanted: str) -> None:
    """What is recorded for this revision isn't recorded otherwise; a new vendor needs no other revision."""
    assert advice("acme", lines, "now") == wanted
