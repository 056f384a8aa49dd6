"""Qualys, as its Global AssetView and CSAM give a host: assetId is the id of the host asset in its other APIs."""

from services.normalizer.vendors import Reader
from services.normalizer.vendors.qualys_gav.host import to_host
from services.normalizer.vendors.qualys_gav.payload import Asset
from services.normalizer.vendors.qualys_gav.sources import NOT_KEPT, SOURCES

READER = Reader("qualys", Asset, to_host, SOURCES, NOT_KEPT, marks=frozenset({"assetId"}))
