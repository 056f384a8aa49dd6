"""`rollcall fetch`."""

import pytest

from tests.unit.cli.conftest import Rollcall


def test_fetch_without_now_says_when(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule with its zone, and the next time it is due."""
    monkeypatch.setenv("FETCHER_SCHEDULE", "0 5 1 1 *")
    monkeypatch.setenv("FETCHER_TIMEZONE", "Europe/Berlin")
    out = rollcall("fetch").out
    assert out.startswith("FETCHER_SCHEDULE=0 5 1 1 * (Europe/Berlin): next at ")
    assert out.endswith("-01-01 05:00 CET\n")


def test_fetch_now_without_a_vendor_names_the_settings(rollcall: Rollcall) -> None:
    """Exit code 2."""
    result = rollcall("fetch", "--now")
    assert result.code == 2
    assert "FETCHER_QUALYS_TOKEN" in result.err


def test_a_vendor_with_half_its_settings_is_named(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A url without a token is a mistake, not a vendor that isn't wanted."""
    monkeypatch.setenv("FETCHER_QUALYS_URL", "http://127.0.0.1:9")
    result = rollcall("fetch", "--now")
    assert result.code == 2
    assert result.err == (
        "rollcall: FETCHER_QUALYS_TOKEN: expected a value, as the vendor's other settings are set; got none\n"
    )
