"""The law's tests notice when a safeguard is taken out: each mutant of the code must make them fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STORE = "shared/adapters/memory/store.py"
MATERIALISE = "services/deduper/materialise.py"
INCREMENTAL = "services/deduper/core/incremental.py"
LAW = "test_law.py::test_incremental_equals_batch_after_every_step"
MANY = "test_interleavings.py::test_many_workers"
DEATHS = "test_interleavings.py::test_workers_that_die"

# What is taken out: the file, the safeguard, what stands in its place, the test that must notice.
MUTANTS = {
    "the commit doesn't compare what was read": (
        "shared/adapters/memory/index.py",
        "if not change.expected.items() <= there.items():",
        "if False:",
        MANY,
    ),
    "the outbox is cleared before the host is written": (
        MATERIALISE,
        "        roots = await self._nodes({ref for ref, _ in entries})",
        "        await self._index.clear(entries)\n        roots = await self._nodes({ref for ref, _ in entries})",
        DEATHS,
    ),
    "a record is still counted as a carrier of its old keys": (
        INCREMENTAL,
        "tuple(sorted((before - losses) | gains))",
        "tuple(sorted(before | gains))",
        LAW,
    ),
    "an older revision overwrites a newer": (
        STORE,
        "if one not in self._hosts or revision > self._hosts[one][0]:",
        "if True:",
        MANY,
    ),
    "an older version overwrites a newer": (
        INCREMENTAL,
        "if arrival.version > node.version:",
        "if arrival.version != node.version:",
        LAW,
    ),
    "what the store moved on to isn't published": (
        MATERIALISE,
        "            if not newer:",
        "            if not newer or published:",
        MANY,
    ),
    "a crowd that shrank isn't dissolved": (INCREMENTAL, "        if len(rest) <= cap:", "        if False:", LAW),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_law_catches(mutant: str, tmp_path: Path) -> None:
    """A copy of the code without the safeguard fails the law's tests by an assertion or an endless conflict."""
    for folder in ("services", "shared", "tests/unit/deduper"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "test_mutants.py")
        )
    for file in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / file, tmp_path / file)
    path, safe, unsafe, law = MUTANTS[mutant]
    text = (tmp_path / path).read_text()
    assert text.count(safe) == 1, "the safeguard has moved: adapt the mutant"
    (tmp_path / path).write_text(text.replace(safe, unsafe))
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"tests/unit/deduper/{law}"],
        cwd=tmp_path,
        env={**os.environ, "HYPOTHESIS_PROFILE": "mutants", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, f"{mutant}: not noticed\n{done.stdout[-2000:]}"
    assert "AssertionError" in done.stdout or "conflicts in a row" in done.stdout, done.stdout[-3000:]
