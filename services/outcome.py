"""What a run that ended tells its operator, and its exit code. Pure."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.fetcher.reports import SyncReport

STOPPED = 130  # 128 + SIGINT, as shells count


def fetched(reports: "Sequence[SyncReport]") -> str:
    """Say how many hosts came from each vendor."""
    return "".join(f"{report.hosts:>9,} raw hosts of {report.vendor}{_part(report)}\n" for report in reports)


def processed(hosts: int, charts: Path, letters: int) -> str:
    """Say what the inventory holds and where to look next."""
    refused = f"{letters:>9,} dead letters: `rollcall dead-letters list` says why\n" if letters else ""
    return f"{hosts:>9,} hosts in the inventory\n{refused}charts in {charts}\n"


def failures(reports: "Sequence[SyncReport]") -> str:
    """Say which vendors failed and why."""
    return "".join(f"rollcall: {report.vendor}: {report.error}\n" for report in reports if report.error)


def exit_code(reports: "Sequence[SyncReport]") -> int:
    """Return 0 if every vendor was fetched whole, else the worst error's code; no report means a stop by signal."""
    return max((report.error.exit_code if report.error else 0 for report in reports), default=STOPPED)


def _part(report: "SyncReport") -> str:
    unfit = f", {report.unfit:,} of them too large for a message (dead letters)" if report.unfit else ""
    return unfit if report.complete or report.held else f"{unfit}, not all: the next sync goes on there"
