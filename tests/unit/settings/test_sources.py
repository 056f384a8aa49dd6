"""Where settings come from, which source wins, and what a wrong one says."""

import traceback
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.errors import SettingError
from shared.redaction.known import KNOWN
from shared.settings import Settings, SharedSettings


class Sample(Settings):
    """A group for these tests."""

    model_config = SettingsConfigDict(env_prefix="SAMPLE_")

    folder: Path = Path("default")
    count: int = 1
    token: SecretStr | None = None
    needed: str


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMPLE_NEEDED", "there")
    return tmp_path


def test_the_environment_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment, then `.env`, then the default."""
    (folder / ".env").write_text("SAMPLE_FOLDER=from-file\nSAMPLE_COUNT=2\nOTHER_COUNT=3\n")
    monkeypatch.setenv("SAMPLE_COUNT", "4")
    sample = Sample.load()
    assert (sample.folder, sample.count, sample.token) == (Path("from-file"), 4, None)


def test_env_may_be_a_folder(folder: Path) -> None:
    """Then `.env/.local/.env` is the file."""
    (folder / ".env" / ".local").mkdir(parents=True)
    (folder / ".env" / ".local" / ".env").write_text("SAMPLE_COUNT=5\n")
    assert Sample.load().count == 5


def test_a_folder_without_the_file_is_passed_over(folder: Path) -> None:
    """An empty folder `.env` is as good as none."""
    (folder / ".env").mkdir()
    assert Sample.load().count == 1


def test_a_wrong_value_names_variable_expectation_and_what_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """All wrong ones at once, a line each."""
    monkeypatch.setenv("SAMPLE_COUNT", "many")
    monkeypatch.delenv("SAMPLE_NEEDED")
    with pytest.raises(SettingError) as caught:
        Sample.load()
    assert str(caught.value).splitlines() == [
        "SAMPLE_COUNT: Input should be a valid integer, unable to parse string as an integer; got 'many'",
        "SAMPLE_NEEDED: Field required; got nothing",
    ]


def test_an_error_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused token is `a secret`, in the message and in the chain of exceptions; a settings object shows stars."""

    class Strict(Sample):
        """A group whose secret can be wrong."""

        token: Annotated[SecretStr, Field(min_length=10)]

    monkeypatch.setenv("SAMPLE_TOKEN", "t0k3n")
    assert "t0k3n" not in repr(Sample.load())
    with pytest.raises(SettingError, match=r"SAMPLE_TOKEN: .* at least 10 .* got a secret") as caught:
        Strict.load()
    assert "t0k3n" not in "".join(traceback.format_exception(caught.value))


def test_log_level_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt level names the levels there are."""
    monkeypatch.setenv("ROLLCALL_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingError, match="ROLLCALL_LOG_LEVEL: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"):
        SharedSettings.load()


@pytest.mark.parametrize("name", [".env.sample", ".env"])
def test_a_sample_copied_into_a_folder_is_read(name: str, folder: Path) -> None:
    """`mkdir -p .env/.local/.env` and `cp .env.sample .env/.local/.env` leave it in the folder, under its own name."""
    (folder / ".env" / ".local" / ".env").mkdir(parents=True)
    (folder / ".env" / ".local" / ".env" / name).write_text("SAMPLE_COUNT=6\n")
    assert Sample.load().count == 6


def test_white_space_around_a_value_is_taken_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `echo secret | base64` leaves it, or a page that it was copied from; a blank is as good as nothing."""
    (folder / ".env").write_bytes(b"\xef\xbb\xbfSAMPLE_COUNT=7\r\n")
    monkeypatch.setenv("SAMPLE_TOKEN", " \ufeff\u200bt0k3n of two\xa0\r\n")
    sample = Sample.load()

    assert sample.token == SecretStr("t0k3n of two")
    assert sample.count == 7
    monkeypatch.setenv("SAMPLE_TOKEN", " \n")
    assert Sample.load().token is None


def test_a_secret_with_a_line_end_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing could send it; it isn't shown."""
    monkeypatch.setenv("SAMPLE_TOKEN", "t0k3n\nof two")
    with pytest.raises(SettingError, match=r"^SAMPLE_TOKEN: .*without line ends.*; got a secret$"):
        Sample.load()


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    """Whatever bytes it has."""
    (folder / ".env").write_bytes(b"SAMPLE_COUNT=\xff\xfe\n")
    with pytest.raises(
        SettingError, match=r"^\.env: expected settings that can be read; it has other bytes than UTF-8"
    ):
        Sample.load()


def test_a_secret_that_was_read_is_known_to_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an address its password is: whatever is written afterwards is searched for it."""
    monkeypatch.setenv("SAMPLE_TOKEN", "redis://user:5ample-pa55word@127.0.0.1:6379/0")
    Sample.load()
    assert KNOWN.redacted("refused '5ample-pa55word' at 127.0.0.1:6379") == "refused '***' at 127.0.0.1:6379"
