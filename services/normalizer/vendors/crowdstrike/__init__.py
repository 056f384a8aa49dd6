"""CrowdStrike."""

from services.normalizer.vendors import Reader
from services.normalizer.vendors.crowdstrike.host import to_host
from services.normalizer.vendors.crowdstrike.payload import Device
from services.normalizer.vendors.crowdstrike.sources import NOT_KEPT, SOURCES

READER = Reader("crowdstrike", Device, to_host, SOURCES, NOT_KEPT)
