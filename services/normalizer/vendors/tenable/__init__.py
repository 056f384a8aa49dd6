"""Tenable: its exports (v1, v2), its workbench and its search, which the assessment's API serves, in one reader."""

from services.normalizer.vendors import Reader
from services.normalizer.vendors.tenable.host import to_host
from services.normalizer.vendors.tenable.payload import Asset
from services.normalizer.vendors.tenable.sources import NOT_KEPT, SOURCES

READER = Reader("tenable", Asset, to_host, SOURCES, NOT_KEPT)
