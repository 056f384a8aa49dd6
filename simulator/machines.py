"""One invented machine from the seed, its number and the round alone: nothing is remembered between two looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator import identity
from simulator.recipes import BLOCK, FIRSTS, RECIPES, Recipe
from simulator.systems import HARDWARE, SYSTEMS, Hardware, System

STEP = timedelta(hours=1)  # between two rounds: a day of them stays within what a client takes for a clock's error
CLOUDS: dict[str, str] = {"ec2-linux": "aws", "ec2-windows": "aws", "gcp": "gcp", "azure": "azure"}
_GONE = {"dhcp-reuse", "recycled-address", "reused-name"}  # of these pairs the first is gone
_SAME_ADDRESS = {"dhcp-reuse", "recycled-address", "overlapping-networks", "indistinguishable-clones"}
_SAME_MAC = {"cloned-mac", "dock-mac", "indistinguishable-clones"}
_DEFAULT_ADDRESSES = {"cloned-mac": "10.0.2.15", "nat": "192.168.1.10"}  # a hypervisor's, a home router's
_FIXED_NAMES = {"golden-image": "golden-web", "indistinguishable-clones": "kiosk"}
_SUFFIXES = {"netbios-name": "-office"}  # so that it is longer than a NetBIOS name


@dataclass(frozen=True, slots=True)
class World:
    """All machines of a seed. `reference` is their present at round 0; each round is an hour later."""

    seed: int
    reference: datetime
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as it truly is in a round; `rounds` is how many of them it lived through, none if it is stale."""

    number: int
    generation: int
    reference: datetime
    rounds: int
    recipe: Recipe
    bits: bytes
    account: str
    hostname: str
    ip: str
    mac: str
    uuid: str
    serial: str
    public_ip: str
    first_seen: datetime
    last_seen: datetime
    stale: bool

    @property
    def name(self) -> str:
        """Return what the truth calls it."""
        return f"m-{self.number}.{self.generation}" if self.generation else f"m-{self.number}"

    @property
    def kind(self) -> str:
        """Return its difficulty."""
        return self.recipe.kind

    @property
    def platform(self) -> str:
        """Return where it runs."""
        return self.recipe.platform

    @property
    def cloud(self) -> str:
        """Return its cloud, or an empty text."""
        return CLOUDS.get(self.platform, "")

    @property
    def instance(self) -> str:
        """Return its instance id in the cloud's own form: Azure's is the UUID, as its API writes it."""
        if self.cloud == "aws":
            return f"i-0{self.bits[1:9].hex()}"
        return str(int.from_bytes(self.bits[1:9]) >> 1) if self.cloud == "gcp" else self.uuid

    @property
    def system(self) -> System:
        """Return what it runs."""
        return self.former_system(0)

    @property
    def hardware(self) -> Hardware:
        """Return what it is made of."""
        return HARDWARE[self.platform]

    def former_system(self, back: int) -> System:
        """Return what it ran before it was installed anew so often."""
        systems = SYSTEMS[self.platform]
        return systems[(self.bits[27] - back) % len(systems)]

    @property
    def second_mac(self) -> str:
        """Return the MAC of its second interface."""
        return f"{self.mac[:9]}{self.bits[9:12].hex(':')}"

    @property
    def second_ip(self) -> str:
        """Return the address of its second interface, of a network of its own."""
        return f"172.20.{self.bits[12]}.{1 + self.bits[13] % 250}"


def machine(world: World, number: int) -> Machine:
    """Return machine `number` as it is in the world's round: hours pass, addresses, names and instances change."""
    slot = number % BLOCK
    recipe, first = RECIPES[slot], number - slot + FIRSTS[slot]
    kind, platform, second = recipe.kind, recipe.platform, number != first
    generation = world.rounds if kind == "replaced" else 0
    own = identity.bits_of(world.seed, number, generation)
    shared = identity.bits_of(world.seed, first) if second else own
    stale = not second if kind in _GONE else own[20] < 40 and kind != "replaced"
    rounds = 0 if stale else world.rounds
    ip = _address(recipe, (first, shared) if kind in _SAME_ADDRESS else (number, own), rounds)
    uuid = identity.uuid(platform, identity.bits_of(world.seed, slot) if kind == "cloned-uuid" else own)
    first_seen, last_seen = _seen(world, own, stale=stale, generation=generation)
    named = (first, shared) if kind == "reused-name" else (number, own)
    return Machine(
        number=number,
        generation=generation,
        reference=world.reference,
        rounds=rounds,
        recipe=recipe,
        bits=own,
        account=_account(recipe, first, shared[0] + (second and kind == "overlapping-networks")),
        hostname=_FIXED_NAMES.get(kind) or identity.hostname(platform, *named, ip) + _SUFFIXES.get(kind, ""),
        ip=ip,
        mac=identity.mac(platform, shared if kind in _SAME_MAC else own, ip),
        uuid=uuid,
        serial=identity.junk_serial(own) if kind == "junk-serial" else identity.serial(platform, own, uuid),
        public_ip=identity.NAT if kind == "nat" else identity.public_ip(own),
        first_seen=first_seen,
        last_seen=last_seen,
        stale=stale,
    )


def _address(recipe: Recipe, owner: tuple[int, bytes], rounds: int) -> str:
    """Return the private address; one in twenty moves at each round, but none of a cloud or with a former agent."""
    number, bits = owner
    moves = 0 if recipe.platform in CLOUDS or recipe.crowdstrike > 1 else (rounds + bits[26] % 20) // 20
    return _DEFAULT_ADDRESSES.get(recipe.kind) or identity.private_ip(recipe.platform, number, bits, moves)


def _account(recipe: Recipe, number: int, choice: int) -> str:
    if recipe.platform == "gcp":
        return identity.PROJECTS[choice % 2][0]
    return identity.SUBSCRIPTIONS[choice % 2] if recipe.platform == "azure" else identity.aws_account(number, choice)


def _seen(world: World, bits: bytes, *, stale: bool, generation: int) -> tuple[datetime, datetime]:
    """Return when it was first and last seen; a day or more lies between, but for an instance just put in place."""
    if generation:
        born = world.reference + STEP * (generation - 1)
        return born, born + STEP
    last = world.reference - timedelta(days=35 + bits[24] if stale else bits[24] % 5, minutes=bits[25])
    first = last - timedelta(days=1 + bits[22] * 3, hours=bits[23])
    return first, last if stale else last + STEP * world.rounds
