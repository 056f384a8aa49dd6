"""The fetcher's settings: what each takes, and what a wrong one says."""

import pytest

from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors.qualys import QualysSettings
from shared.errors import SettingError


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_a_time_zone_goes_by_its_iana_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any that there is."""
    monkeypatch.setenv("FETCHER_TIMEZONE", name)

    assert FetcherSettings.load().timezone == name


@pytest.mark.parametrize("name", ["CEST", "Mars/Olympus", "../etc/passwd", "Europe", "/etc/localtime"])
def test_another_zone_is_a_wrong_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place without a zone, a folder, a path."""
    monkeypatch.setenv("FETCHER_TIMEZONE", name)
    with pytest.raises(SettingError, match=r"^FETCHER_TIMEZONE: .*expected an IANA time zone such as Europe/Berlin"):
        FetcherSettings.load()


@pytest.mark.parametrize("name", ["TIMEOUT", "ANSWER_TIMEOUT", "ATTEMPTS", "LONGEST_WAIT", "MAX_ANSWER"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_numbers_have_to_make_sense(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No attempt, no time or no byte would fetch nothing; the message shows what came."""
    monkeypatch.setenv(f"FETCHER_{name}", value)
    with pytest.raises(SettingError, match=rf"^FETCHER_{name}: .*; got '{value}'$"):
        FetcherSettings.load()


@pytest.mark.parametrize("url", ["qualys", "ftp://api.example.com", "https://", "//api.example.com"])
def test_a_vendors_url_is_one_of_http(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its scheme and host."""
    monkeypatch.setenv("FETCHER_QUALYS_URL", url)
    with pytest.raises(SettingError, match=r"^FETCHER_QUALYS_URL: "):
        QualysSettings.load()
