"""Whether everything that came in is where it should be, stage by stage; only reads, so services may run meanwhile.

Messages that a reader hasn't acknowledged yet are on their way: what hangs on them isn't called missing. Topics are
read as they come; of ids only digests are held, so an audit takes some hundred bytes of memory a record.
"""

from collections.abc import Callable

from services.audit.hosts import audit_documents, audit_publication
from services.audit.pages import audit_pages
from services.audit.records import audit_records
from services.audit.report import Audit, Missing, Stage
from services.wiring import Ports, lags

__all__ = ["Audit", "Missing", "Stage", "audit"]

Progress = Callable[[str, int], None]


def _silent(_: str, __: int) -> None:
    """Show nothing."""


async def audit(ports: Ports, progress: Progress = _silent) -> Audit:
    """Return what is missing at each stage; `progress` is told a stage and how far it is."""
    before = await lags(ports)
    stages = [
        await audit_pages(ports, progress),
        await audit_records(ports, progress),
        await audit_documents(ports, progress),
        await audit_publication(ports, progress),
    ]
    after = await lags(ports)
    lag = {group: max(before[group], after[group]) for group in before}
    return Audit(stages=tuple(stage.settled(lag) for stage in stages), lag=lag)
