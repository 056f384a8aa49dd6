"""`show`, `why`, `why-not`, `history`, `link`, `unlink`, `forget`, `rulings`, `rebuild`, as an operator uses them."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from services.deduper.core import junk
from services.deduper.core.explain import Why, WhyNot
from services.deduper.core.merging import host_id
from services.deduper.history import Step
from services.deduper.rebuild import Difference
from services.runs import process
from services.wiring import open_ports
from shared.contracts.host import Host
from shared.contracts.parts import Cloud, Interface
from shared.contracts.record import HostRecord
from shared.contracts.topics import NORMALIZED
from shared.settings import SharedSettings
from tests.unit.cli.conftest import Rollcall

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def web(vendor: str, number: int, instance: str | None = None) -> HostRecord:
    """Return a record of a machine named web."""
    return HostRecord(
        vendor=vendor,
        vendor_id=str(number),
        observed_at=NOON,
        last_seen=NOON,
        hostname="web",
        tags=tuple(f"tag-{place:02}" for place in range(12)),
        interfaces=(Interface(mac="0a:00:00:00:00:01", ips=("10.0.0.1",)),),
        cloud=Cloud(provider="aws", account="1", instance_id=instance) if instance else Cloud(),
    )


def tell(*records: HostRecord) -> None:
    """Let the deduper read these records."""

    async def work() -> None:
        async with open_ports(SharedSettings.load()) as ports:
            await ports.log.append(NORMALIZED.name, [NORMALIZED.message(one) for one in records])
            await process(["deduper"], ports)

    asyncio.run(work())


@pytest.fixture
def two(rollcall: Rollcall) -> Rollcall:
    """The command line over one machine with two records, and another with the same name."""
    tell(web("a", 1), web("b", 1), HostRecord(vendor="a", vendor_id="2", observed_at=NOON, hostname="web"))
    return rollcall


def records(rollcall: Rollcall) -> Sequence[Sequence[str]]:
    """Return the record ids of each host."""
    hosts = [Host.decode(line.encode()) for line in rollcall("hosts", "--json").out.splitlines()]
    return sorted([record.id for record in host.records] for host in hosts)


def test_show_tells_each_fields_and_each_items_source(two: Rollcall) -> None:
    """For a person bounded, for a machine the document itself."""
    out = two("show", "b:1").out

    assert any(line.split() == ["hostname", "web", "from", "a:1"] for line in out.splitlines())
    assert any(
        line.split() == ["interfaces", "0a:00:00:00:00:01", "10.0.0.1", "from", "a:1,", "b:1"]
        for line in out.splitlines()
    )
    assert f"also found by its former id {host_id('b:1')}" in out
    assert "tags                     and 2 more: `--json` has all" in out
    assert Host.decode(two("show", host_id("b:1"), "--json").out.encode()).id == host_id("a:1")


def test_why_and_why_not_answer_in_text_and_json(two: Rollcall) -> None:
    """The same answer in both."""
    why = Why.model_validate_json(two("why", "b:1", "--json").out)
    why_not = WhyNot.model_validate_json(two("why-not", "a:1", "a:2", "--json").out)

    assert why.records == ("a:1", "b:1")
    assert all(one.text in two("why", "b:1").out for one in why.held_by)
    assert why_not.not_enough == ("hostname web",)
    assert "both have hostname web: never enough alone" in two("why-not", "a:1", "a:2").out


def test_a_name_of_several_hosts_asks_for_more(two: Rollcall) -> None:
    """Exit code 2 and the ids to choose from."""
    result = two("why", "web")

    assert result.code == 2
    assert "2 hosts go by 'web'; give one's id:" in result.err
    assert host_id("a:2") in result.err


def test_history_is_a_line_a_step(two: Rollcall) -> None:
    """Or a JSON document a line."""
    steps = [Step.model_validate_json(line) for line in two("history", "b:1", "--json").out.splitlines()]

    assert steps[-1].records == ("a:1", "b:1")
    assert len(two("history", "b:1").out.splitlines()) == len(steps)


def test_rulings_are_made_listed_and_taken_back(two: Rollcall) -> None:
    """Each takes effect at once, outlives a rebuild, and leaves no trace when it is forgotten."""
    before = two("hosts", "--json").out
    assert two("link", "a:1", "a:2", "--because", "the same board").code == 0
    assert records(two) == [["a:1", "a:2", "b:1"]]
    assert "link    a:1  a:2  by " in two("rulings").out
    assert two("rebuild", "--switch").code == 0
    assert records(two) == [["a:1", "a:2", "b:1"]]
    assert two("unlink", "b:1", "a:1", "--because", "two machines").code == 0
    assert two("forget", "a:1", "a:2").code == 0
    assert records(two) == [["a:1"], ["a:2"], ["b:1"]]
    assert two("forget", "b:1", "a:1").code == 0
    assert two("hosts", "--json").out == before
    assert two("rulings").out == ""


def test_a_ruling_needs_two_records(two: Rollcall) -> None:
    """One host named twice is no pair."""
    result = two("unlink", host_id("a:1"), host_id("b:1"), "--because", "x")

    assert result.code == 2
    assert "name two records" in result.err


def test_other_rules_are_refused_until_a_rebuild_was_seen_and_switched_to(
    two: Rollcall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The services stop, the difference is shown and changes nothing; after the switch they go on, history kept."""
    before = two("hosts", "--json").out
    monkeypatch.setitem(junk.ADDRESSES, "10.0.0.1", "a test")
    monkeypatch.setitem(junk.HOSTNAMES, "web", "a test")
    refused = two("link", "a:1", "a:2", "--because", "x")
    shown = Difference.model_validate_json(two("rebuild", "--json").out)

    assert refused.code == 2
    assert "rollcall rebuild" in refused.err
    assert (shown.before, shown.split, shown.joined) == (2, 1, 0)
    assert two("hosts", "--json").out == before
    assert "switched to" in two("rebuild", "--switch").out
    assert records(two) == [["a:1"], ["a:2"], ["b:1"]]
    tell(web("c", 1))
    assert records(two) == [["a:1", "a:2"], ["b:1"], ["c:1"]], "the ruling was an event, and waited in the log"


def test_a_rebuild_by_the_same_rules_changes_nothing(two: Rollcall) -> None:
    """Every host is the same to the byte, before and after the switch."""
    before = two("hosts", "--json").out
    shown = json.loads(two("rebuild", "--json").out)
    two("rebuild", "--switch")

    assert shown["unchanged"] == shown["before"] == shown["after"] == 2
    assert two("hosts", "--json").out == before
