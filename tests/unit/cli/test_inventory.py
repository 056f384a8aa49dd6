"""`rollcall status` and `rollcall hosts`."""

import asyncio
import json

from services.fetcher.census import Held, held_at
from services.fetcher.circuit import Circuit, circuit_at
from services.wiring.embedded import opened
from shared.adapters.clock import SystemClock
from shared.contracts.host import Host
from shared.settings import SharedSettings
from tests.unit.cli.conftest import Rollcall
from tests.unit.cli.world import NOON, PAGES


def test_status_counts_what_is_there_and_what_waits(filled: Rollcall) -> None:
    """Records of each vendor, hosts, messages that each reader hasn't read, dead letters that wait."""
    status = json.loads(filled("status", "--json").out)
    assert status["records"] == {"crowdstrike": 1, "qualys": 2}
    assert status["hosts"] == 2
    assert status["lag"].pop("normalizer") == PAGES
    assert status["lag"] == dict.fromkeys(("deduper", "rulings", "syncs", "visualizer", "reconciler"), 0)
    assert status["dead_letters"] == {"hosts.raw": 2}
    assert status["unfinished_syncs"] == []


def test_status_tells_which_syncs_wait_and_which_vendors_are_left_alone(filled: Rollcall) -> None:
    """With what an operator can do; of each source that has such a trouble a line."""
    held = Held(vendor="qualys", tenant="", started_at=NOON, total=None, missing=3, known=10)
    circuit = Circuit(failures=4, until=NOON, reason="crowdstrike answered 500")
    with opened(SharedSettings.load(), SystemClock(), read_only=False) as ports:
        asyncio.run(ports.cursors.save(held_at("qualys"), held.model_dump_json()))
        asyncio.run(ports.cursors.save(circuit_at("crowdstrike"), circuit.model_dump_json()))

    assert json.loads(filled("status", "--json").out)["sync_troubles"] == [
        f"crowdstrike: {circuit}",
        f"qualys: {held}",
    ]
    out = filled("status").out
    assert (
        "crowdstrike: 4 failed syncs in a row, left alone until 2026-01-31 12:00 UTC: crowdstrike answered 500" in out
    )
    assert "rollcall fetch --now --accept-retiring" in out


def test_status_for_a_person_has_the_same_numbers(filled: Rollcall) -> None:
    """One fact a line."""
    out = filled("status").out
    for line in ("records   crowdstrike 1, qualys 2", "hosts     2", "refused   hosts.raw 2", "cut off   no sync"):
        assert line in out.splitlines()


def test_hosts_as_json_are_the_documents_themselves(filled: Rollcall) -> None:
    """A line a host, in order of their ids, each byte as the contract encodes it."""
    lines = filled("hosts", "--json").out.splitlines()
    hosts = [Host.decode(line.encode()) for line in lines]
    assert [host.encode().decode() for host in hosts] == lines
    assert [host.id for host in hosts] == sorted(host.id for host in hosts)
    assert {record.id for host in hosts for record in host.records} == {"qualys:1", "qualys:2", "crowdstrike:1"}


def test_hosts_for_a_person_name_their_vendors(filled: Rollcall) -> None:
    """One line a host."""
    out = filled("hosts").out
    assert any("web-1" in line and "crowdstrike, qualys" in line for line in out.splitlines())
    assert len(out.splitlines()) == 2


def test_looking_works_beside_the_service(filled: Rollcall) -> None:
    """A process that holds the store's lock doesn't keep anybody from looking."""
    with opened(SharedSettings.load(), SystemClock(), read_only=False):
        assert filled("status").code == 0
        assert filled("hosts", "--json").code == 0
        assert filled("dead-letters", "list").code == 0


def test_without_an_inventory_the_message_says_how_to_get_one(rollcall: Rollcall) -> None:
    """No traceback, nothing created."""
    result = rollcall("status")
    assert result.code == 1
    assert result.err == (
        "rollcall: data/rollcall.sqlite: no inventory there yet; run `python -m services --once` first\n"
    )
