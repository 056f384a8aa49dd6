"""The event log on a real Kafka keeps the promises that all adapters keep."""

from collections.abc import Iterator

import pytest

from shared.adapters.clock import ManualClock
from shared.ports import EventLog
from tests.contracts.conftest import NOON
from tests.contracts.test_event_log import *  # noqa: F403 - its tests run here again
from tests.contracts.test_log_groups import *  # noqa: F403
from tests.contracts.test_log_looks import *  # noqa: F403
from tests.contracts.test_log_seek import *  # noqa: F403
from tests.stack.elsewhere import elsewhere
from tests.stack.kafka import new_log

pytestmark = pytest.mark.stack


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock(NOON)


@pytest.fixture(params=[1, 3], ids=["1-partition", "3-partitions"])
def log(request: pytest.FixtureRequest, clock: ManualClock) -> Iterator[EventLog]:
    """An empty event log."""
    with elsewhere(new_log(clock, request.param)) as opened:
        yield opened
