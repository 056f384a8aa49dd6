"""Who reads which topic, and how far."""

from services.wiring.ports import Ports
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RULINGS, SYNCS

READERS = {  # topic → the group that a replay moves
    RAW.name: "normalizer",
    NORMALIZED.name: "deduper",
    RULINGS.name: "rulings",
    SYNCS.name: "syncs",
    MERGED.name: "visualizer",
}
GROUPS = (*READERS.items(), (MERGED.name, "reconciler"))


async def lags(ports: Ports) -> dict[str, int]:
    """Return how many messages each reader hasn't acknowledged."""
    return {group: await ports.log.lag(topic, group) for topic, group in GROUPS}
