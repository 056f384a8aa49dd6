"""The version of the rules: whatever changes a decision changes it, so that an index built by others is noticed.

What is data counts as it is. What is code counts by its answers: `ANSWERS` is the digest of the documents that the
rules make of a recorded world, which has each rule's edges in it. A test computes it anew. Whoever changes a rule's
code is told the new digest, and with it the version has changed; nobody has to remember to count it up.

Not covered, since it is no rule of ours: how the normalizer reads a vendor. That makes other records, not other rules.
"""

from hashlib import blake2b

from services.deduper.core import addresses, clusters, junk, precedence, programs, sensors, software, spelling
from services.deduper.core.identifiers import KINDS
from services.deduper.core.usable import CAP, NAMES
from shared import placeholders
from shared.contracts.host import COMPARED
from shared.networks import NETWORKS

ANSWERS = "2e116932f4898445"  # tests/unit/deduper/test_rules.py prints it

_TABLES = (
    junk.HOSTNAMES,
    junk.GIVEN_NAMES,
    placeholders.SERIALS,
    placeholders.UUIDS,
    junk.MAC_PREFIXES,
    junk.ADDRESSES,
    junk.INTERFACE_NAMES,
    placeholders.INSTANCES,
    junk.LEGAL_FORMS,
    junk.SERIAL_OF_HYPERVISOR,
    COMPARED,
)
_MAPS = (junk.MAKERS, precedence.RANKS, programs.ALIASES, sensors.SENSORS, NETWORKS)


def rules_version(cap: int = CAP) -> bytes:
    """Return eight bytes that stand for the tiers, the cap, the limits, the blocklists, the precedence and the code."""
    kinds = [(kind.code, kind.name, kind.tier, kind.exclusive, kind.links, kind.scope, kind.copied) for kind in KINDS]
    limits = (
        *(cap, NAMES, addresses.MAX_MACS, addresses.MAX_ADDRESSES, spelling.MAX_TEXT),
        *(clusters.MAX_SIDES, clusters.MAX_REFUSALS, programs.MAX_NAME, software.MAX_PROGRAMS),
    )
    tables = [*(sorted(table) for table in _TABLES), *(sorted(table.items()) for table in _MAPS)]
    return blake2b(repr((ANSWERS, kinds, limits, tables)).encode(), digest_size=8).digest()
