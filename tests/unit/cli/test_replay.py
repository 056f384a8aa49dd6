"""`rollcall replay` and `rollcall switch`."""

import json
import os

import pytest

from services.wiring import READERS
from services.wiring.embedded import opened
from services.wiring.fetching import vendor_names
from shared.adapters.clock import SystemClock
from shared.contracts.topics import TOPICS
from shared.settings import SharedSettings
from tests.unit.cli.conftest import Rollcall
from tests.unit.cli.world import PAGES


def lag(rollcall: Rollcall) -> int:
    """Return how many pages wait for the normalizer."""
    return int(json.loads(rollcall("status", "--json").out)["lag"]["normalizer"])


@pytest.mark.parametrize(
    ("start", "waiting"),
    [("0", PAGES), ("2", 1), ("99", 0), ("2020-01-01", PAGES), ("2020-01-01T00:00:00+02:00", PAGES), ("2999-01-01", 0)],
)
def test_replay_sets_the_reader_to_an_offset_or_a_time(filled: Rollcall, start: str, waiting: int) -> None:
    """The number it says is the number that waits; a place past the end is the end."""
    result = filled("replay", "hosts.raw", "--from", start)
    first, kept, _ = result.out.splitlines()
    assert first == f"normalizer will read {waiting} messages of hosts.raw again"
    assert kept.startswith("hosts.raw is kept since ")
    assert lag(filled) == waiting


@pytest.mark.parametrize(
    ("topic", "start", "said"),
    [
        (
            "hosts",
            "0",
            "expected one of hosts.raw, hosts.normalized, hosts.rulings, hosts.syncs, hosts.merged; got 'hosts'",
        ),
        ("hosts.raw", "-1", "--from: expected an offset (0) or a time (2026-01-31T12:00Z); got '-1'"),
        ("hosts.raw", "dawn", "--from: expected an offset (0) or a time (2026-01-31T12:00Z); got 'dawn'"),
        ("hosts.raw", "²", "--from: expected an offset (0) or a time (2026-01-31T12:00Z); got '²'"),
    ],
)
def test_a_wrong_place_is_explained(filled: Rollcall, topic: str, start: str, said: str) -> None:
    """What was expected and what came; nothing moves."""
    before = lag(filled)
    result = filled("replay", topic, "--from", start)
    assert (result.err, result.code) == (f"rollcall: {said}\n", 2)
    assert lag(filled) == before


@pytest.mark.parametrize("command", [("replay", "hosts.raw", "--offset", "0"), ("dead-letters", "replay")])
def test_changing_commands_wait_for_nobody(filled: Rollcall, command: tuple[str, ...]) -> None:
    """While a process holds the store, they end with a clear message instead of disturbing it."""
    with opened(SharedSettings.load(), SystemClock(), read_only=False):
        result = filled(*command)
    assert result.code == 2
    assert "another process of Rollcall is writing to this file; stop it first" in result.err
    assert f"`kill {os.getpid()}`" in result.err


def test_every_topic_has_a_reader() -> None:
    """Each topic can be replayed, and its lag is in the status."""
    assert set(READERS) == {topic.name for topic in TOPICS}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "expected where to begin: --from TIME or --offset NUMBER; got neither"),
        (("--from", "0", "--offset", "0"), "--from, --offset: expected one of them; got both"),
        (("--offset", "0", "--to", "dawn"), "--to: expected an offset (0) or a time (2026-01-31T12:00Z); got 'dawn'"),
        (("--offset", "0", "--vendor", "acme"), f"--vendor: expected one of {', '.join(vendor_names())}; got 'acme'"),
        (("--into", "a/b"), "expected a namespace of letters, digits, - and _; got 'a/b'"),
        (("--into", ""), "expected another namespace than the present one; got ''"),
    ],
)
def test_a_wrong_choice_is_explained(filled: Rollcall, options: tuple[str, ...], said: str) -> None:
    """What was expected and what came; nothing moves."""
    result = filled("replay", "hosts.raw", *options)
    assert (result.err, result.code) == (f"rollcall: {said}\n", 2)
    assert lag(filled) == PAGES


@pytest.mark.parametrize(
    ("options", "count"),
    [(("--from", "1"), 2), (("--offset", "0", "--to", "2"), 2), (("--offset", "1", "--vendor", "crowdstrike"), 0)],
)
def test_a_dry_run_counts_and_changes_nothing(filled: Rollcall, options: tuple[str, ...], count: int) -> None:
    """Also while another process writes."""
    with opened(SharedSettings.load(), SystemClock(), read_only=False):
        result = filled("replay", "hosts.raw", *options, "--dry-run")
    first, kept = result.out.splitlines()
    assert (first, result.code) == (f"{count} messages of hosts.raw; nothing was changed", 0)
    assert kept.startswith("hosts.raw is kept since ")
    assert lag(filled) == PAGES


def test_a_part_is_given_again_and_moves_no_group(filled: Rollcall) -> None:
    """What was chosen stands at the topic's end once more."""
    before = json.loads(filled("status", "--json").out)["lag"]
    said = filled("replay", "hosts.raw", "--offset", "0", "--to", "2", "--vendor", "qualys").out
    assert said.startswith("normalizer will read 2 messages of hosts.raw again\n")
    assert json.loads(filled("status", "--json").out)["lag"] == before | {"normalizer": PAGES + 2}


def test_a_part_of_a_compacted_topic_is_refused(filled: Rollcall) -> None:
    """An older message of a key must not come after a newer; the message says what to do instead."""
    result = filled("replay", "hosts.normalized", "--offset", "0", "--to", "2")
    assert result.code == 2
    assert "Leave the options out" in result.err


def test_switch_to_nothing_is_refused(filled: Rollcall) -> None:
    """A namespace that holds no inventory never becomes the present one."""
    result = filled("switch", "green")
    assert (result.code, result.out) == (2, "")
    assert "expected an inventory in namespace green" in result.err
    assert json.loads(filled("status", "--json").out)["hosts"] == 2
