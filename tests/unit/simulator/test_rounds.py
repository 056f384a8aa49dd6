"""What changes between two syncs."""

from simulator.population import Population
from tests.unit.simulator.records import Record, by_machine, records

ROUNDS = 5


def latest(rounds: int) -> dict[str, Record]:
    """Return the newest version of each record."""
    found: dict[str, Record] = {}
    for one in records(Population(400, rounds=rounds)):
        if one.id not in found or one.clock > found[one.id].clock:
            found[one.id] = one
    return found


def devices(kind: str, rounds: int) -> list[Record]:
    """Return the CrowdStrike records of a kind's machines."""
    found = by_machine(Population(400, rounds=rounds), kind).values()
    return [one for group in found for one in group if one.vendor == "crowdstrike"]


def assets(kind: str, rounds: int) -> list[Record]:
    """Return the Qualys records of a kind's machines."""
    found = by_machine(Population(400, rounds=rounds), kind).values()
    return [one for group in found for one in group if one.vendor == "qualys"]


def test_a_record_never_changes_without_its_clock() -> None:
    """From round to round a record's clock stays or goes on; where it stays, so does all of the record."""
    for rounds in range(ROUNDS):
        before, after = latest(rounds), latest(rounds + 1)
        for name in before.keys() & after.keys():
            assert before[name].clock <= after[name].clock
            assert before[name].clock < after[name].clock or before[name].raw == after[name].raw


def test_a_round_changes_most_records_and_not_all() -> None:
    """Hosts that are gone stay as they are."""
    before, after = latest(0), latest(1)
    changed = [before[name].raw != after[name].raw for name in before.keys() & after.keys()]

    assert 0.5 < sum(changed) / len(changed) < 1


def test_lists_stay_as_long() -> None:
    """What goes is replaced, so that any page is still found at once."""
    for vendor in ("qualys", "crowdstrike"):
        assert Population(400).count(vendor) == Population(400, rounds=ROUNDS).count(vendor)


def test_replaced_instances_are_other_machines_with_the_old_address() -> None:
    """The truth calls them by another name; records and instance are new at both vendors."""
    before, after = devices("replaced", 3), devices("replaced", 4)

    assert not {one.id for one in before} & {one.id for one in after}
    assert not {one.id for one in assets("replaced", 3)} & {one.id for one in assets("replaced", 4)}
    assert not {one.raw["instance_id"] for one in before} & {one.raw["instance_id"] for one in after}
    assert [one.raw["local_ip"] for one in before] == [one.raw["local_ip"] for one in after]
    assert not set(by_machine(Population(400, rounds=3), "replaced")) & set(
        by_machine(Population(400, rounds=4), "replaced")
    )


def test_a_new_name_reaches_the_scanner_a_round_later() -> None:
    """At round 3 the agent has a name that the scanner has from round 4 on."""
    new = {name for one in devices("renamed", 3) for name in one.names}
    old = {name for one in devices("renamed", 2) for name in one.names}

    assert new - old
    assert not (new - old) & {name for one in assets("renamed", 3) for name in one.names}
    assert new - old <= {name for one in assets("renamed", 4) for name in one.names}


def test_a_machine_installed_anew_lists_its_two_latest_agents() -> None:
    """At round 4 the newer of round 3 has become the older."""
    before, after = devices("reimaged", 3), devices("reimaged", 4)
    stay = [new.id == later.id for new, later in zip(before[::2], after[::2], strict=True)]
    newer_became_older = [new.id == former.id for new, former in zip(before[::2], after[1::2], strict=True)]

    assert any(newer_became_older)
    assert [not same for same in stay] == newer_became_older


def test_some_hosts_move() -> None:
    """Within twenty rounds most hosts in no cloud have had another address."""
    before, after = devices("laptop", 0), devices("laptop", 20)
    moved = [one.ips != other.ips for one, other in zip(before, after, strict=True)]

    assert sum(moved) > 10
