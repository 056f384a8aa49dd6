"""Whether a host is cut off from the network, by the vendors that list it: the strictest word counts.

Of one vendor the freshest record has the word: a sensor that was installed anew is not contained because the former
was. Another vendor's status never hides it.
"""

from collections.abc import Collection, Sequence
from typing import get_args

from shared.contracts.parts import Containment
from shared.contracts.record import HostRecord

STRICTEST: tuple[Containment, ...] = get_args(Containment)  # first


def containing(fresh: Sequence[HostRecord], gone: Collection[str]) -> HostRecord | None:
    """Return the record that says it, if one does; the records come the freshest first."""
    words: dict[str, HostRecord] = {}
    for record in fresh:
        if record.containment is not None and record.id not in gone:
            words.setdefault(record.vendor, record)
    return min(words.values(), key=_strictness, default=None)


def _strictness(record: HostRecord) -> tuple[int, str]:
    return (STRICTEST.index(record.containment) if record.containment else len(STRICTEST)), record.id
