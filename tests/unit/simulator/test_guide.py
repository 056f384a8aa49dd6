"""The simulator's page names what the simulator has."""

import re
from pathlib import Path

import simulator
from simulator.faults import NAMES
from simulator.recipes import HOPELESS, MEANINGS

PAGE = (Path(simulator.__file__).parent / "README.md").read_text()


def test_every_difficulty_is_explained_in_its_own_words() -> None:
    """The table has each kind with its meaning, and marks those that nobody could tell."""
    rows = re.findall(r"^\| `([\w-]+)`( \(\*\))? \| ([^|]*) \|$", PAGE, re.MULTILINE)

    assert {kind: meaning for kind, _, meaning in rows} == MEANINGS
    assert {kind for kind, mark, _ in rows if mark} == HOPELESS


def test_every_fault_is_explained() -> None:
    """On the wire, and in the services."""
    assert tuple(re.findall(r"^\| `([\w-]+)` \|.*\|.*\|$", PAGE, re.MULTILINE)[-len(NAMES) :]) == NAMES
