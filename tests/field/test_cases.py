"""The field's cases: raw hosts in files, what should come of them, and where the case was met."""

import json
import tomllib
from pathlib import Path

import pytest

from services.cli import main
from tests.field.matching import mismatches

FOLDER = Path(__file__).parent
CASES = sorted(path.parent.name for path in FOLDER.glob("*/case.toml"))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What `rollcall try` says of the case's files has all that the case expects."""
    case = tomllib.loads((FOLDER / name / "case.toml").read_text())
    monkeypatch.chdir(FOLDER / name)

    with pytest.raises(SystemExit) as ended:
        main(["try", "--json", *case["arguments"]])

    assert ended.value.code in (None, 0)
    expected = json.loads(Path("expected.json").read_text())
    assert mismatches(expected, json.loads(capsys.readouterr().out)) == [], case["reason"]


@pytest.mark.parametrize("name", CASES)
def test_a_case_says_why_it_is_kept(name: str) -> None:
    """Each has its reason and its source, and uses all of its files."""
    case = tomllib.loads((FOLDER / name / "case.toml").read_text())
    files = {path.name for path in (FOLDER / name).iterdir()} - {"case.toml", "expected.json"}

    assert case["reason"]
    assert case["source"]
    assert files == {argument.partition("=")[2] for argument in case["arguments"] if "=" in argument}
