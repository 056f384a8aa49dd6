"""What a machine is known by: addresses, names, UUID and serial, made of its number and of bits drawn for it."""

from hashlib import blake2b

WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "hazel", "indigo", "juniper", "kelp", "linden")
ROLES = ("web", "db", "api", "build", "mail", "cache", "queue", "edge")
AWS_ACCOUNTS = ("111122223333", "222233334444", "333344445555")
SUBSCRIPTIONS = ("5d0a1a2e-0000-4000-8000-00000000000a", "5d0a1a2e-0000-4000-8000-00000000000b")
PROJECTS = (("example-shop", "481516234200"), ("example-data", "481516234201"))  # a project's name and number
WINDOW = 50_000  # machines whose EC2 addresses are apart; those of another window have other accounts
PUBLIC = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737: for documentation
NAT = "203.0.113.10"
_PREFIXES = {"vmware": "00:50:56", "azure": "00:0d:3a", "server": "b0:26:28", "laptop": "48:2a:e3", "mac": "f0:18:98"}
_JUNK_SERIALS = ("To Be Filled By O.E.M.", "Default string", "None")


def bits_of(seed: int, number: int, generation: int = 0) -> bytes:
    """Return the 48 bytes from which a machine's values are taken."""
    text = f"{seed}/{number}/{generation}" if generation else f"{seed}/{number}"
    return blake2b(text.encode(), digest_size=48).digest()


def aws_account(number: int, choice: int) -> str:
    """Return an AWS account; within a window of machines there are three."""
    window = number // WINDOW
    return AWS_ACCOUNTS[choice % 3] if window == 0 else f"{444_455_550_000 + window * 3 + choice % 3}"


def private_ip(platform: str, number: int, bits: bytes, moves: int) -> str:
    """Return a private address: EC2's are AWS's default network, laptops' a home router's; the rest has one network."""
    if platform == "laptop":
        return f"192.168.{bits[30] % 4}.{10 + (bits[31] + moves) % 200}"
    if platform.startswith("ec2"):
        place = number % WINDOW * 7919 % (256 * 250)  # a prime, so that all places of a window are different
        return f"172.31.{place // 250}.{4 + place % 250}"
    spread = (number * 7 + moves * 3) % (1 << 24)
    return f"10.{spread >> 16}.{(spread >> 8) & 255}.{spread & 255}"


def public_ip(bits: bytes) -> str:
    """Return a public address; a few hundred are all that documentation may use, so they repeat."""
    return f"{PUBLIC[bits[46] % 3]}.{bits[21]}"


def mac(platform: str, bits: bytes, ip: str) -> str:
    """Return a MAC in the form of its maker; all of EC2's and Google's are locally administered."""
    if platform == "gcp":  # Google writes 42:01 and the address
        first, second, third, fourth = map(int, ip.split("."))
        return f"42:01:{first:02x}:{second:02x}:{third:02x}:{fourth:02x}"
    if platform.startswith("ec2"):
        return f"{('02', '06', '0a', '0e', '12', '16')[bits[29] % 6]}:{bits[32:37].hex(':')}"
    return f"{_PREFIXES[platform]}:{bits[32:35].hex(':')}"


def uuid(platform: str, bits: bytes) -> str:
    """Return an SMBIOS UUID; EC2's begin with ec2."""
    digits = bits[:16].hex()
    digits = f"ec2{digits[3:]}" if platform.startswith("ec2") else digits
    return dashed(digits)


def dashed(digits: str) -> str:
    """Return 32 hexadecimal digits as a UUID is written."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def swapped(text: str) -> str:
    """Return a UUID in the other SMBIOS byte order."""
    *first, fourth, fifth = text.split("-")
    return "-".join([*(bytes.fromhex(part)[::-1].hex() for part in first), fourth, fifth])


def serial(platform: str, bits: bytes, own_uuid: str) -> str:
    """Return a serial number; those of virtual machines hide the UUID, Azure's are digits."""
    digits = own_uuid.replace("-", "")
    if platform.startswith("ec2"):
        return own_uuid
    if platform == "gcp":
        return f"GoogleCloud-{digits.upper()}"
    if platform == "vmware":
        pairs = bytes.fromhex(digits).hex(" ")
        return f"VMware-{pairs[:23]}-{pairs[24:]}"
    if platform == "azure":
        number = f"{int.from_bytes(bits[38:46]) % 10**18:018}"
        return f"0000-0011-{'-'.join(number[at : at + 4] for at in range(0, 18, 4))}"
    return f"{bits[40:44].hex().upper()[:7]}{bits[44]:02X}"


def junk_serial(bits: bytes) -> str:
    """Return what a maker leaves in the field."""
    return _JUNK_SERIALS[bits[45] % 3]


def hostname(platform: str, number: int, bits: bytes, ip: str) -> str:
    """Return a short hostname: EC2's Linux images take the address, its Windows images something random."""
    if platform == "ec2-linux":
        return f"ip-{ip.replace('.', '-')}"
    if platform == "ec2-windows":
        return "ec2amaz-" + "".join("abcdefghijklmnopqrstuvwxyz0123456789"[byte % 36] for byte in bits[38:45])
    word = WORDS[bits[36] % len(WORDS)]
    if platform in {"laptop", "mac"}:
        return f"{word}-lt-{number:06d}"
    return f"{ROLES[bits[37] % len(ROLES)]}-{word}-{number:06d}"
