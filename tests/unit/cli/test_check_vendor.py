"""`rollcall check-vendor`: in words, what a vendor needs."""

import httpx
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
        ("VMDR", "api/5.0/fo/asset/host/", 5),
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


def test_a_missing_scope_and_another_way_are_said(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret is right, the scope is missing: exit code 2. Where whole devices alone are closed, the older pair."""
    with simulator(20, "--fault", "no-scope:1") as url:
        for name, value in (FALCON | {"CLOUD": url, "PAGE": "5"}).items():
            monkeypatch.setenv(f"FETCHER_FALCON_{name}", value)
        closed = rollcall("check-vendor", "crowdstrike")
        httpx.post(f"{url}/faults", json={"no-combined": 1})
        older = rollcall("check-vendor", "crowdstrike")

    assert (closed.code, "Missing is the scope Hosts: Read of the API client" in closed.err) == (2, True)
    assert "127.0.0.1/devices/entities/devices/v2 gave 5 hosts, and there are more" in older.out
    assert "/devices/combined/devices/v1 is closed to us (403)" in older.err


def falcon(monkeypatch: pytest.MonkeyPatch, tenant: str, **settings: str) -> None:
    """Set a tenant's settings of Falcon."""
    for name, value in (FALCON | settings).items():
        monkeypatch.setenv(f"FETCHER_FALCON_{tenant}{name}", value)


def test_each_tenant_has_a_line(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that isn't let in doesn't stop the others, and decides the exit code; its own variables are named."""
    monkeypatch.setenv("FETCHER_TENANTS", "emea, lab, unset")
    with simulator(20) as url:
        falcon(monkeypatch, "", CLOUD=url, PAGE="5")
        falcon(monkeypatch, "EMEA_", CLOUD=url, PAGE="5", CLIENT_SECRET="wr0ng")  # noqa: S106 - of nobody
        falcon(monkeypatch, "LAB_", CLOUD=url, PAGE="6")
        every = rollcall("check-vendor", "crowdstrike")
        lab = rollcall("check-vendor", "crowdstrike", "--tenant", "LAB")
        unnamed = rollcall("check-vendor", "crowdstrike", "--tenant", "")

    first, second = every.out.splitlines()
    assert (first.split(":")[0], second.split(":")[0]) == (
        "crowdstrike lets us in by FETCHER_FALCON_*", "crowdstrike/lab lets us in by FETCHER_FALCON_LAB_*",
    )  # fmt: skip
    assert every.code == 2
    assert every.err.startswith("rollcall: crowdstrike/emea: crowdstrike gives no token: 403")
    assert "check FETCHER_FALCON_EMEA_CLIENT_ID, FETCHER_FALCON_EMEA_CLIENT_SECRET" in every.err
    assert (lab.code, lab.err, lab.out.splitlines()) == (0, "", [second])
    assert (unnamed.code, unnamed.err, unnamed.out.splitlines()) == (0, "", [first])


def test_a_tenant_that_nobody_named_is_answered_with_those_that_there_are(
    rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with the setting that names them; one without settings is told which to set."""
    nobody = rollcall("check-vendor", "crowdstrike", "--tenant", "emea")
    monkeypatch.setenv("FETCHER_TENANTS", "emea, lab")
    other = rollcall("check-vendor", "crowdstrike", "--tenant", "apac")
    unset = rollcall("check-vendor", "crowdstrike", "--tenant", "emea")

    assert (nobody.code, "a tenant that FETCHER_TENANTS names (none); got 'emea'" in nobody.err) == (2, True)
    assert (other.code, "a tenant that FETCHER_TENANTS names (emea, lab); got 'apac'" in other.err) == (2, True)
    assert (unset.code, "crowdstrike/emea has no settings: set FETCHER_CROWDSTRIKE_EMEA_URL" in unset.err) == (2, True)


def test_half_a_tenants_settings_are_told_beside_the_others(
    rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has what it lacks in a line of its own; an outage is exit code 1, a wrong setting 2."""
    monkeypatch.setenv("FETCHER_TENANTS", "emea")
    monkeypatch.setenv("FETCHER_TENABLE_EMEA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FETCHER_TENABLE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FETCHER_TENABLE_TOKEN", "s3cret")
    result = rollcall("check-vendor", "tenable")

    down, half = result.err.splitlines()
    assert (result.code, result.out) == (2, "")
    assert down.startswith("rollcall: tenable can't be reached")
    assert half.startswith("rollcall: tenable/emea: FETCHER_TENABLE_EMEA_TOKEN: expected a value")
