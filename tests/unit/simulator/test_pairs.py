"""Pairs of machines share what misleads, and have something of their own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from simulator.population import Population
from simulator.recipes import PAIRED
from tests.unit.simulator.records import Record, by_machine, of_vendor, seen

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
POPULATION = Population(500, reference=NOW)
Said = Callable[[Record], set[str]]


def macs(one: Record) -> set[str]:
    """Return a record's MACs."""
    return one.macs


def ips(one: Record) -> set[str]:
    """Return a record's private addresses."""
    return one.ips


def names(one: Record) -> set[str]:
    """Return a record's short names."""
    return one.names


def pairs(kind: str) -> list[tuple[list[Record], list[Record]]]:
    """Return the records of the first and of the second machine of each pair."""
    found = list(by_machine(POPULATION, kind).values())
    return list(zip(found[::2], found[1::2], strict=True))


@pytest.mark.parametrize(
    ("kind", "shared"),
    [
        ("golden-image", names),
        ("cloned-mac", macs),
        ("cloned-mac", ips),
        ("dock-mac", macs),
        ("dhcp-reuse", ips),
        ("recycled-address", ips),
        ("recycled-address", names),
        ("overlapping-networks", ips),
        ("overlapping-networks", names),
        ("reused-name", names),
        ("indistinguishable-clones", macs),
        ("indistinguishable-clones", ips),
        ("indistinguishable-clones", names),
    ],
)
def test_two_machines_of_a_pair_share_what_misleads(kind: str, shared: Said) -> None:
    """Every record of the one has a value in common with every record of the other."""
    assert kind in PAIRED
    for first, second in pairs(kind):
        assert all(shared(one) & shared(other) for one in first for other in second)


@pytest.mark.parametrize("kind", sorted(PAIRED - {"indistinguishable-clones"}))
def test_two_machines_of_a_pair_have_something_of_their_own(kind: str) -> None:
    """Their serials differ, so a careful reader could tell them apart."""
    for first, second in pairs(kind):
        one, other = (of_vendor(found, "crowdstrike")[0].raw["serial_number"] for found in (first, second))

        assert one != other


def test_indistinguishable_clones_differ_in_their_agent_alone() -> None:
    """What identifies is the same or not there."""
    for (one,), (other,) in pairs("indistinguishable-clones"):
        assert (one.macs, one.ips, one.names) == (other.macs, other.ips, other.names)
        assert "serial_number" not in one.raw
        assert one.id != other.id


def test_gone_machines_of_a_pair_are_long_unseen() -> None:
    """Only one of the two that had an address or a name after another is still there."""
    for kind in ("dhcp-reuse", "recycled-address", "reused-name"):
        for first, second in pairs(kind):
            gone, there = (seen(of_vendor(found, "crowdstrike")[0]) for found in (first, second))

            assert gone < NOW - timedelta(days=30) < there


def test_accounts_tell_overlapping_networks_from_recycled_addresses() -> None:
    """One private address in two accounts, or twice in one account after another."""
    for kind, accounts in (("overlapping-networks", 2), ("recycled-address", 1)):
        for pair in pairs(kind):
            devices = [of_vendor(found, "crowdstrike")[0].raw for found in pair]

            assert len({raw["service_provider_account_id"] for raw in devices}) == accounts
