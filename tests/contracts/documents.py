"""Small records and hosts to store."""

from datetime import UTC, datetime
from typing import Any

from services.deduper.core.merging import merge
from shared.contracts.host import MergedHost
from shared.contracts.record import HostRecord


def record(number: int, hour: int = 0, **fields: Any) -> HostRecord:
    """Return a version of a record."""
    seen = datetime(2026, 1, 1, hour, tzinfo=UTC)
    return HostRecord(vendor="qualys", vendor_id=str(number), observed_at=seen, last_seen=seen, **fields)


def merged(number: int, revision: int, **fields: Any) -> MergedHost:
    """Return a host of one record."""
    return MergedHost(revision=revision, host=merge([record(number, **fields)]))
