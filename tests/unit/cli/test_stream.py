"""`rollcall fetch` and `rollcall replay`."""

import json

import pytest

from services.wiring import READERS
from services.wiring.embedded import opened
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
    result = filled("replay", "--topic", "hosts.raw", "--from", start)
    assert result.out.startswith(f"normalizer will read {waiting} messages of hosts.raw again")
    assert lag(filled) == waiting


@pytest.mark.parametrize(
    ("topic", "start", "said"),
    [
        (
            "hosts",
            "0",
            "--topic: expected one of hosts.raw, hosts.normalized, hosts.rulings, hosts.merged; got 'hosts'",
        ),
        ("hosts.raw", "-1", "--from: expected an offset (0) or a time (2026-01-31T12:00Z); got '-1'"),
        ("hosts.raw", "dawn", "--from: expected an offset (0) or a time (2026-01-31T12:00Z); got 'dawn'"),
        ("hosts.raw", "²", "--from: expected an offset (0) or a time (2026-01-31T12:00Z); got '²'"),
    ],
)
def test_a_wrong_place_is_explained(filled: Rollcall, topic: str, start: str, said: str) -> None:
    """What was expected and what came; nothing moves."""
    before = lag(filled)
    result = filled("replay", "--topic", topic, "--from", start)
    assert (result.err, result.code) == (f"rollcall: {said}\n", 2)
    assert lag(filled) == before


@pytest.mark.parametrize("command", [("replay", "--topic", "hosts.raw", "--from", "0"), ("dead-letters", "replay")])
def test_changing_commands_wait_for_nobody(filled: Rollcall, command: tuple[str, ...]) -> None:
    """While a process holds the store, they end with a clear message instead of disturbing it."""
    with opened(SharedSettings.load(), SystemClock(), read_only=False):
        result = filled(*command)
    assert result.code == 2
    assert "another process of Rollcall is writing to this file" in result.err


def test_every_topic_has_a_reader() -> None:
    """Each topic can be replayed, and its lag is in the status."""
    assert set(READERS) == {topic.name for topic in TOPICS}


def test_fetch_without_now_says_when(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule with its zone, and the next time it is due."""
    monkeypatch.setenv("FETCHER_SCHEDULE", "0 5 1 1 *")
    monkeypatch.setenv("FETCHER_TIMEZONE", "Europe/Berlin")
    out = rollcall("fetch").out
    assert out.startswith("FETCHER_SCHEDULE=0 5 1 1 * (Europe/Berlin): next at ")
    assert out.endswith("-01-01 05:00 CET\n")


def test_fetch_now_without_a_vendor_names_the_settings(rollcall: Rollcall) -> None:
    """Exit code 2."""
    result = rollcall("fetch", "--now")
    assert result.code == 2
    assert "FETCHER_QUALYS_TOKEN" in result.err


def test_a_vendor_with_half_its_settings_is_named(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A url without a token is a mistake, not a vendor that isn't wanted."""
    monkeypatch.setenv("FETCHER_QUALYS_URL", "http://127.0.0.1:9")
    result = rollcall("fetch", "--now")
    assert result.code == 2
    assert result.err == (
        "rollcall: FETCHER_QUALYS_TOKEN: expected a value, as the vendor's other settings are set; got none\n"
    )
