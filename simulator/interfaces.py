"""A machine's addresses as Qualys lists them, an entry each."""

from simulator.machines import Machine
from simulator.wire import Json


def interfaces(one: Machine, full: str) -> list[Json]:
    """Return an entry for each address, the public one without a MAC and at any place."""
    windows = one.system.platform == "Windows"
    found = _interface(one, full, "Ethernet0" if windows else "eth0", (one.mac, one.ip))
    if one.kind == "several-interfaces":
        found += _interface(one, full, "Wi-Fi" if windows else "eth1", (one.second_mac, one.second_ip))[:1]
        docker = {"interfaceName": "docker0", "macAddress": "02:42:aa:bb:cc:01", "gatewayAddress": "0.0.0.0"}  # noqa: S104 - no bind
        found.append({**docker, "address": "172.17.0.1", "hostname": full})
    if one.cloud:
        found.insert(one.bits[11] % 3, {"address": one.public_ip, "hostname": full})
    return found


def _interface(one: Machine, full: str, name: str, place: tuple[str, str]) -> list[Json]:
    mac, ip = place
    windows = one.system.platform == "Windows"
    interface = {
        "interfaceName": name,
        "macAddress": mac.upper() if windows else mac,
        "gatewayAddress": f"{ip.rpartition('.')[0]}.1",
        "hostname": full,
    }
    return [{**interface, "address": ip}, {**interface, "address": _link_local(one, mac, windows=windows)}]


def _link_local(one: Machine, mac: str, *, windows: bool) -> str:
    """Return the link-local IPv6 address, never compressed: of the MAC (EUI-64, RFC 4291), on Windows of chance."""
    octets = bytearray(bytes.fromhex(mac.replace(":", "")))
    octets[3:3] = b"\xff\xfe"
    octets[0] ^= 2
    parts = one.bits[40:48] if windows else bytes(octets)
    return "fe80:0:0:0:" + ":".join(f"{parts[at] << 8 | parts[at + 1]:x}" for at in range(0, 8, 2))
