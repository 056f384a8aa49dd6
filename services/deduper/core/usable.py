"""Which keys may link: few enough carriers, and none of them known to be another machine."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import IntEnum

from services.deduper.core.identifiers import BY_CODE, NAME

CAP = 32  # carriers of a key; beyond it the key is generic: a golden image's name, a cloned MAC, a default

NAMES = 2  # names that one vendor may have for the carriers of a copied key: a machine that was set up anew has another

# Facts by code, as tables: they are read for every key of every record.
LINKS = bytes(1 if code in BY_CODE and BY_CODE[code].links else 0 for code in range(256))
COPIED = bytes(1 if code in BY_CODE and BY_CODE[code].copied else 0 for code in range(256))
AGREED = 127  # weaker than any tier
TIER = [BY_CODE[code].tier if code in BY_CODE else AGREED for code in range(256)]
_OWNER = [1 + BY_CODE[code].scope if code in BY_CODE and BY_CODE[code].exclusive else 0 for code in range(256)]

Exclusives = dict[bytes, frozenset[bytes]]  # whose exclusive identifier (code, scope) → its keys
_NONE: frozenset[bytes] = frozenset()


class Trust(IntEnum):
    """What the index remembers of a key, so that a reader needn't look at its carriers again."""

    USABLE = 0
    DISPUTED = 1  # two carriers disagree, or they are clones
    CROWD = 2  # more than CAP carriers


def exclusives(keys: Iterable[bytes]) -> Exclusives:
    """Return what these keys say of which a machine has just one."""
    found: Exclusives = {}
    for key in keys:
        if end := _OWNER[key[0]]:
            owner = key[:end]
            found[owner] = found.get(owner, _NONE) | {key}
    return found


def union(parts: Iterable[Exclusives]) -> Exclusives:
    """Return what several records say together."""
    return exclusives({key for part in parts for values in part.values() for key in values})


def dispute(sides: Sequence[Exclusives], tier: int) -> bytes | None:
    """Two of them hold different values of something exclusive that is stronger than what would join them.

    Returns whose identifier it is (the strongest, if several), or None if no two disagree.
    """
    owners = sorted({owner for side in sides for owner in side if TIER[owner[0]] < tier})
    return next((owner for owner in owners if _differ([side[owner] for side in sides if owner in side])), None)


def discord(sides: Sequence[Exclusives]) -> int:
    """Return the strongest tier at which two of them disagree, AGREED if no two do.

    It answers for keys of all tiers at once: such a key is distrusted if its tier is a weaker one.
    """
    if len(sides) == 2:  # as nearly always
        one, other = sides
        disputed = [owner for owner in one.keys() & other.keys() if one[owner].isdisjoint(other[owner])]
        return min([TIER[owner[0]] for owner in disputed], default=AGREED)
    held: defaultdict[bytes, list[frozenset[bytes]]] = defaultdict(list)
    for side in sides:
        for owner, values in side.items():
            held[owner].append(values)
    return min((TIER[owner[0]] for owner, values in held.items() if _differ(values)), default=AGREED)


def cloned(carriers: Sequence[Exclusives]) -> bytes | None:
    """One vendor knows the carriers of a UUID or serial by more than 2 hostnames: machines that were cloned with it.

    Returns whose names they are, or None.
    """
    if len(carriers) <= NAMES:
        return None
    said: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for carrier in carriers:
        for owner, values in carrier.items():
            if owner[0] == NAME.code:
                said[owner] |= values
    return next((owner for owner in sorted(said) if len(said[owner]) > NAMES), None)


def trust(carriers: Sequence[Exclusives], code: int, cap: int = CAP) -> Trust:
    """Distrust a key that more than 32 records carry, or that records known to be different machines carry."""
    if len(carriers) > cap:
        return Trust.CROWD
    if len(carriers) > 1 and dispute(carriers, TIER[code]) is not None:
        return Trust.DISPUTED
    return Trust.DISPUTED if COPIED[code] and cloned(carriers) is not None else Trust.USABLE


def _differ(values: Sequence[frozenset[bytes]]) -> bool:
    first = values[0]
    if all(value == first for value in values) or frozenset.intersection(*values):
        return False
    return any(one.isdisjoint(other) for place, one in enumerate(values) for other in values[:place])


def linking(keys: Iterable[bytes]) -> list[bytes]:
    """Return the keys that can join records; the others only keep records apart."""
    return [key for key in keys if LINKS[key[0]]]
