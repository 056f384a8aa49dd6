"""Holds an index to the rules that built it."""

from hashlib import blake2b

from services.deduper.core.rules import rules_version
from shared.errors import RollcallError
from shared.ports import Change, IdentityIndex

NAME = blake2b(b"rules", digest_size=10, person=b"meta").digest()


class RulesChanged(RollcallError):
    """The index was built by other rules: what is in it can't be mixed with what they would decide."""

    exit_code = 2


async def hold_to_rules(index: IdentityIndex, cap: int) -> None:
    """Mark a new index with the version of the rules.

    Raises:
        RulesChanged: it was built by others.

    """
    ours = rules_version(cap)
    await index.commit(
        [Change({NAME: None}, {NAME: ours})]
    )  # a conflict if another worker or an older version was here
    theirs = (await index.get_many([NAME])).get(NAME)
    if theirs != ours:
        raise RulesChanged(
            f"the inventory was built by rules {(theirs or b'').hex()}, these are {ours.hex()}: "
            "run `rollcall rebuild` to see what would change, and `rollcall rebuild --switch` to go on with these"
        )
