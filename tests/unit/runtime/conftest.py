"""A fresh world for each test."""

from datetime import UTC, datetime

import pytest

from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryEventLog
from shared.runtime.settings import RuntimeSettings
from tests.unit.runtime.bench import Bench


@pytest.fixture
def bench() -> Bench:
    """An empty log, at noon, with the settings as they come."""
    clock = ManualClock(datetime(2026, 1, 31, 12, tzinfo=UTC))
    return Bench(clock, MemoryEventLog(clock), RuntimeSettings())
