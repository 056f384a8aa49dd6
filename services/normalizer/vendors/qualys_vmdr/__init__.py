"""Qualys, as its VMDR host list gives a host: ASSET_ID is the id of the host asset in its other APIs, ID isn't."""

from services.normalizer.vendors import Reader
from services.normalizer.vendors.qualys_vmdr.host import to_host
from services.normalizer.vendors.qualys_vmdr.payload import Host
from services.normalizer.vendors.qualys_vmdr.sources import NOT_KEPT, SOURCES

READER = Reader("qualys", Host, to_host, SOURCES, NOT_KEPT, marks=frozenset({"ASSET_ID", "ID"}))
