"""Several tenants of one vendor: each has the vendor's settings with its name in them."""

import pytest

from services.env_sample import groups
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors.falcon import FalconSettings
from services.wiring.fetching import configured_vendors, sources
from shared.errors import SettingError


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set Falcon for a tenant without a name and one that has one."""
    monkeypatch.setenv("FETCHER_TENANTS", "EMEA, lab")
    for tenant in ("", "EMEA_"):
        monkeypatch.setenv(f"FETCHER_FALCON_{tenant}CLIENT_ID", f"id-{tenant}")
        monkeypatch.setenv(f"FETCHER_FALCON_{tenant}CLIENT_SECRET", "s3cret")
    monkeypatch.setenv("FETCHER_FALCON_EMEA_CLOUD", "eu-1")


@pytest.mark.usefixtures("two")
def test_each_tenant_has_its_own_settings() -> None:
    """What isn't set for a tenant is the default, not the other's; one with none isn't fetched."""
    found = {name: list(configured_vendors(tenant=name).values()) for name in FetcherSettings.load().tenant_names}
    clouds = {
        name: [one.cloud for one in settings if isinstance(one, FalconSettings)] for name, settings in found.items()
    }

    assert clouds == {"": ["us-1"], "emea": ["eu-1"], "lab": []}
    assert {"crowdstrike", "crowdstrike/emea", "qualys/lab"} <= set(sources())


@pytest.mark.usefixtures("two")
def test_what_is_missing_is_named_with_the_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable that would help, not that of another tenant."""
    monkeypatch.delenv("FETCHER_FALCON_EMEA_CLIENT_SECRET")
    with pytest.raises(SettingError, match=r"^FETCHER_FALCON_EMEA_CLIENT_SECRET: expected a value"):
        configured_vendors(tenant="emea")

    monkeypatch.setenv("FETCHER_FALCON_EMEA_PAGE", "none")
    with pytest.raises(SettingError, match=r"^FETCHER_FALCON_EMEA_PAGE: "):
        configured_vendors(tenant="emea")


@pytest.mark.usefixtures("two")
def test_a_tenants_settings_are_no_group_of_their_own() -> None:
    """The sample lists each group once, whichever tenants there are."""
    before = groups()
    configured_vendors(tenant="emea")

    assert groups() == before
    assert FalconSettings in before


@pytest.mark.parametrize("names", ["a/b", "emea;lab", "ä", "1st", "a_b"])
def test_a_tenants_name_is_of_letters_and_digits(names: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is part of a variable's name and of a key."""
    monkeypatch.setenv("FETCHER_TENANTS", names)
    with pytest.raises(SettingError, match=r"^FETCHER_TENANTS: "):
        FetcherSettings.load()


@pytest.mark.parametrize("name", ["assets", "gav", "vmdr", "export"])
def test_a_tenant_has_no_apis_name(name: str) -> None:
    """`FETCHER_QUALYS_ASSETS_URL` is the address of an API; a tenant of this name would be asked there too."""
    with pytest.raises(SettingError, match=rf"^FETCHER_TENANTS: expected another name than '{name}'; FETCHER_\w+_\*"):
        configured_vendors(tenant=name)
