"""The one place that builds ports and services and puts them together."""

from services.wiring.embedded import beside
from services.wiring.fetching import open_fetcher, unfinished_syncs
from services.wiring.jobs import BUILD, loops_of
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
    "lags",
    "loops_of",
    "open_fetcher",
    "open_ports",
    "unfinished_syncs",
]
