"""security-asset-correlator by its own example: an engine, records in its own form, `process`, the defaults.

It compares each record with every asset so far, so its time grows with the square of the hosts.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from src.correlator.engine import CorrelationEngine
from src.correlator.models import RawAssetRecord

from services.deduper.core.addresses import Said
from shared.contracts.record import CLOCK_AHEAD, HostRecord

SOURCES = {"crowdstrike": "edr", "qualys": "qualys"}  # its names; its command reads them in this order too


def correlate(records: Iterable[HostRecord]) -> Mapping[str, str]:
    """Return the canonical asset of each record."""
    found = list(records)
    trusted = [record for record in found if CLOCK_AHEAD not in record.flags]
    late = datetime.now(UTC) - max(record.last_seen for record in trusted if record.last_seen)
    assets = CorrelationEngine().process([_raw(record, late) for record in found])
    return {record.source_id: asset.canonical_id for asset in assets for record in asset.source_records}


def _raw(record: HostRecord, late: timedelta) -> Any:  # Any: a package without types
    """Return the record in its form, with the fields that its loaders fill, and the MACs that its Qualys loader lacks.

    It judges addresses by their age at the wall clock, so the invented times are moved to end now.
    """
    own = Said(record)
    return RawAssetRecord(
        source=SOURCES[record.vendor],
        source_id=record.id,
        instance_id=record.cloud.instance_id,
        agent_id=record.vendor_id if record.vendor == "crowdstrike" else None,
        mac_addresses=own.macs(),
        hostnames=list(dict.fromkeys(name for name in (record.hostname, record.fqdn) if name)),
        ip_addresses=list(dict.fromkeys([*own.addresses(), *record.external_ips])),
        os_name=record.os.said,
        cloud_region=record.cloud.region,
        cloud_account_id=record.cloud.account,
        last_seen=record.last_seen and record.last_seen + late,
    )
