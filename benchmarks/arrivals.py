"""Realistic input for identity, as many records as are wanted: the simulator's population as the deduper sees it.

To invent, read and take apart a record costs far more than to decide about it. So that is done for the first machines
only; beyond them the same machines come again under other ids and digests, which is all that the index sees of them.
What more records share than a usable key may have (a golden image's name) is shared by all of them here too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import count, islice
from random import Random

from services.deduper.core.identifiers import BY_CODE, KEY_BYTES, identifiers
from services.deduper.core.incremental import Arrival
from services.deduper.core.usable import CAP
from services.normalizer.vendors import discover
from shared.contracts.record import HostRecord
from simulator.population import Population

FIRST = 20_000  # records that are invented, at most
_FETCHED = datetime(2026, 2, 1, tzinfo=UTC)


def records(size: int) -> Iterator[HostRecord]:
    """Give the first records of the simulator's population, of both vendors."""
    readers = discover()
    for vendor, raw in islice(Population(size).records(), size):  # each machine has at least one record
        reader = readers[vendor]
        yield reader.to_host(reader.payload.model_validate(raw, context=set()), _FETCHED)


def arrivals(size: int) -> list[Arrival]:
    """Return what identity sees of them, in a random order.

    So a record and its partner of the other vendor are hardly ever in one batch: the dearest order there is.
    """
    found = [Arrival.of(record, identifiers(record)) for record in records(size)]
    Random(1).shuffle(found)  # noqa: S311 - no secret
    return found


def batches(first: Sequence[Arrival], size: int, batch: int) -> Iterator[list[Arrival]]:
    """Give `size` arrivals in batches: the first ones, then the same again as if of other machines."""
    carriers = Counter(key for one in first for key in one.keys)
    shared = {key for key, held in carriers.items() if held > CAP}
    every = (_again(one, turn, shared) if turn else one for turn in count() for one in first)
    wanted = islice(every, size)
    while part := list(islice(wanted, batch)):
        yield part


def _again(one: Arrival, turn: int, shared: set[bytes]) -> Arrival:
    salt = turn.to_bytes(4)
    keys = sorted(key if key in shared else _other(key, salt) for key in one.keys)
    return Arrival(f"{one.id}.{turn}", one.version, tuple(keys))


def _other(key: bytes, salt: bytes) -> bytes:
    """Return the key of another value of the same kind, and of the same vendor if that is a part of it."""
    kept = 1 + BY_CODE[key[0]].scope
    return key[:kept] + blake2b(key, digest_size=KEY_BYTES - kept, salt=salt).digest()
