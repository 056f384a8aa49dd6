"""What every vendor's module in the fetcher promises; a new one is found by itself."""

import json
from functools import reduce

import pytest

from services.fetcher.core import Identified, Page, RawHost, names_of
from services.fetcher.vendors import discover
from tests.payloads.recorded import FOLDER, hosts


@pytest.mark.parametrize("module", discover())
def test_a_host_says_its_id(module: str) -> None:
    """The field that is named as the host's id is in each recorded host: without it no sync could be believed."""
    vendor = discover()[module]
    recorded = hosts(module if (FOLDER / module).exists() else vendor.name)

    assert isinstance(vendor, Identified)
    *around, _ = vendor.host_id.split(".")
    page = Page([reduce(lambda inside, name: {name: inside}, reversed(around), host) for host in recorded], None)
    assert len(set(names_of(vendor, page))) == len({json.dumps(host) for host in recorded})


def test_qualys_names_a_host_alike_in_each_of_its_apis() -> None:
    """As a number or as text: after a change of the API the same hosts are seen again."""
    pages: dict[str, list[RawHost]] = {
        "qualys_assets": [{"HostAsset": {"id": 7}}],
        "qualys_gav": [{"assetId": 7}],
        "qualys_vmdr": [{"ASSET_ID": "7", "ID": "9"}],
    }
    names = [names_of(discover()[module], Page(hosts, None)) for module, hosts in pages.items()]
    assert names == [names[0]] * 3
    assert len(names[0]) == 1
