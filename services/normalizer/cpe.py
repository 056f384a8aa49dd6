"""Names of the Common Platform Enumeration: URIs (2.2, `cpe:/a:…`) and formatted strings (2.3, `cpe:2.3:a:…`).

NISTIR 7695: what is special has a percent sign in a URI (6.1), a backslash in a formatted string (6.2); underscores
stand for spaces; nothing or `*` means any value, `-` none.
"""

import re
from urllib.parse import unquote

from services.normalizer.limits import MAX_PROGRAM
from shared.contracts.parts import Package

_URI, _FORMATTED = "cpe:/", "cpe:2.3:"
_FIELD = re.compile(r"((?:[^\\:]|\\.)*):")
_FIELDS = re.compile(r"(?:(?:[^\\:]|\\.)*:)+")
_ESCAPED = re.compile(r"\\(.)")
_NO_ESCAPE = re.compile(r"%(?![0-9a-f]{2})")
_NOTHING = {"", "*", "-"}
_OTHERS = {"o", "h"}  # an operating system, a piece of hardware

Fields = list[str | None]


def programs(names: list[str]) -> tuple[tuple[Package, ...], bool]:
    """Return the programs that names are of, and whether there is a name that can't be read."""
    read = [_fields(name) for name in names]
    found = [_program(fields) for fields in read]
    unread = any(one is None and not (fields and fields[0] in _OTHERS) for one, fields in zip(found, read, strict=True))
    return tuple(one for one in found if one), unread


def _program(fields: Fields) -> Package | None:
    part, maker, product, version, update = [*fields, *[None] * 5][:5]
    said = [one for one in (maker, product, version, update) if one]
    if part != "a" or not product or not all(one.isprintable() and len(one) <= MAX_PROGRAM for one in said):
        return None
    return Package(name=product, maker=maker, version=" ".join(filter(None, (version, update))) or None)


def _fields(name: str) -> Fields:
    """Return what the fields of a name say; none if it is no such name."""
    said = name.strip().lower()
    if said.startswith(_FORMATTED):
        rest = f"{said.removeprefix(_FORMATTED)}:"
        fields = _FIELD.findall(rest) if _FIELDS.fullmatch(rest) else []
        return [None if one in _NOTHING else _spaced(_ESCAPED.sub(r"\1", one)) for one in fields]
    if said.startswith(_URI) and not _NO_ESCAPE.search(said):
        fields = said.removeprefix(_URI).split(":")
        return [None if one in _NOTHING else _spaced(unquote(one)) for one in fields]
    return []


def _spaced(text: str) -> str | None:
    return text.lower().replace("_", " ").strip() or None
