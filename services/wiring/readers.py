"""Who reads which topic, and how far."""

from services.wiring.ports import Ports
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RULINGS, SYNCS

READERS = {  # topic → the group that reads it
    RAW.name: "normalizer",
    NORMALIZED.name: "deduper",
    RULINGS.name: "rulings",
    SYNCS.name: "syncs",
    MERGED.name: "visualizer",
}


async def lags(ports: Ports) -> dict[str, int]:
    """Return how many messages each reader hasn't acknowledged."""
    return {group: await ports.log.lag(topic, group) for topic, group in READERS.items()}
