"""Operating systems: one family, name and version for what vendors spell in their own ways."""

import re

from shared.contracts.parts import Family, OperatingSystem

# What begins a name (lower case), the name we give it, its family. The first that fits, longest first.
PRODUCTS: tuple[tuple[str, str, Family], ...] = (
    ("microsoft windows server", "Windows Server", "windows"),
    ("windows server", "Windows Server", "windows"),
    ("microsoft windows", "Windows", "windows"),
    ("windows", "Windows", "windows"),
    ("amazon linux", "Amazon Linux", "linux"),
    ("ubuntu", "Ubuntu", "linux"),
    ("debian", "Debian", "linux"),
    ("red hat enterprise linux", "Red Hat Enterprise Linux", "linux"),
    ("rhel", "Red Hat Enterprise Linux", "linux"),
    ("centos", "CentOS", "linux"),
    ("oracle enterprise linux", "Oracle Linux", "linux"),
    ("oracle linux", "Oracle Linux", "linux"),
    ("rocky", "Rocky Linux", "linux"),
    ("almalinux", "AlmaLinux", "linux"),
    ("suse linux enterprise server", "SUSE Linux Enterprise Server", "linux"),
    ("sles", "SUSE Linux Enterprise Server", "linux"),
    ("opensuse", "openSUSE", "linux"),
    ("fedora", "Fedora", "linux"),
    ("alpine", "Alpine Linux", "linux"),
    ("kali", "Kali Linux", "linux"),
    ("bottlerocket", "Bottlerocket", "linux"),
    ("flatcar", "Flatcar", "linux"),
    ("linux mint", "Linux Mint", "linux"),
    ("arch linux", "Arch Linux", "linux"),
    ("macos", "macOS", "macos"),
    ("mac os x", "macOS", "macos"),
    ("apple mac os x", "macOS", "macos"),
    ("apple macos", "macOS", "macos"),
    ("os x", "macOS", "macos"),
)
# CrowdStrike names a Mac's system by its release's name: `Ventura (13)`.
MAC_RELEASES = ("catalina", "big sur", "monterey", "ventura", "sonoma", "sequoia", "tahoe", "mojave", "high sierra")
EDITIONS = ("Datacenter", "Standard", "Essentials", "Enterprise", "Education", "Professional", "Pro", "Home")

_VERSION = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)*)(?![\w])")
_RELEASE = re.compile(r"\b(20\d\d(?: R2)?|XP|Vista|\d{1,2}(?:\.\d)?)\b")
_BUILD = re.compile(r"\bbuild (\d+)|\b\d+\.\d+\.(\d{4,6})", re.IGNORECASE)
_FAMILIES: dict[str, Family] = {"windows": "windows", "linux": "linux", "mac": "macos", "macos": "macos"}


def read_system(
    said: str | None, platform: str | None = None, build: str | None = None, kernel: str | None = None
) -> OperatingSystem:
    """Return the operating system that a vendor's words name; words that aren't known are kept as the name."""
    text = re.sub(r"\s+", " ", said or "").strip()
    lower = text.lower()
    family = _FAMILIES.get((platform or "").lower(), "unknown")
    name, version, edition = (text or None), None, None
    product = next((one for one in PRODUCTS if lower.startswith(one[0])), None)
    if product:
        begin, name, family = product
        rest = text[len(begin) :]
        version, edition = _windows(rest) if family == "windows" else (_version(rest), None)
    elif lower.startswith(MAC_RELEASES):
        name, family, version = "macOS", "macos", _version(text.replace("(", " ").replace(")", " "))
    elif family == "unknown" and "linux" in lower:
        family = "linux"
    found = _BUILD.search(text) if family == "windows" else None
    build = build or (next(filter(None, found.groups())) if found else None)
    return OperatingSystem(
        family=family, name=name, version=version, edition=edition, build=build, kernel=kernel, said=said or None
    )


def _version(text: str) -> str | None:
    """Return major and minor version: vendors give a third part or not, for the same system."""
    found = _VERSION.search(text.replace("Linux", " ").replace("LTS", " "))
    return ".".join(found[1].split(".")[:2]) if found else None


def _windows(rest: str) -> tuple[str | None, str | None]:
    release = _RELEASE.search(rest.partition("Build")[0])
    edition = next((one for one in EDITIONS if re.search(rf"\b{one}\b", rest, re.IGNORECASE)), None)
    return (release[1] if release else None), ("Pro" if edition == "Professional" else edition)
