"""The one place that builds ports and services and puts them together."""

from services.wiring.distributed import make_topics
from services.wiring.embedded import swap
from services.wiring.fetching import open_fetcher, sources, sync_troubles, unfinished_syncs, vendor_names
from services.wiring.jobs import BUILD, loops_of
from services.wiring.namespaces import in_namespace
from services.wiring.opening import beside, open_ports
from services.wiring.ports import NEEDS, Ports
from services.wiring.readers import GROUPS, READERS, TOPICS_OF, lags
from services.wiring.ruling import Verdict, rule
from services.wiring.syncs import SyncState, sync_states
from services.wiring.telling import telling_of_syncs
from services.wiring.web import page

__all__ = [
    "BUILD",
    "GROUPS",
    "NEEDS",
    "READERS",
    "TOPICS_OF",
    "Ports",
    "SyncState",
    "Verdict",
    "beside",
    "in_namespace",
    "lags",
    "loops_of",
    "make_topics",
    "open_fetcher",
    "open_ports",
    "page",
    "rule",
    "sources",
    "swap",
    "sync_states",
    "sync_troubles",
    "telling_of_syncs",
    "unfinished_syncs",
    "vendor_names",
]
