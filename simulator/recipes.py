"""The mix: which difficulty and platform each machine of a block of 100 has, and how often each vendor lists it.

The blocks repeat, so that the record at any place of a vendor's list is found without counting those before it.
"""

from dataclasses import dataclass
from typing import Literal

Platform = Literal["ec2-linux", "ec2-windows", "gcp", "azure", "vmware", "server", "laptop", "mac"]
BLOCK = 100


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is special about a machine.

    Attributes:
        kind: the difficulty, as the truth names it
        platform: where it runs
        qualys, crowdstrike: records that each vendor lists for it
        hopeless: whether no identifier could tell it right

    """

    kind: str
    platform: Platform
    qualys: int = 1
    crowdstrike: int = 1
    hopeless: bool = False


_MIX: tuple[tuple[int, Recipe], ...] = (
    (14, Recipe("plain", "ec2-linux")),
    (5, Recipe("plain", "ec2-windows")),
    (7, Recipe("plain", "gcp")),
    (6, Recipe("plain", "azure")),
    (7, Recipe("plain", "vmware")),
    (6, Recipe("plain", "server")),
    (5, Recipe("plain", "laptop")),
    (3, Recipe("plain", "mac")),
    (4, Recipe("one-vendor", "ec2-linux", crowdstrike=0)),
    (3, Recipe("one-vendor", "laptop", qualys=0)),
    (3, Recipe("case-and-domain", "vmware")),
    (4, Recipe("golden-image", "vmware")),
    (2, Recipe("cloned-mac", "vmware")),
    (2, Recipe("cloned-uuid", "vmware")),
    (3, Recipe("junk-serial", "server")),
    (3, Recipe("nat", "laptop")),
    (2, Recipe("dhcp-reuse", "laptop")),
    (3, Recipe("reimaged", "server", crowdstrike=2)),
    (2, Recipe("renamed", "server")),
    (2, Recipe("dock-mac", "laptop")),
    (2, Recipe("byte-order", "ec2-linux", crowdstrike=2)),
    (2, Recipe("two-versions", "vmware", qualys=2)),
    (2, Recipe("offset-times", "azure")),
    (3, Recipe("missing-fields", "server")),
    (2, Recipe("several-interfaces", "server")),
    (1, Recipe("no-common-identifier", "server", hopeless=True)),
    (2, Recipe("indistinguishable-clones", "vmware", qualys=0, hopeless=True)),
)


def _spread() -> tuple[Recipe, ...]:
    """Lay the mix out so that also the first ten machines differ; pairs of clones stay side by side."""
    slots: list[Recipe | None] = [None] * BLOCK
    for count, recipe in sorted(_MIX, key=lambda one: one[1].kind == "plain"):
        step = 2 if recipe.kind in _PAIRED else 1
        for _ in range(0, count, step):
            place = next(at for at in _ORDER if slots[at] is None and (step == 1 or slots[at + 1] is None))
            slots[place : place + step] = [recipe] * step
    return tuple(slot for slot in slots if slot)


_PAIRED = {"cloned-mac", "dhcp-reuse", "dock-mac", "golden-image", "indistinguishable-clones"}
_ORDER = [at * 37 % (BLOCK - 2) for at in range(BLOCK - 2)] + [BLOCK - 2, BLOCK - 1]
RECIPES = _spread()
KINDS = tuple(sorted({recipe.kind for recipe in RECIPES}))
HOPELESS = frozenset(recipe.kind for recipe in RECIPES if recipe.hopeless)


def _leaders() -> tuple[int, ...]:
    """Return, for each slot, the first slot of its pair of clones, or itself."""
    leaders = list(range(BLOCK))
    for at in range(1, BLOCK):
        same = RECIPES[at] == RECIPES[at - 1] and RECIPES[at].kind in _PAIRED
        if same and leaders[at - 1] == at - 1:
            leaders[at] = at - 1
    return tuple(leaders)


LEADERS = _leaders()
