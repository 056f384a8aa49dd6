"""What of the log is left out: what says the same within half a minute."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.repeats import MOST, Repeats

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def line(reason: str, **more: Any) -> dict[str, Any]:  # Any: as structlog has it
    """Return a line of a log."""
    return {"level": "warning", "event": "will_retry", "service": "deduper", "reason": reason, **more}


def test_an_outage_is_one_line_in_half_a_minute() -> None:
    """Numbers make no other cause; the next line says how many were left out, and counts anew."""
    repeats = Repeats()
    passed = []
    for number in range(6_000):
        one = line(f"127.0.0.1:{40_000 + number}: refused", attempt=number)
        if repeats.passes(one, NOW + timedelta(milliseconds=20 * number)):
            passed.append(one.get("left_out", 0))
    assert passed == [0, 1499, 1499, 1499]


def test_another_cause_is_another_line() -> None:
    """Another service, event, reason or topic."""
    repeats = Repeats()
    ways = [line("a"), line("b"), line("a", service="normalizer"), line("a", event="x"), line("a", topic="hosts.raw")]
    assert all(repeats.passes(one, NOW) for one in ways)
    assert not any(repeats.passes(one, NOW) for one in ways)


def test_a_clock_that_is_set_back_leaves_nothing_out() -> None:
    """Its hours would be silent otherwise."""
    repeats = Repeats()
    assert repeats.passes(line("a"), NOW)
    assert repeats.passes(line("a"), NOW - timedelta(hours=6))


def test_what_is_remembered_has_an_end() -> None:
    """Reasons that are never the same don't fill the memory."""
    repeats = Repeats()
    for number in range(3 * MOST):
        assert repeats.passes(line("".join(chr(97 + int(digit)) for digit in str(number))), NOW)
    assert len(repeats.told) == MOST
