"""`.env.sample` is what the code says."""

from pathlib import Path

import pytest

from services.env_sample import env_sample, groups
from shared.settings import Settings

SAMPLE = Path(__file__).parents[2] / ".env.sample"


def test_env_sample_is_what_the_code_says() -> None:
    """After a change of settings: `python -m services.cli env-sample > .env.sample`."""
    assert SAMPLE.read_text() == env_sample()


def test_every_setting_is_explained_once() -> None:
    """Each field of each group has a docstring, and no two groups read one variable."""
    fields = [(group.variable(name), field) for group in groups() for name, field in group.model_fields.items()]
    assert [name for name, field in fields if not field.description] == []
    assert len(fields) == len(dict(fields))


@pytest.mark.parametrize("group", groups(), ids=lambda group: group.__name__)
def test_the_sample_with_every_line_taken_as_it_is_changes_nothing(
    group: type[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking the # off a line that has a value gives the default: the sample never lies about it."""
    lines = [line[1:] for line in SAMPLE.read_text().splitlines() if line[:1] == "#" and line[1:2].isupper()]
    (tmp_path / ".env").write_text("\n".join(line for line in lines if not line.endswith("=")))
    for name in group.model_fields:
        monkeypatch.delenv(group.variable(name), raising=False)
    monkeypatch.chdir(tmp_path)
    assert group.load() == group.model_construct()
