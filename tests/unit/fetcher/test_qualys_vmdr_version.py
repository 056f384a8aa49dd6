"""Which version of VMDR's host list is asked for, and what is said where the platform doesn't serve it."""

import httpx
import pytest

from services.fetcher.vendors.qualys_vmdr import VENDOR
from shared.errors import VendorRefused
from tests.unit.fetcher.test_qualys_vmdr import FIRST, OURS
from tests.unit.fetcher.world import client, run


def test_the_newest_version_is_asked_for_and_there_is_a_way_back() -> None:
    """So is there one for who has no risk scores."""
    older = OURS.model_copy(update={"version": "3.0", "risk": False})
    ask = VENDOR.ask(older, FIRST)

    assert VENDOR.ask(OURS, FIRST).url.endswith("/api/5.0/fo/asset/host/")
    assert ask.url.endswith("/api/3.0/fo/asset/host/")
    assert "show_trurisk" not in ask.params


@pytest.mark.parametrize("status", [404, 410])
def test_a_version_that_the_platform_does_not_serve_names_the_setting(status: int) -> None:
    """With what it may be; whatever the body says."""
    with pytest.raises(VendorRefused, match=r"FETCHER_QUALYS_VMDR_VERSION to a version that it serves .*4\.0"):
        run(client(lambda _: httpx.Response(status, text="<html>gone</html>")).page(VENDOR, OURS, FIRST))
