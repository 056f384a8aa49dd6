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

    """

    kind: str
    platform: Platform
    qualys: int = 1
    crowdstrike: int = 1


MEANINGS = {
    "plain": "nothing is special about it",
    "one-vendor": "only one vendor knows it",
    "case-and-domain": "one vendor writes its name in capitals with a domain, the other without",
    "golden-image": "cloned from an image together with the hostname",
    "cloned-mac": "virtual machines that share a MAC and the hypervisor's default address",
    "cloned-uuid": "all clones of one image carry its SMBIOS UUID",
    "junk-serial": "its serial number is a placeholder",
    "nat": "laptops behind one public address, each with the home router's usual private one",
    "dhcp-reuse": "a laptop got the private address of one that is gone",
    "reimaged": "installed anew: a new agent with a new id, the same hardware; the old agent is still listed",
    "renamed": "renamed; the scanner learns the new name a round later",
    "dock-mac": "laptops that used one docking station report its MAC",
    "byte-order": "two agents, of two systems, write its UUID in the two SMBIOS byte orders; nothing else is equal",
    "two-versions": "a vendor lists one record twice, in an older and a newer version",
    "offset-times": "one vendor's times have an offset from UTC",
    "missing-fields": "fields are missing, null or empty",
    "several-interfaces": "one vendor lists all its interfaces, the other another one than the first",
    "agentless": "the scanner knows it from the cloud's API alone: no MAC, the instance id for a name",
    "recycled-address": "an instance got the private address, and so the name, of one that is gone",
    "overlapping-networks": "instances of two accounts with one private address, and so one name",
    "replaced": "an instance that is replaced by another at each round; address and name stay",
    "reused-name": "a server got the name of one that is gone",
    "future-clock": "one vendor's clock is more than a year ahead",
    "netbios-name": "one vendor gives the NetBIOS name, cut at 15 characters",
    "roaming": "one vendor saw the laptop on the office cable, the other on wireless at home: only the name is common",
    "no-common-identifier": "each vendor sees another side of it",
    "indistinguishable-clones": "clones whose MAC, address, name and lack of a serial are the same",
}
HOPELESS = frozenset({"no-common-identifier", "indistinguishable-clones"})  # no identifier tells them together or apart
PAIRED = frozenset({
    "cloned-mac", "dhcp-reuse", "dock-mac", "golden-image", "indistinguishable-clones", "overlapping-networks",
    "recycled-address", "reused-name",
})  # fmt: skip # two machines side by side; the second has something of the first

_MIX: tuple[tuple[int, Recipe], ...] = (
    (8, Recipe("plain", "ec2-linux")),
    (4, Recipe("plain", "ec2-windows")),
    (5, Recipe("plain", "gcp")),
    (4, Recipe("plain", "azure")),
    (4, Recipe("plain", "vmware")),
    (4, Recipe("plain", "server")),
    (3, Recipe("plain", "laptop")),
    (3, Recipe("plain", "mac")),
    (5, Recipe("one-vendor", "ec2-linux", crowdstrike=0)),
    (2, Recipe("one-vendor", "laptop", qualys=0)),
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
    (2, Recipe("byte-order", "vmware", crowdstrike=2)),
    (1, Recipe("two-versions", "vmware", qualys=2)),
    (1, Recipe("two-versions", "ec2-windows", crowdstrike=2)),
    (2, Recipe("offset-times", "azure")),
    (2, Recipe("missing-fields", "server")),
    (1, Recipe("missing-fields", "laptop")),
    (1, Recipe("several-interfaces", "server")),
    (1, Recipe("several-interfaces", "laptop")),
    (1, Recipe("several-interfaces", "vmware")),
    (1, Recipe("several-interfaces", "ec2-linux")),
    (2, Recipe("agentless", "ec2-linux")),
    (2, Recipe("recycled-address", "ec2-linux")),
    (2, Recipe("overlapping-networks", "ec2-linux")),
    (2, Recipe("replaced", "ec2-linux")),
    (2, Recipe("reused-name", "server")),
    (2, Recipe("future-clock", "server")),
    (2, Recipe("netbios-name", "laptop")),
    (2, Recipe("roaming", "laptop")),
    (1, Recipe("no-common-identifier", "server")),
    (2, Recipe("indistinguishable-clones", "vmware", qualys=0)),
)


def _lay_out() -> tuple[Recipe, ...]:
    """Spread the mix over a block, so that also its first ten machines differ; a pair's two are side by side."""
    order = [at * 37 % (BLOCK - 2) for at in range(BLOCK - 2)] + [BLOCK - 2, BLOCK - 1]
    slots: dict[int, Recipe] = {}
    for count, recipe in sorted(_MIX, key=lambda one: one[1].kind == "plain"):
        step = 2 if recipe.kind in PAIRED else 1
        for _ in range(0, count, step):
            place = next(at for at in order if slots.keys().isdisjoint(range(at, at + step)))
            slots |= dict.fromkeys(range(place, place + step), recipe)
    return tuple(slots[at] for at in range(BLOCK))


def _firsts() -> tuple[int, ...]:
    """Return, for each slot, the first slot of its pair, or itself."""
    firsts = list(range(BLOCK))
    for at in range(1, BLOCK):
        if RECIPES[at].kind in PAIRED and RECIPES[at] == RECIPES[at - 1] and firsts[at - 1] == at - 1:
            firsts[at] = at - 1
    return tuple(firsts)


RECIPES = _lay_out()
FIRSTS = _firsts()
KINDS = tuple(MEANINGS)
