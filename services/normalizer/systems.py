"""Operating systems: one family, name and version for what vendors spell in their own ways.

A vendor says it in one field or in several, as a sentence, a number, or a list of guesses. What the fields say is
combined: the most specific one is taken, and others that don't contradict it fill its gaps.
"""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from services.normalizer.builds import Build, best_build, find_build, whole_build
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
_OR = re.compile(r"\s*\n\s*| / |(?<=\d)/(?=\w)")  # who isn't sure lists what it may be: `Windows 2016/2019/10`, lines
# A scanner names the kernel before the distribution, or behind it.
_RELEASE_OF_KERNEL = r"(?P<kernel>\d[\w.+~:-]*)(?: on (?P<on>.+))?"
_KERNELS = (
    re.compile(rf"(?:(?P<before>.+?) )?(?:GNU/)?Linux Kernel {_RELEASE_OF_KERNEL}", re.IGNORECASE),
    re.compile(rf"(?P<before>)(?:GNU/)?Linux {_RELEASE_OF_KERNEL}", re.IGNORECASE),
)
_BARE_KERNEL = re.compile(r"(?:GNU/)?Linux(?: Kernel)?", re.IGNORECASE)
_SUNOS = re.compile(r"\bSunOS 5\.(\d+)", re.IGNORECASE)  # Solaris by its older name
_NUMBER = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)*)(?:[ -]?SP ?(\d+))?", re.IGNORECASE)
_RELEASE = re.compile(r"(?<![\w.])(20\d\d ?R2|20\d\d|XP|Vista|NT|7|8\.1|8|10|11)(?!\w|\.\d)", re.IGNORECASE)
_BY_LENGTH = sorted(PRODUCTS, key=lambda product: -len(product.begins))
_LEAVES = tuple(leaf.name for leaf in fields(OperatingSystem))
_UNKNOWN = (None, "unknown")


@lru_cache(4096)  # a fleet has few systems
def read_system(
    said: str | tuple[str | None, ...] | None,
    platform: str | None = None,
    build: str | None = None,
    kernel: str | None = None,
    *,
    edition: str | None = None,
    version: tuple[str | None, ...] = (),
) -> OperatingSystem:
    """Return the operating system that a vendor's fields name; words that aren't known are kept as the name.

    `said` are sentences, best first; the other fields say one thing each, `version` best first.
    """
    family = PLATFORMS.get((platform or "").lower(), "unknown")
    builds = (whole_build(build), *map(find_build, (*version, kernel)))
    sentences = (said,) if isinstance(said, str) else said or ()
    texts = list(dict.fromkeys(filter(None, sentences))) or [""]
    base, *others = sorted((_reading(text, family, builds) for text in texts), key=_specificity, reverse=True)
    for other in others:
        if is_compatible(base, other):
            base = fill(base, other)
    base = _with_version(base, version, builds)
    edition = base.edition or _edition(edition or "") or edition
    return replace(base, edition=edition, kernel=kernel or base.kernel, said=texts[0] or None)


def read_listed(texts: Sequence[str], platform: str | None = None) -> OperatingSystem:
    """Return what all sentences of a list allow, whose order says nothing: of two that contradict, what they share."""
    ordered = sorted(texts)
    readings = [read_system(text, platform) for text in ordered]
    if len(readings) < 2 or all(is_compatible(one, other) for one in readings for other in readings):
        return read_system(tuple(ordered), platform)
    return replace(_shared(readings), said=" / ".join(ordered))


def is_compatible(one: OperatingSystem, other: OperatingSystem) -> bool:
    """Tell whether two readings may be of one system."""
    leaves = ("family", "name", "version", "build", "kernel")
    return all(_agree(getattr(one, leaf), getattr(other, leaf)) for leaf in leaves)


def _agree(one: str | None, other: str | None) -> bool:
    """Tell whether both may be true: one is unknown, or tells less of the same (`7` and `7.9`)."""
    if one in _UNKNOWN or other in _UNKNOWN or one == other:
        return True
    short, long = sorted((one or "", other or ""), key=len)
    return long.startswith(short) and not long[len(short)].isalnum()


def fill(base: OperatingSystem, other: OperatingSystem) -> OperatingSystem:
    """Return the reading with its gaps filled from another one."""
    gaps: dict[str, Any] = {  # Any: the field's own type
        leaf: getattr(other, leaf) for leaf in _LEAVES if getattr(base, leaf) in _UNKNOWN
    }
    return replace(base, **gaps)


def _specificity(reading: OperatingSystem) -> int:
    """Count what a reading tells; to name the system counts most, then the numbers of its version."""
    tells = [leaf for leaf in ("version", "edition", "build", "kernel") if getattr(reading, leaf)]
    return 10 * bool(reading.name) + len(tells) + (reading.version or "").count(".")


def _shared(readings: Sequence[OperatingSystem]) -> OperatingSystem:
    """Return what all readings say; a family that they share, if others tell none."""
    families = {reading.family for reading in readings} - {"unknown"}
    same: dict[str, Any] = {  # Any: the field's own type
        leaf: getattr(readings[0], leaf)
        for leaf in _LEAVES
        if len({getattr(reading, leaf) for reading in readings}) == 1
    }
    return OperatingSystem(**same | {"family": families.pop() if len(families) == 1 else "unknown"})


def _reading(said: str, platform: Family, builds: Sequence[Build | None]) -> OperatingSystem:
    choices = _OR.split(said)
    if len(choices) > 1:
        shared = _shared([_sentence(choice, "unknown", builds) for choice in choices])
        family = shared.family if platform == "unknown" else platform
        return replace(shared, family=family, said=said)
    return replace(_sentence(said, platform, builds), said=said or None)


def _sentence(said: str, platform: Family, builds: Sequence[Build | None]) -> OperatingSystem:
    """Read one sentence: what names a kernel, and what is beside it."""
    text = " ".join(said.split())
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _KERNELS)), None)
    if match:
        words = match["on"] or match["before"] or "Linux"
        return replace(_named(words, "linux", builds), kernel=match["kernel"])
    return _named(said, platform, builds)


def _named(said: str, platform: Family, builds: Sequence[Build | None]) -> OperatingSystem:
    text = " ".join(_SUNOS.sub(r"Solaris \1", _NOISE.sub(" ", said)).split())
    if _BARE_KERNEL.fullmatch(text):
        return OperatingSystem(family="linux")  # of every distribution
    release = next((name for name in MAC_RELEASES if text.lower().startswith(name)), None)
    product = Product("", "macOS", "macos", 1) if release else _product(text)
    family = product.family if product else platform
    build = best_build((builds[0], find_build(text, is_bare=family == "windows"), *builds[1:])) if builds else None
    if product is None:
        return _unknown(text, platform, build)
    rest = text[len(product.begins) :]
    if product.family == "windows":
        return _windows(product, rest, build)
    version = _mac_version(text) if product.family == "macos" else _version(rest, product.parts)
    number = build.number if build and product.family != "linux" else None  # of Linux they are its kernel's digits
    return OperatingSystem(family=product.family, name=product.name, version=version, build=number)


def _product(text: str) -> Product | None:
    lower = text.lower()
    begun = (one for one in _BY_LENGTH if lower.startswith(one.begins))
    return next((one for one in begun if not lower[len(one.begins) : len(one.begins) + 1].isalpha()), None)


def _unknown(text: str, platform: Family, build: Build | None) -> OperatingSystem:
    """Take what is before a number as the name."""
    name = re.split(r"\s+(?=v?\d)", text, maxsplit=1)[0] or None
    family = "linux" if platform == "unknown" and "linux" in text.lower() else platform
    number = build.number if build and family != "linux" else None
    return OperatingSystem(family=family, name=name, version=_version(text[len(name or "") :], 2), build=number)


def _version(text: str, parts: int) -> str | None:
    """Return as many numbers of the version as name a release; a service pack counts as one."""
    found = _NUMBER.search(text)
    if not found or not parts:
        return None
    numbers = found[1].split(".")
    return ".".join((numbers + ([found[2]] if found[2] and len(numbers) == 1 else []))[:parts])


def _with_version(
    system: OperatingSystem, version: Sequence[str | None], builds: Sequence[Build | None]
) -> OperatingSystem:
    """Return the system with the version that a field of its own tells, where its sentence tells none."""
    words = next(filter(None, version), None)
    if system.version or not words or not system.name:
        return system
    again = _named(f"{system.name} {words}", system.family, builds)
    return fill(system, again) if is_compatible(system, again) else system


def _mac_version(text: str) -> str | None:
    """Return the release: one number since macOS 11, two before; 10.16 is what 11 says to old programs."""
    named = next((version for name, version in MAC_RELEASES.items() if name in text.lower()), None)
    version = named or _version(re.sub(r"[()]|OS X", " ", text), 2)
    if version is None:
        return None
    return "11" if version == "10.16" else version if version.startswith("10.") else version.partition(".")[0]


def _windows(product: Product, rest: str, build: Build | None) -> OperatingSystem:
    said = _RELEASE.search(rest)
    release = re.sub(r"(?<=\d)(?=R2)", " ", said[1].upper().replace("VISTA", "Vista")) if said else None
    number = build.number if build else ""
    is_server = "Server" in product.name or bool(release and re.match(r"20(?!00)", release))
    if is_server:
        release = release or SERVER_BUILDS.get(number)
    elif release in (None, "10") and number.isdecimal() and int(number) >= FIRST_WINDOWS_11:
        release = "11"
    return OperatingSystem(
        family="windows",
        name="Windows Server" if is_server else "Windows",
        version=release,
        edition=_edition(rest),
        build=number or None,
        ubr=build.revision if build else None,
    )


def _edition(words: str) -> str | None:
    edition = next((one for one in EDITIONS if re.search(rf"\b{one}\b", words, re.IGNORECASE)), None)
    return "Pro" if edition == "Professional" else edition
