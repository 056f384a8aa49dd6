"""The law's tests notice when a safeguard is taken out: each mutant of the code must make them fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INDEX, STORE = "shared/adapters/memory/index.py", "shared/adapters/memory/store.py"
MATERIALISE, REBUILD = "services/deduper/materialise.py", "services/deduper/rebuild.py"
RECONCILE = "services/deduper/reconcile.py"
INCREMENTAL, CHANGES = "services/deduper/core/incremental.py", "services/deduper/core/changes.py"
LAW = "test_law.py::test_incremental_equals_batch_after_every_step"
CAP = "test_law.py::test_crowds_come_and_go_at_the_real_cap"
ONE = "test_interleavings.py::test_one_worker"
MANY = "test_interleavings.py::test_many_workers"
DEATHS = "test_interleavings.py::test_workers_that_die"
LOST = "test_lost_index.py::test_nothing_is_decided_from_another_index"
VERSION = "shared/contracts/version.py"
VERSIONS = "test_version_law.py::test_one_worker"
LATE = "test_late_writers.py::test_a_version_that_is_published_late"
AGAIN = "test_interleavings.py::test_replay_and_rebuild_change_nothing"

# What is taken out: the file, the safeguard, what stands in its place, the test that must notice.
MUTANTS = {
    "the commit doesn't compare what was read": (
        INDEX,
        "if not change.expected.items() <= there.items():",
        "if False:",
        MANY,
    ),
    "the commit doesn't compare the rules": (
        CHANGES,
        "draft = _Draft({**fence})",
        "draft = _Draft({})",
        LOST,
    ),
    "the outbox is cleared before the host is written": (
        MATERIALISE,
        "        roots = await self._nodes({ref for ref, _ in entries})",
        "        await self._index.clear(entries)\n        roots = await self._nodes({ref for ref, _ in entries})",
        DEATHS,
    ),
    "the outbox is cleared before the host is published": (
        MATERIALISE,
        "        await self._log.append(MERGED.name, messages)",
        "        await self._index.clear(entries)\n        await self._log.append(MERGED.name, messages)",
        DEATHS,
    ),
    "carriers are counted without the old keys": (
        INCREMENTAL,
        "_close(view, carriers | view.moved)",
        "_close(view, view.moved)",
        LAW,
    ),
    "a record is still counted as a carrier of its old keys": (
        INCREMENTAL,
        "tuple([ref for ref in link.carriers if ref not in losses])",
        "link.carriers",
        LAW,
    ),
    "an older revision overwrites a newer": (
        STORE,
        "if one not in self._hosts or revision > self._hosts[one][0]:",
        "if True:",
        MANY,
    ),
    "a deleted host forgets its revision": (
        STORE,
        "            self._put(one, revision, None)",
        "            self._hosts.pop(one, None)",
        MANY,
    ),
    "an older version overwrites a newer": (
        INCREMENTAL,
        "if arrival.version > node.version:",
        "if arrival.version != node.version:",
        LAW,
    ),
    "when a version was listed isn't compared": (
        VERSION,
        "cls(max(micros(at), 0) if at else 0, min(int(reading), _MOST))",
        "cls(0, min(int(reading), _MOST))",
        VERSIONS,
    ),
    "whatever has the clock of before changes no host": (
        CHANGES,
        "unstamped(was) == unstamped(entry)",
        "unstamped(was)[:9] == unstamped(entry)[:9]",
        VERSIONS,
    ),
    "an older ruling overwrites a newer": (
        INCREMENTAL,
        'if one.version > (values.get(one.name) or b"")',
        'if one.version != (values.get(one.name) or b"")',
        LAW,
    ),
    "a record's new version forgets the rulings on it": (
        INCREMENTAL,
        "tuple(sorted((*arrival.keys, *ruled))) if ruled else arrival.keys",
        "arrival.keys",
        LAW,
    ),
    "a version that is published late stays": (
        RECONCILE,
        "if revision > told[one]]:",
        "if revision < told[one]]:",
        LATE,
    ),
    "a record at hand stands for another version of it": (
        MATERIALISE,
        "{ref: at_hand[key] for ref, node in nodes.items() if (key := (node.id, node.version)) in at_hand}",
        "{ref: one for ref, node in nodes.items() for (name, _), one in at_hand.items() if name == node.id}",
        MANY,
    ),
    "a host that joined another isn't taken away": (
        CHANGES,
        "                draft.dirty.append(ref)  # its host is gone",
        "                pass",
        ONE,
    ),
    "clones are taken for one machine": (INCREMENTAL, "(COPIED[key[0]] and view.cloned(link.carriers))", "False", LAW),
    "a crowd that shrank isn't dissolved": (INCREMENTAL, "+ gains <= cap:", "+ gains < 0:", LAW),
    "a crowd is dissolved one carrier late": (
        INCREMENTAL,
        "+ gains <= cap:",
        "+ gains < cap:",
        CAP,
    ),
    "a rebuild leaves out the rulings": (
        REBUILD,
        "await identify(index, [], [Verdict.of(ruling) for ruling in rulings], cap)",
        "await store.put_rulings(rulings)",
        AGAIN,
    ),
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
    signs = ("AssertionError", "conflicts in a row", "DID NOT RAISE")
    assert any(sign in done.stdout for sign in signs), done.stdout[-3000:]
