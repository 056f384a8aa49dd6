"""Numbers in words. Pure."""

from collections.abc import Sequence

_FAMILIES = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}
_CLOUDS = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud"}
_FIELDS = {"os": "system's", "hardware": "hardware's", "cloud": "cloud's"}


def family(name: str) -> str:
    """Return a family of systems as people write it."""
    return _FAMILIES.get(name, name)


def cloud(name: str) -> str:
    """Return a cloud as people write it."""
    return _CLOUDS.get(name, name or "unnamed cloud")


def field(path: str) -> str:
    """Return a field in words: `os.version` is the system's version."""
    part, _, leaf = path.rpartition(".")
    return f"{_FIELDS.get(part, part)} {leaf.replace('_', ' ')}".strip()


def amount(hosts: int, total: int) -> str:
    """Return a number and its share; only nothing is 0 %, and only all is 100 %."""
    return f"{hosts:,} · {share(hosts, total)}"


def part(hosts: int, total: int, thing: str = "host") -> str:
    """Return a number out of all, in words."""
    return f"{hosts:,} of {counted(total, thing)} ({share(hosts, total)})"


def counted(number: int, thing: str = "host") -> str:
    """Return so many things in words."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def listed(things: Sequence[str]) -> str:
    """Return things as a sentence lists them."""
    return f"{', '.join(things[:-1])} and {things[-1]}" if len(things) > 1 else "".join(things)


def share(hosts: int, total: int) -> str:
    """Return the share in whole per cent, never rounded to none or to all."""
    percent = round(100 * hosts / total) if total else 0
    if percent == 0 and hosts:
        return "<1 %"
    return ">99 %" if percent == 100 and hosts < total else f"{percent} %"
