"""What the demo says of a result."""

from simulator.population import Population, Truth
from simulator.report import Result, found_in, lines
from simulator.wire import Json

TRUTH = tuple(Population(100).truth())
SERVED = {"qualys": 97, "crowdstrike": 101}
RIGHT = {one.record: one.machine for one in TRUTH}


def report(found: dict[str, str]) -> list[str]:
    """Return the report of an inventory."""
    return list(lines(Result(SERVED, TRUTH, found)))


def row(said: list[str], name: str) -> list[str]:
    """Return the figures of a line of the table."""
    return next(line.removeprefix(name).split() for line in said if line.startswith(name))


def test_all_that_was_served_is_accounted_for() -> None:
    """Raw hosts, second versions and records of each vendor; hosts against machines."""
    said = report(RIGHT)

    assert "qualys           97 raw hosts, 1 of them a second version: 96 of 96 records arrived" in said
    assert "crowdstrike     101 raw hosts, 1 of them a second version: 100 of 100 records arrived" in said
    assert "together        100 hosts; in truth 100 machines" in said


def test_the_truth_scores_one() -> None:
    """Over all, and by kind; where there is no pair there is no score."""
    said = report(RIGHT)

    assert row(said, "all   ")[:3] == ["1.000"] * 3
    assert row(said, "plain ")[:3] == ["1.000"] * 3
    assert row(said, "one-vendor ") == ["-", "-", "-", "7"]


def test_hosts_that_no_identifier_tells_apart_are_told_apart_in_the_table() -> None:
    """Joining the clones costs precision over all, and none of the rest."""
    clones = {one.record: "clones" for one in TRUTH if "indistinguishable-clones" in one.kinds}
    said = report(RIGHT | clones)

    assert row(said, "indistinguishable-clones (*) ")[0] == "0.000"
    assert row(said, "all without (*)")[0] == "1.000"
    assert row(said, "all   ")[0] < "1.000"


def test_a_lost_record_is_noticed() -> None:
    """It is counted and named: also the last one."""
    lost = TRUTH[-1].record
    result = Result(SERVED, TRUTH, {record: host for record, host in RIGHT.items() if record != lost})

    assert result.missing == [lost]
    assert any("99 of 100 records arrived" in line for line in lines(result))


def test_hosts_are_read_as_rollcall_lists_them() -> None:
    """Each record's host."""
    hosts: list[Json] = [
        {"id": "h1", "records": [{"id": "qualys:1"}, {"id": "crowdstrike:a"}]},
        {"id": "h2", "records": []},
    ]

    assert found_in(hosts) == {"qualys:1": "h1", "crowdstrike:a": "h1"}


def test_kinds_are_difficulty_and_platform() -> None:
    """So that a score can be had by both."""
    assert Truth("qualys:1", "m-1", ("nat", "laptop")).kinds == ("nat", "laptop")
    assert all(len(one.kinds) == 2 for one in TRUTH)
