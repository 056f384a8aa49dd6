"""The page about quality is of these programs and these kinds; its figures are the last comparison's."""

import re

from benchmarks.page import HEAD
from benchmarks.programs import PROGRAMS
from benchmarks.tables import marked
from simulator.recipes import KINDS
from tests.project.tree import ROOT

PAGE = (ROOT / "docs" / "quality.md").read_text()


def test_every_kind_is_scored() -> None:
    """Each table has each difficulty of the simulator, with the sign of those that can't be told."""
    tables = re.findall(r"^## By kind.*?\n\n(.*?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
    wanted = sorted(marked(kind) for kind in KINDS)

    assert len(tables) == 2
    for table in tables:
        assert re.findall(r"^\| (`[\w-]+`(?: \(.\))?)", table, re.MULTILINE) == wanted


def test_every_program_is_named_with_its_settings() -> None:
    """The page says how each was run, and how to run all again."""
    text = " ".join(PAGE.split())

    assert PAGE.startswith(HEAD)
    assert [one.label for one in PROGRAMS.values() if f"{one.label}** (" not in text or one.settings not in text] == []
    assert "`make compare`" in text
