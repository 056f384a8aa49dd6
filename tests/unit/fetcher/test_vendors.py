"""What every vendor's module in the fetcher promises; a new one is found by itself."""

import json
from functools import reduce

import pytest

from services.fetcher.core import Identified, Page, names_of
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
