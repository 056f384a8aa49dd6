"""The version of the rules: whatever changes a decision changes it, so that an index built by others is noticed."""

from hashlib import blake2b

from services.deduper.core import addresses, clusters, junk
from services.deduper.core.identifiers import KINDS
from services.deduper.core.usable import CAP

# To be raised by whoever changes a rule's code in a way that the data below doesn't show.
CODE = 1

_TABLES = (
    junk.HOSTNAMES,
    junk.SERIALS,
    junk.UUIDS,
    junk.MAC_PREFIXES,
    junk.ADDRESSES,
    junk.INTERFACE_NAMES,
    junk.INSTANCES,
)


def rules_version(cap: int = CAP) -> bytes:
    """Return eight bytes that stand for the tiers, the cap, the limits and the blocklists."""
    kinds = [(kind.code, kind.name, kind.tier, kind.exclusive, kind.links, kind.scope) for kind in KINDS]
    limits = (cap, addresses.MAX_MACS, addresses.MAX_ADDRESSES, addresses.MAX_TEXT, clusters.MAX_SIDES)
    tables = [*(sorted(table) for table in _TABLES), sorted(junk.MAKERS.items())]
    return blake2b(repr((CODE, kinds, limits, tables)).encode(), digest_size=8).digest()
