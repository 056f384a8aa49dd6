"""Secrets go over TLS, or not beyond this machine, unless a setting says so."""

import pytest

from services.fetcher.plain_http import check_way
from services.fetcher.vendors import discover
from services.wiring.fetching import configured_vendors
from shared.errors import SettingError
from tests.unit.fetcher.world import Api, client, run, settings_of


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/x",
        "http://127.0.0.1:8900/x",
        "http://127.9.9.9",
        "http://LOCALHOST:1",
        "HTTP://[::1]:8900/",
        "http://[::ffff:127.0.0.1]/",
        "http://user@127.0.0.1/",
    ],
)
def test_this_machine_is_asked_in_the_clear(url: str) -> None:
    """By an address of it, or as localhost."""
    check_way(url, "", "FETCHER_QUALYS_URL")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://api.example.com/x", "api.example.com"),
        ("HTTP://api.example.com", "api.example.com"),
        ("http://localhost.evil.example/", "localhost.evil.example"),
        ("http://127.0.0.1.evil.example/", "127.0.0.1.evil.example"),
        ("http://127.0.0.1@evil.example/", "evil.example"),
        ("http://localhost:x@evil.example/", "evil.example"),
        ("http://a.localhost/", "a.localhost"),
        ("http://0.0.0.0/", "0.0.0.0"),  # noqa: S104 - it is refused
        ("http://2130706433/", "2130706433"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://simulator:8900/", "simulator"),
    ],
)
def test_any_other_host_takes_a_setting(url: str, host: str) -> None:
    """The message names both variables; the setting is for this host, or for any."""
    with pytest.raises(SettingError, match=r"^FETCHER_QUALYS_URL: expected https.* set FETCHER_ALLOW_HTTP=") as caught:
        check_way(url, "other.example", "FETCHER_QUALYS_URL")
    assert str(caught.value).endswith(f"FETCHER_ALLOW_HTTP={host}")

    for allowed in (host, f"other.example, {host.upper()}", "true", "*"):
        check_way(url, allowed, "FETCHER_QUALYS_URL")


VENDORS = {
    "FETCHER_QUALYS_URL": {"FETCHER_QUALYS_TOKEN": "t0ken"},
    "FETCHER_TENABLE_EXPORT_URL": {"FETCHER_TENABLE_EXPORT_ACCESS_KEY": "a", "FETCHER_TENABLE_EXPORT_SECRET_KEY": "s"},
    "FETCHER_QUALYS_VMDR_URL": {"FETCHER_QUALYS_VMDR_USERNAME": "u", "FETCHER_QUALYS_VMDR_PASSWORD": "p"},
    "FETCHER_QUALYS_GAV_URL": {"FETCHER_QUALYS_GAV_USERNAME": "u", "FETCHER_QUALYS_GAV_PASSWORD": "p"},
    "FETCHER_FALCON_CLOUD": {"FETCHER_FALCON_CLIENT_ID": "c", "FETCHER_FALCON_CLIENT_SECRET": "s"},
}


@pytest.mark.parametrize("variable", VENDORS)
def test_each_vendor_is_checked_at_start(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own variable; an address with user and password is none."""
    for name, value in VENDORS[variable].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(variable, "http://vendor.example")
    with pytest.raises(SettingError, match=rf"^{variable}: expected https://.*FETCHER_ALLOW_HTTP=vendor\.example$"):
        configured_vendors()

    monkeypatch.setenv("FETCHER_ALLOW_HTTP", "vendor.example")
    assert len(configured_vendors()) == 1

    monkeypatch.setenv(variable, "https://user:s3cret-pw@vendor.example")
    with pytest.raises(SettingError, match=rf"^{variable}: .*without user and password") as caught:
        configured_vendors()
    assert "s3cret" not in str(caught.value)


def test_the_client_sends_nothing_in_the_clear() -> None:
    """Whatever address a vendor's module makes up."""
    api = Api()
    settings = settings_of(url="http://vendor.example")
    with pytest.raises(SettingError, match="FETCHER_ALLOW_HTTP"):
        run(client(api.answer).page(discover()["qualys"], settings, '{"skip":0,"limit":2}'))
    assert api.asked == []
