"""The blocklists: each value in the spelling in which it is looked up, each with its reason."""

import re

import pytest

from services.deduper.core import junk
from services.deduper.core.spelling import folded, letters
from shared import placeholders
from shared.smbios import canonical_uuid

EVERY = {**vars(junk), **vars(placeholders)}
TABLES = {name: table for name, table in EVERY.items() if name.isupper() and isinstance(table, dict)}


@pytest.mark.parametrize("name", TABLES)
def test_each_line_has_a_reason(name: str) -> None:
    """A value without one would be a guess."""
    assert [value for value, reason in TABLES[name].items() if not value or not reason] == []


def test_names_are_as_they_are_looked_up() -> None:
    """Folded, and without a domain, or the line would never be met."""
    names = [*junk.HOSTNAMES, *junk.GIVEN_NAMES, *junk.INTERFACE_NAMES, *placeholders.INSTANCES]

    assert [one for one in names if one != folded(one)] == []
    assert [one for one in [*junk.HOSTNAMES, *junk.GIVEN_NAMES] if "." in one or "/" in one] == []


def test_serials_and_makers_are_letters_alone() -> None:
    """As `letters` leaves them, and no shorter than a serial must be."""
    words = [*placeholders.SERIALS, *junk.MAKERS, *junk.MAKERS.values(), *junk.LEGAL_FORMS, *junk.SERIAL_OF_HYPERVISOR]

    assert [one for one in words if one != letters(one)] == []


def test_addresses_are_canonical() -> None:
    """MACs begin as the normalizer writes them, UUIDs are UUIDs."""
    assert [one for one in junk.MAC_PREFIXES if not re.fullmatch(r"(?:[0-9a-f]{2}:){1,5}(?:[0-9a-f]{2})?", one)] == []
    assert [one for one in placeholders.UUIDS if not canonical_uuid(one) or one != one.lower()] == []
