"""Who reads which topic, and how far."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Topics:
    """Which topics a service reads, and which it writes."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


TOPICS_OF = {
    "fetcher": Topics((), (RAW.name, SYNCS.name, RAW.dead_letter)),
    "normalizer": Topics((RAW.name,), (NORMALIZED.name, RAW.dead_letter)),
    "deduper": Topics(
        (NORMALIZED.name, RULINGS.name, SYNCS.name, MERGED.name),
        (MERGED.name, *(topic.dead_letter for topic in (NORMALIZED, RULINGS, SYNCS, MERGED))),
    ),
    "visualizer": Topics((MERGED.name,), (MERGED.dead_letter,)),
}


def groups_of() -> dict[str, list[str]]:
    """Return the groups that read each topic."""
    return {topic: [group for read, group in GROUPS if read == topic] for topic in READERS}


async def lags(ports: Ports) -> dict[str, int]:
    """Return how many messages each reader hasn't acknowledged."""
    return {group: await ports.log.lag(topic, group) for topic, group in GROUPS}
