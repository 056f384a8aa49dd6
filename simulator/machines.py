"""One invented machine from the seed and its number alone: nothing is remembered between two looks at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from simulator.recipes import BLOCK, LEADERS, RECIPES, Recipe

WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "hazel", "indigo", "juniper", "kelp", "linden")
ROLES = ("web", "db", "api", "build", "mail", "cache", "queue", "edge")
ACCOUNTS = ("111122223333", "222233334444", "333344445555")
NAT = "203.0.113.10"
SYSTEMS = {  # platform → (as Qualys says it, as CrowdStrike says it, platform name, kernel, build)
    "ec2-linux": ("Amazon Linux 2", "Amazon Linux 2", "Linux", "5.10.130-118.517.amzn2.x86_64", None),
    "ec2-windows": ("Microsoft Windows Server 2019 Datacenter 10.0.17763 64-bit N/A Build 17763",
                    "Windows Server 2019", "Windows", None, "17763"),
    "gcp": ("Ubuntu Linux 20.04.6", "Ubuntu 20.04", "Linux", "5.15.0-1034-gcp", None),
    "azure": ("Ubuntu Linux 22.04.2", "Ubuntu 22.04", "Linux", "5.15.0-1037-azure", None),
    "vmware": ("Red Hat Enterprise Linux 8.6", "RHEL 8.6", "Linux", "4.18.0-372.9.1.el8.x86_64", None),
    "server": ("CentOS Linux 7.9.2009", "CentOS 7.9", "Linux", "3.10.0-1160.el7.x86_64", None),
    "laptop": ("Microsoft Windows 10 Pro 10.0.19045 64-bit N/A Build 19045", "Windows 10", "Windows", None, "19045"),
    "mac": ("macOS 13.4", "Ventura (13)", "Mac", "22.5.0", "22F66"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as it truly is."""

    number: int
    recipe: Recipe
    bits: bytes
    hostname: str
    ip: str
    mac: str
    uuid: str
    serial: str
    public_ip: str
    first_seen: datetime
    last_seen: datetime

    @property
    def kind(self) -> str:
        """Return the machine's difficulty."""
        return self.recipe.kind

    @property
    def platform(self) -> str:
        """Return where it runs."""
        return self.recipe.platform

    @property
    def account(self) -> str:
        """Return its cloud account."""
        return ACCOUNTS[self.bits[0] % len(ACCOUNTS)]

    @property
    def is_cloud(self) -> bool:
        """Tell whether it is a cloud's."""
        return self.platform.startswith(("ec2", "gcp", "azure"))

    @property
    def instance(self) -> str:
        """Return its instance id, in the cloud's own form."""
        if self.platform.startswith("ec2"):
            return f"i-0{self.bits[1:9].hex()}"
        return str(int.from_bytes(self.bits[1:9])) if self.platform == "gcp" else self.uuid


@lru_cache(maxsize=4096)
def machine(seed: int, number: int, reference: datetime, sync: int = 0) -> Machine:
    """Return machine `number` as it is at the time of sync `sync`: days pass, addresses and names change."""
    slot = number % BLOCK
    recipe, leader = RECIPES[slot], number - slot + LEADERS[slot]
    own, shared = _bits(seed, number), _bits(seed, leader)
    kind, platform = recipe.kind, recipe.platform
    ip = _ip(platform, shared if kind in ("dhcp-reuse", "indistinguishable-clones") else own, number, _move(own, sync))
    mac_bits = shared if kind in ("cloned-mac", "dock-mac", "indistinguishable-clones") else own
    mac = _mac(platform, mac_bits, ip)
    uuid = _uuid(platform, _bits(seed, slot) if kind == "cloned-uuid" else own)  # one image, cloned everywhere
    stale = own[20] < 40
    return Machine(
        number=number,
        recipe=recipe,
        bits=own,
        hostname=_hostname(kind, platform, shared if kind == "indistinguishable-clones" else own, number, ip),
        ip="10.0.2.15" if kind == "cloned-mac" else "192.168.1.10" if kind == "nat" else ip,
        mac=mac,
        uuid=uuid,
        serial=_serial(kind, platform, own, uuid),
        public_ip=NAT if kind == "nat" else f"203.0.113.{own[21]}",
        first_seen=reference - timedelta(days=own[22] * 3 + (200 if stale else 1), hours=own[23]),
        last_seen=reference
        - timedelta(days=(35 + own[24]) if stale else own[24] % 5, minutes=own[25])
        + timedelta(days=0 if stale else sync),
    )


def _bits(seed: int, number: int) -> bytes:
    return blake2b(f"{seed}/{number}".encode(), digest_size=48).digest()


def _move(bits: bytes, sync: int) -> int:
    """Return how often the machine got another address by now: one in twenty does at each sync."""
    return sum(1 for round_ in range(1, sync + 1) if (bits[26] + 13 * round_) % 20 == 0)


def _ip(platform: str, bits: bytes, number: int, moves: int) -> str:
    if platform == "laptop":
        return f"192.168.{bits[30] % 4}.{10 + (bits[31] + moves) % 200}"
    if platform.startswith("ec2"):
        return f"172.31.{bits[30]}.{1 + (bits[31] + moves) % 250}"
    spread = (number * 7 + moves * 3) % (1 << 24)
    return f"10.{spread >> 16}.{(spread >> 8) & 255}.{spread & 255}"


def _mac(platform: str, bits: bytes, ip: str) -> str:
    if platform == "gcp":  # Google writes 42:01 and the address
        return f"42:01:{':'.join(f'{int(part):02x}' for part in ip.split('.'))}"
    first = {"vmware": "00:50:56", "ec2-linux": "12:5e:2e", "ec2-windows": "0a:ff:c1", "azure": "00:0d:3a"}
    return f"{first.get(platform, 'b8:27:eb')}:{':'.join(f'{byte:02x}' for byte in bits[32:35])}"


def _uuid(platform: str, bits: bytes) -> str:
    digits = bits[:16].hex()
    digits = f"ec2{digits[3:]}" if platform.startswith("ec2") else digits
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def swapped(uuid: str) -> str:
    """Return a UUID in the other SMBIOS byte order."""
    parts = uuid.split("-")
    return "-".join([bytes.fromhex(part)[::-1].hex() for part in parts[:3]] + parts[3:])


def _hostname(kind: str, platform: str, bits: bytes, number: int, ip: str) -> str:
    if kind == "golden-image":
        return "golden-web"
    if platform == "ec2-linux":
        return f"ip-{ip.replace('.', '-')}"
    if platform == "ec2-windows":
        return f"ec2amaz-{_base32(bits)}"
    word = WORDS[bits[36] % len(WORDS)]
    if platform in ("laptop", "mac"):
        return f"{word}-lt-{number:06d}" if kind != "indistinguishable-clones" else f"{word}-lt"
    role = ROLES[bits[37] % len(ROLES)]
    return f"{role}-{word}" if kind == "indistinguishable-clones" else f"{role}-{word}-{number:06d}"


def _base32(bits: bytes) -> str:
    return "".join("abcdefghijklmnopqrstuvwxyz0123456789"[byte % 36] for byte in bits[38:45])


def _serial(kind: str, platform: str, bits: bytes, uuid: str) -> str:
    if kind == "junk-serial":
        return ("To Be Filled By O.E.M.", "Default string", "None")[bits[45] % 3]
    if platform.startswith("ec2"):
        return uuid
    if platform == "gcp":
        return f"GoogleCloud-{uuid.replace('-', '').upper()}"
    if platform == "vmware":
        digits = uuid.replace("-", "")
        pairs = [digits[at : at + 2] for at in range(0, 32, 2)]
        return f"VMware-{' '.join(pairs[:8])}-{' '.join(pairs[8:])}"
    return bits[40:44].hex().upper()[:7] + f"{bits[44]:02X}"
