"""How each vendor's latest syncs ended: noted by the process that fetches, read by whoever shows the pipeline."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import BaseModel

from services.wiring.ports import Ports
from shared.errors import RollcallError

if TYPE_CHECKING:
    from services.fetcher.service import SyncReport

_log = structlog.get_logger()


class Ending(BaseModel):
    """How a sync ended: when, how many hosts it brought, and why it failed, if it did."""

    at: datetime
    hosts: int
    reason: str = ""


def noting(ports: Ports) -> "Callable[[SyncReport], Coroutine[Any, Any, None]]":
    """Return what keeps the end of a sync; the sync is what it is, also if that can't be noted."""

    async def note(report: "SyncReport") -> None:
        ending = Ending(at=ports.clock.now(), hosts=report.hosts, reason=str(report.error or ""))
        try:
            await ports.cursors.save(_place(report.vendor, failed=not report.complete), ending.model_dump_json())
        except RollcallError as error:
            _log.warning("sync_not_noted", vendor=report.vendor, reason=str(error))

    return note


async def endings(ports: Ports, vendors: Sequence[str]) -> dict[str, tuple[Ending | None, Ending | None]]:
    """Return each vendor's last complete sync and the last that failed; none for who was never asked."""
    found = {vendor: [await _ending(ports, vendor, failed=failed) for failed in (False, True)] for vendor in vendors}
    return {vendor: (complete, failed) for vendor, (complete, failed) in found.items() if complete or failed}


async def _ending(ports: Ports, vendor: str, *, failed: bool) -> Ending | None:
    text = await ports.cursors.load(_place(vendor, failed=failed))
    return Ending.model_validate_json(text) if text else None


def _place(vendor: str, *, failed: bool) -> str:
    return f"{vendor}:{'failed' if failed else 'complete'}"
