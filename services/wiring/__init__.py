"""The one place that builds ports and services and puts them together."""

from services.wiring.embedded import beside, swap
from services.wiring.fetching import open_fetcher, unfinished_syncs, vendor_names
from services.wiring.jobs import BUILD, loops_of
from services.wiring.namespaces import in_namespace
from services.wiring.opening import open_ports
from services.wiring.ports import EVERY, NEEDS, Ports
from services.wiring.readers import READERS, lags

__all__ = [
    "BUILD",
    "EVERY",
    "NEEDS",
    "READERS",
    "Ports",
    "beside",
    "in_namespace",
    "lags",
    "loops_of",
    "open_fetcher",
    "open_ports",
    "swap",
    "unfinished_syncs",
    "vendor_names",
]
