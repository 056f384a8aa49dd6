"""Operating systems: one family, name and version for what vendors spell in their own ways."""

import re
from dataclasses import replace
from functools import lru_cache

from services.normalizer.products import (
    EDITIONS,
    FIRST_WINDOWS_11,
    MAC_RELEASES,
    PLATFORMS,
    PRODUCTS,
    SERVER_BUILDS,
    Product,
)
from shared.contracts.parts import Family, OperatingSystem

_NOISE = re.compile(
    r"[®™]|\((?:R|TM)\)|\b(?:32|64)[ -]?bit\b|\b(?:x86_64|x86|x64|amd64|i[36]86|aarch64|arm64)\b", re.IGNORECASE
)
_OR = re.compile(r" / |(?<=\d)/(?=\w)")  # a scanner that isn't sure lists what it may be: `Windows 2016/2019/10`
_NUMBER = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)*)(?:[ -]?SP ?(\d+))?", re.IGNORECASE)
_RELEASE = re.compile(r"(?<![\w.])(20\d\d ?R2|20\d\d|XP|Vista|NT|7|8\.1|8|10|11)(?!\w|\.\d)", re.IGNORECASE)
_BUILD = re.compile(r"\bbuild[ :-]*(\d{4,8})|(?<![\w.])\d+\.\d\.(\d{4,6})|\((\d\d[A-Z]\d+[a-z]?)\)", re.IGNORECASE)
_BY_LENGTH = sorted(PRODUCTS, key=lambda product: -len(product.begins))


@lru_cache(4096)  # a fleet has few systems
def read_system(
    said: str | None, platform: str | None = None, build: str | None = None, kernel: str | None = None
) -> OperatingSystem:
    """Return the operating system that a vendor's words name; words that aren't known are kept as the name."""
    text = re.sub(r"\s+", " ", _NOISE.sub(" ", said or "")).strip()
    known = PLATFORMS.get((platform or "").lower(), "unknown")
    found = _read(text, known, build or _build(text) or _build(kernel or ""))
    return replace(found, kernel=kernel, said=said or None)


def _read(text: str, platform: Family, build: str | None) -> OperatingSystem:
    if len(choices := _OR.split(text)) > 1:
        return OperatingSystem(family=_common_family(choices, platform))
    release = next((one for one in MAC_RELEASES if text.lower().startswith(one)), None)
    product = Product("", "macOS", "macos", 1) if release else _product(text)
    if product is None:
        return _unknown(text, platform, build)
    rest = text[len(product.begins) :]
    if product.family == "windows":
        return _windows(product, rest, build)
    version = _mac_version(text) if product.family == "macos" else _version(rest, product.parts)
    if product.family == "linux":
        build = None  # its kernel's digits
    return OperatingSystem(family=product.family, name=product.name, version=version, build=build)


def _product(text: str) -> Product | None:
    lower = text.lower()
    begun = (one for one in _BY_LENGTH if lower.startswith(one.begins))
    return next((one for one in begun if not lower[len(one.begins) : len(one.begins) + 1].isalpha()), None)


def _unknown(text: str, platform: Family, build: str | None) -> OperatingSystem:
    """Take what is before a number as the name."""
    name = re.split(r"\s+(?=v?\d)", text, maxsplit=1)[0] or None
    family = "linux" if platform == "unknown" and "linux" in text.lower() else platform
    build = None if family == "linux" else build
    return OperatingSystem(family=family, name=name, version=_version(text[len(name or "") :], 2), build=build)


def _common_family(choices: list[str], platform: Family) -> Family:
    families = {_unknown(choice, "unknown", None).family for choice in choices}
    families |= {product.family for choice in choices if (product := _product(choice))}
    families -= {"unknown"}
    return families.pop() if platform == "unknown" and len(families) == 1 else platform


def _version(text: str, parts: int) -> str | None:
    """Return as many numbers of the version as name a release; a service pack counts as one."""
    found = _NUMBER.search(text)
    if not found or not parts:
        return None
    numbers = found[1].split(".")
    return ".".join((numbers + ([found[2]] if found[2] and len(numbers) == 1 else []))[:parts])


def _mac_version(text: str) -> str | None:
    """Return the release: one number since macOS 11, two before; 10.16 is what 11 says to old programs."""
    named = next((version for name, version in MAC_RELEASES.items() if name in text.lower()), None)
    version = named or _version(re.sub(r"[()]|OS X", " ", text), 2)
    if version is None:
        return None
    return "11" if version == "10.16" else version if version.startswith("10.") else version.partition(".")[0]


def _windows(product: Product, rest: str, build: str | None) -> OperatingSystem:
    said = _RELEASE.search(rest)
    release = re.sub(r"(?<=\d)(?=R2)", " ", said[1].upper().replace("VISTA", "Vista")) if said else None
    is_server = "Server" in product.name or bool(release and re.match(r"20(?!00)", release))
    if is_server:
        release = release or SERVER_BUILDS.get(build or "")
    elif release in (None, "10") and build and build.isdecimal() and int(build) >= FIRST_WINDOWS_11:
        release = "11"
    edition = next((one for one in EDITIONS if re.search(rf"\b{one}\b", rest, re.IGNORECASE)), None)
    return OperatingSystem(
        family="windows",
        name="Windows Server" if is_server else "Windows",
        version=release,
        edition="Pro" if edition == "Professional" else edition,
        build=build,
    )


def _build(text: str) -> str | None:
    found = _BUILD.search(text)
    return next(filter(None, found.groups())) if found else None
