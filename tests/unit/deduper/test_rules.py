"""The version of the rules changes with whatever changes an answer."""

from collections.abc import Callable

import pytest

from services.deduper.core import addresses, clusters, junk, precedence, programs, rules, software, spelling
from services.deduper.core.identifiers import BY_CODE, KINDS, identifiers
from services.deduper.core.rules import rules_version
from services.deduper.core.usable import CAP
from shared import networks, placeholders
from tests.unit.deduper import recorded
from tests.unit.deduper.hosts import lawful_inventory


def test_the_version_stands_for_what_the_code_answers() -> None:
    """If this fails, a rule's answers changed: was it meant? Then write the new digest into core/rules.py."""
    assert recorded.answers() == rules.ANSWERS


def test_the_recorded_world_meets_every_kind() -> None:
    """Each kind of identifier is there, many times in vain too: joined, disputed and refused hosts all occur."""
    records = recorded.world()
    found = [one.kind.name for record in records for one in identifiers(record)]
    documents = b"".join(lawful_inventory(records, CAP).values())

    assert {kind.name: found.count(kind.name) > 10 for kind in KINDS if kind.rule} == {
        kind.name: True for kind in KINDS if kind.rule
    }
    assert all(f'"kind":"{kind}"'.encode() in documents for kind in ("values", "field", "refused"))


DATA: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a junk value": lambda patch: patch.setitem(junk.HOSTNAMES, "web", "a test"),
    "a given name": lambda patch: patch.setitem(junk.GIVEN_NAMES, "web", "a test"),
    "a junk serial": lambda patch: patch.setitem(placeholders.SERIALS, "web", "a test"),
    "a junk UUID": lambda patch: patch.setitem(placeholders.UUIDS, "web", "a test"),
    "a junk MAC": lambda patch: patch.setitem(junk.MAC_PREFIXES, "web", "a test"),
    "a junk address": lambda patch: patch.setitem(junk.ADDRESSES, "web", "a test"),
    "a junk interface": lambda patch: patch.setitem(junk.INTERFACE_NAMES, "web", "a test"),
    "a junk instance": lambda patch: patch.setitem(placeholders.INSTANCES, "web", "a test"),
    "a maker's name": lambda patch: patch.setitem(junk.MAKERS, "web", "a test"),
    "a hypervisor": lambda patch: patch.setitem(junk.SERIAL_OF_HYPERVISOR, "web", "a test"),
    "a program's alias": lambda patch: patch.setitem(programs.ALIASES, ("web", ""), ("Web", "a test")),
    "a network": lambda patch: patch.setitem(networks.NETWORKS, "11.0.0.0/8", "site"),
    "a rank": lambda patch: patch.setitem(precedence.RANKS, "hostname", ("qualys",)),
}


@pytest.mark.parametrize("change", DATA)
def test_a_line_of_data_is_a_new_version(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables count whether or not the recorded world meets the line."""
    before = rules_version()
    DATA[change](monkeypatch)

    assert rules_version() != before


def test_the_cap_is_part_of_the_version() -> None:
    """Another cap joins others."""
    assert rules_version(CAP) != rules_version(CAP + 1)


def test_codes_are_never_reused() -> None:
    """Codes in an index mean for ever what they mean; each is one byte and one kind."""
    codes = {kind.name: kind.code for kind in KINDS}

    assert codes == {
        "unlink ruling": 1,
        "link ruling": 2,
        "cloud instance": 3,
        "SMBIOS UUID": 4,
        "maker and serial": 5,
        "MAC and hostname": 6,
        "hostname and private address": 7,
        "hostname in one vendor": 8,
        "MAC and private address": 9,
    }
    assert len(BY_CODE) == len(KINDS)


def test_every_limit_is_named() -> None:
    """Limits of identity, so that a change of one is seen here and in the version."""
    named = (addresses.MAX_MACS, addresses.MAX_ADDRESSES, spelling.MAX_TEXT, clusters.MAX_SIDES, clusters.MAX_REFUSALS)

    assert (CAP, *named) == (32, 16, 16, 256, 8, 16)
    assert (programs.MAX_NAME, software.MAX_PROGRAMS) == (200, 10_000)
