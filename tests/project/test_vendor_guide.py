"""docs/adding-a-vendor.md is true: its files, put where it says, make a vendor that keeps the rules."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT

GUIDE = (ROOT / "docs" / "adding-a-vendor.md").read_text()
FILES = dict(re.findall(r"^`([\w/]+\.\w+)`:\n\n```\w+\n(.*?)```", GUIDE, re.MULTILINE | re.DOTALL))
CODE = [path for path in FILES if path.endswith(".py")]
TRY = """
import json, sys
from datetime import UTC, datetime
from services.fetcher.core import Answer
from services.fetcher.vendors import discover
from services.normalizer.core import normalize
from services.normalizer.vendors import discover as readers
from shared.contracts.raw import AnyPage

vendor = discover()["acme"]
settings = vendor.settings(url="https://api.example.com", token="secret")
ask = vendor.ask(settings, vendor.first(settings))
page = vendor.read("", Answer(200, {}, sys.argv[1].encode()))
now = datetime(2026, 1, 31, tzinfo=UTC)
raw = AnyPage(vendor="acme", endpoint=ask.place, sync_id="s", sequence=0, fetched_at=now, hosts=tuple(page.hosts))
records, refused = normalize(raw.encode(), readers())
print(json.dumps([ask.url, page.cursor, [record.id for record in records], records[0].hostname, len(refused)]))
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the code, and put the guide's files where it says."""
    for folder in ("services", "shared", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def run(tree: Path, *command: str) -> str:
    """Run a command in the tree; it must succeed."""
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_files_are_a_vendor(tree: Path) -> None:
    """The vendor is found, asks, reads a page and gives a record, without any other file edited."""
    said = json.dumps({"assets": json.loads(FILES["tests/payloads/acme/hosts.json"]), "next": "a-1"})

    assert len(CODE) == 2
    assert json.loads(run(tree, sys.executable, "-c", TRY, said)) == [
        "https://api.example.com/v1/assets",
        "a-1",
        ["acme:a-1"],
        "web-1",
        0,
    ]


def test_the_files_keep_the_rules(tree: Path) -> None:
    """Whoever copies them has nothing to mend."""
    tools = Path(sys.executable).parent

    run(tree, str(tools / "ruff"), "check", *CODE)
    run(tree, str(tools / "ruff"), "format", "--check", *CODE)
    run(tree, str(tools / "mypy"), *CODE)


def test_the_tests_of_all_vendors_find_it(tree: Path) -> None:
    """Its recorded hosts are held to what every vendor's reader promises."""
    for module in ("recorded", "readings"):
        run(tree, sys.executable, "-m", f"tests.payloads.{module}")
    suites = [f"tests/unit/normalizer/test_{name}.py" for name in ("vendors", "spoilt", "reading")]
    said = run(tree, sys.executable, "-m", "pytest", "-q", *suites, "-k", "acme")

    assert re.search(r"[1-9]\d* passed", said)
