"""`rollcall check-vendor`: in words, what a vendor needs."""

import pytest

from services.wiring.fetching import vendor_names
from simulator.demo import simulator
from tests.unit.cli.conftest import Rollcall

FALCON = {"CLIENT_ID": "simulator", "CLIENT_SECRET": "simulator"}


def test_a_vendor_that_nobody_knows_is_answered_with_those_that_there_are(rollcall: Rollcall) -> None:
    """Exit code 2."""
    result = rollcall("check-vendor", "acme")
    assert result.code == 2
    assert f"expected a vendor, one of {', '.join(vendor_names())}; got 'acme'" in result.err


def test_a_vendor_without_settings_is_told_which_to_set(rollcall: Rollcall) -> None:
    """Those of each of its APIs."""
    result = rollcall("check-vendor", "crowdstrike")
    assert result.code == 2
    assert "crowdstrike has no settings: set FETCHER_CROWDSTRIKE_URL and FETCHER_CROWDSTRIKE_TOKEN; or " in result.err
    assert "FETCHER_FALCON_CLIENT_ID and FETCHER_FALCON_CLIENT_SECRET" in result.err


def test_another_vendors_half_settings_dont_matter(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is asked about, and its own are told."""
    monkeypatch.setenv("FETCHER_QUALYS_URL", "http://127.0.0.1:9")
    assert "crowdstrike has no settings" in rollcall("check-vendor", "crowdstrike").err
    assert "FETCHER_QUALYS_TOKEN: expected a value" in rollcall("check-vendor", "qualys").err


def test_nobody_there_is_an_outage(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, at once."""
    monkeypatch.setenv("FETCHER_TENABLE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FETCHER_TENABLE_TOKEN", "s3cret")
    result = rollcall("check-vendor", "tenable")
    assert (result.code, "tenable can't be reached" in result.err) == (1, True)


def test_a_vendor_is_asked_for_a_page(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it gave, or what is wrong; the secret isn't shown."""
    with simulator(20) as url:
        for name, value in (FALCON | {"CLOUD": url, "PAGE": "5"}).items():
            monkeypatch.setenv(f"FETCHER_FALCON_{name}", value)
        good = rollcall("check-vendor", "crowdstrike")
        monkeypatch.setenv("FETCHER_FALCON_CLIENT_SECRET", "wr0ng")
        bad = rollcall("check-vendor", "crowdstrike")

    assert good.out == (
        "crowdstrike lets us in by FETCHER_FALCON_*: 127.0.0.1/devices/combined/devices/v1 gave 5 hosts, "
        "and there are more\n"
    )
    assert (bad.code, "FETCHER_FALCON_CLIENT_SECRET" in bad.err, "wr0ng" in bad.err) == (2, True, False)


@pytest.mark.parametrize(
    ("api", "place", "given"),
    [
        ("ASSETS", "qps/rest/2.0/search/am/hostasset", 5),
        ("GAV", "rest/2.0/search/am/asset", 5),
        ("VMDR", "api/2.0/fo/asset/host/", 5),
    ],
)
def test_each_of_qualys_apis_is_asked(
    rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch, api: str, place: str, given: int
) -> None:
    """By the one whose settings are set; a wrong password is told with its setting."""
    with simulator(20) as url:
        for name, value in {"URL": url, "USERNAME": "simulator", "PASSWORD": "simulator", "PAGE": str(given)}.items():
            monkeypatch.setenv(f"FETCHER_QUALYS_{api}_{name}", value)
        good = rollcall("check-vendor", "qualys")
        monkeypatch.setenv(f"FETCHER_QUALYS_{api}_PASSWORD", "wr0ng")
        bad = rollcall("check-vendor", "qualys")

    said = f"qualys lets us in by FETCHER_QUALYS_{api}_*: 127.0.0.1/{place} gave {given} hosts, and there are more"
    assert good.out == f"{said}\n"
    assert (bad.code, f"FETCHER_QUALYS_{api}_PASSWORD" in bad.err, "wr0ng" in bad.err) == (2, True, False)


def test_two_of_qualys_apis_are_a_wrong_setting(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one is meant can't be known."""
    for api in ("GAV", "VMDR"):
        for name, value in {"URL": "http://127.0.0.1:9", "USERNAME": "us", "PASSWORD": "s3cret"}.items():
            monkeypatch.setenv(f"FETCHER_QUALYS_{api}_{name}", value)
    result = rollcall("check-vendor", "qualys")

    assert result.code == 2
    assert "expected settings of one; got FETCHER_QUALYS_GAV_* and FETCHER_QUALYS_VMDR_*" in result.err
