"""What of a record is no fact: placeholders of firmware and words for nothing, left out for every vendor in one place.

The raw page keeps them. What stands for nothing in every field, such as an empty text, `types.py` leaves out already.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from shared.contracts.parts import Cloud, Hardware, Location, OperatingSystem, Port, Volume
from shared.placeholders import is_missing, is_no_instance, is_nobody, is_unset, says_nothing, serial_says_nothing

P = TypeVar("P", Cloud, Hardware, Location, OperatingSystem)

_NO_INSTANCES = ("provider", "account", "instance_id", "region", "zone", "image")  # a network may be called `default`
_HARDWARE = tuple(leaf.name for leaf in fields(Hardware))
_SYSTEM = ("name", "version", "edition", "build", "kernel")


def without_placeholders(said: dict[str, Any]) -> dict[str, Any]:  # Any: each field's own type
    """Return a record's fields without what says nothing."""
    facts = dict(said)
    for name, clean in _CLEANED.items():
        if name in facts:
            facts[name] = clean(facts[name])
    return facts


def _hardware(hardware: Hardware) -> Hardware:
    return _without(hardware, [leaf for leaf in _HARDWARE if _is_no_part(leaf, getattr(hardware, leaf))])


def _is_no_part(leaf: str, value: str | int | None) -> bool:
    """Tell whether a part of the hardware says nothing; of what a machine has there is never 0."""
    if not isinstance(value, str):
        return value == 0
    if leaf == "uuid":
        return is_unset(value)
    return serial_says_nothing(value) if leaf == "serial" else says_nothing(value)


def _cloud(cloud: Cloud) -> Cloud:
    return _without(cloud, [leaf for leaf in _NO_INSTANCES if (text := getattr(cloud, leaf)) and is_no_instance(text)])


def _system(system: OperatingSystem) -> OperatingSystem:
    return _without(system, [leaf for leaf in _SYSTEM if (text := getattr(system, leaf)) and is_missing(text)])


def _location(location: Location) -> Location:
    """Leave out what is no place; where the equator meets the first meridian there is none."""
    nowhere = ["latitude", "longitude"] if not location.latitude and not location.longitude else []
    return _without(location, [*nowhere, *(["name"] if location.name and is_missing(location.name) else [])])


def _user(user: str | None) -> str | None:
    return None if user and is_nobody(user) else user


def _text(text: str | None) -> str | None:
    return None if text and is_missing(text) else text


def _ports(ports: tuple[Port, ...]) -> tuple[Port, ...]:
    """Leave out what is no port, and words for no service."""
    return tuple(replace(one, service=_text(one.service)) for one in ports if one.port)


def _volumes(volumes: tuple[Volume, ...]) -> tuple[Volume, ...]:
    """Take a size of 0 for one that isn't known; of free space there may be none."""
    return tuple(replace(one, size_bytes=one.size_bytes or None) for one in volumes)


def _without(part: P, leaves: list[str]) -> P:
    gaps: dict[str, Any] = {leaf: None for leaf in leaves if getattr(part, leaf) is not None}  # Any: for any leaf
    return replace(part, **gaps) if gaps else part


_CLEANED: dict[str, Callable[[Any], Any]] = {  # Any: each its own field
    "hardware": _hardware,
    "cloud": _cloud,
    "os": _system,
    "location": _location,
    "last_user": _user,
    "ports": _ports,
    "timezone": _text,
    "volumes": _volumes,
}
