"""Qualys."""

from services.normalizer.vendors import Reader
from services.normalizer.vendors.qualys.host import to_host
from services.normalizer.vendors.qualys.payload import HostAsset
from services.normalizer.vendors.qualys.sources import NOT_KEPT, SOURCES

READER = Reader("qualys", HostAsset, to_host, SOURCES, NOT_KEPT)
