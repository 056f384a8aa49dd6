"""Each container holds what its service imports: the base, its own extra, and nothing of the other services' extras."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.tree import ROOT, texts

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PARTS = {  # extra → the packages that must work with it
    "fetcher": "services.runs services.progress services.fetcher",
    "normalizer": "services.runs services.normalizer",
    "deduper": "services.runs services.cli services.deduper",
    "visualizer": "services.runs services.visualizer",
    "simulator": "simulator",
    "embedded": "services shared",
}
IMPORT_ALL = """
import sys
from importlib import import_module
from pkgutil import walk_packages

class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} isn't part of this container")

hidden = set(sys.argv[1].split())
sys.meta_path.insert(0, Hidden)
for part in sys.argv[2].split():
    package = import_module(part)
    for module in walk_packages(getattr(package, "__path__", []), f"{part}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
"""


def installed(extra: str) -> set[str]:
    """Return the distributions that `pip install rollcall[extra]` brings, with what they need."""
    found: set[str] = set()
    waiting = [Requirement(f"rollcall[{extra}]")]
    while waiting:
        wanted = waiting.pop()
        for line in requires(wanted.name) or []:
            needed = Requirement(line)
            met = [not needed.marker or needed.marker.evaluate({"extra": one}) for one in {"", *wanted.extras}]
            name = canonicalize_name(needed.name)
            if any(met) and (name not in found or name == "rollcall"):
                found.add(name)
                waiting.append(needed)
    return found


def hidden(extra: str) -> set[str]:
    """Return the modules that are installed here and wouldn't be with this extra alone."""
    there = installed(extra)
    modules = packages_distributions().items()
    return {module for module, owners in modules if not there & {canonicalize_name(one) for one in owners}} - {
        "services",
        "shared",
        "simulator",
    }


@pytest.mark.parametrize("extra", PARTS)
def test_a_part_imports_what_its_extra_brings(extra: str) -> None:
    """Every module of a service can be imported where only its extra is installed."""
    command = [sys.executable, "-c", IMPORT_ALL, " ".join(hidden(extra)), PARTS[extra]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own code

    assert done.returncode == 0, done.stderr


def test_every_extra_is_tried() -> None:
    """A new extra can't be forgotten."""
    assert set(PARTS) == set(EXTRAS)


def test_no_dependency_is_idle() -> None:
    """Whatever is declared is imported somewhere."""
    declared = {Requirement(one).name for listed in (PROJECT["dependencies"], *EXTRAS.values()) for one in listed}
    owners = packages_distributions()
    used = {canonicalize_name(owner) for module in imported() for owner in owners.get(module, [])}

    assert {canonicalize_name(one) for one in declared} - used == {"rollcall"}


def imported() -> set[str]:
    """Return the top-level names of all that the code imports."""
    names: set[str] = set()
    for path, text in texts(".py"):
        if path.startswith(("services/", "shared/", "simulator/")):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Import):
                    names |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    names.add(node.module or "")
    return {name.partition(".")[0] for name in names}
