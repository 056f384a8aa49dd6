"""Holds an index to the rules that built it: an entry of the index itself names them, and every commit expects it.

So an index that is lost, or comes back empty, or is switched to other rules takes nothing from a worker that doesn't
know it yet: what that one would decide from nothing would part hosts that are one.
"""

from hashlib import blake2b

from services.deduper.core.rules import rules_version
from shared.errors import RollcallError
from shared.ports import Change, HostStore, IdentityIndex

NAME = blake2b(b"rules", digest_size=10, person=b"meta").digest()


class RulesChanged(RollcallError):
    """The index was built by other rules: what is in it can't be mixed with what they would decide."""

    exit_code = 2


class IndexLost(RollcallError):
    """The index is gone though records are stored: to go on from nothing would part what is one host."""

    exit_code = 2

    def __init__(self, records: str = "records") -> None:
        super().__init__(
            f"the identity index is empty but the store holds {records}: it was lost; run `rollcall rebuild --switch`"
        )


async def hold_to_rules(index: IdentityIndex, store: HostStore, cap: int) -> None:
    """Mark a new index with the version of the rules.

    The store is looked at before the index is looked at again: whoever stored a record had seen the mark.

    Raises:
        IndexLost: it has no mark, and the store holds records.
        RulesChanged: it was built by other rules.

    """
    if await _mark(index):
        await check_rules(index, cap)
        return
    held = sum((await store.counts()).records.values())
    if held and not await _mark(index):
        raise IndexLost(f"{held:,} records")
    await mark_new(index, cap)


async def mark_new(index: IdentityIndex, cap: int) -> None:
    """Mark an index that is known to be new, unless another worker did.

    Raises:
        RulesChanged: another one did, by other rules.

    """
    await index.commit([Change({NAME: None}, {NAME: rules_version(cap)})])  # a conflict: there is a mark
    await check_rules(index, cap)


async def check_rules(index: IdentityIndex, cap: int) -> None:
    """Make sure that the index is still there, and still of our rules.

    Raises:
        IndexLost: it has no mark.
        RulesChanged: it was built by other rules.

    """
    theirs, ours = await _mark(index), rules_version(cap)
    if theirs is None:
        raise IndexLost
    if theirs != ours:
        raise RulesChanged(
            f"the inventory was built by rules {theirs.hex()}, these are {ours.hex()}: "
            "run `rollcall rebuild` to see what would change, and `rollcall rebuild --switch` to go on with these"
        )


async def _mark(index: IdentityIndex) -> bytes | None:
    return (await index.get_many([NAME])).get(NAME)
