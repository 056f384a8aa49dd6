"""`python -m benchmarks.fetch`: Falcon's hosts, simulator to event log, beside bare httpx on the same pages.

The simulator sets no limits. Each line is measured in a process of its own, by the time of its processor: the
simulator is the slower of the two by far. Bare httpx asks for the same pages, parses them for where the next begins,
and keeps nothing.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from pydantic import SecretStr

from benchmarks.tables import aligned
from services.fetcher.census import Census
from services.fetcher.client import Client
from services.fetcher.service import Fetcher
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors.falcon import VENDOR, FalconSettings
from services.fetcher.wire import connect
from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog
from shared.adapters.sqlite.roster import SqliteRoster
from shared.logs import logging_warnings
from shared.runtime.collecting import collect_rarely
from simulator.demo import simulator

SIZES = (10_000, 100_000)
PAGE = 1000
PATIENCE = 600.0  # seconds for the simulator's first answer, for which it sorts all its hosts
SECRET = "simulator"  # noqa: S105 - no secret
HEAD = ["what", "hosts", "hosts/s of a processor", "of bare", "seconds on the clock", "peak MiB"]


@dataclass(slots=True)
class Taken:
    """What a line took: hosts, seconds of the processor and on the clock, the most memory of its process."""

    what: str
    hosts: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    peak: int = 0

    @property
    def rate(self) -> float:
        """Return hosts per second of a processor."""
        return self.hosts / self.cpu


def main(
    hosts: Annotated[list[int] | None, typer.Option(min=100, help="sizes; give it again for another")] = None,
    page: Annotated[int, typer.Option(min=1, max=10_000, help="hosts of a page")] = PAGE,
) -> None:
    """Measure and print."""
    print("\n".join(aligned([HEAD, *(row for size in hosts or SIZES for row in rows(size, page))])))


def rows(size: int, page: int = PAGE) -> Iterator[list[str]]:
    """Give the rows of one size."""
    with simulator(size, "--rate", "1000000000") as url:
        bare, ours = _alone(bare_httpx, url, page), _alone(fetcher, url, page)
    for one in (bare, ours):
        ratio = f"{one.rate / bare.rate:.2f}" if one is not bare else ""
        yield [one.what, f"{one.hosts:,}", f"{one.rate:,.0f}", ratio, f"{one.wall:.1f}", f"{one.peak / 2**20:.0f}"]


def bare_httpx(url: str, page: int) -> Taken:
    """Ask for the pages, and parse each."""
    taken = Taken("bare httpx, its JSON parsed")
    with httpx.Client(base_url=url, timeout=PATIENCE) as http:
        credentials = {"client_id": "simulator", "client_secret": SECRET}
        token = http.post("/oauth2/token", data=credentials).json()["access_token"]
        with _taking(taken):
            for path in ("devices", "devices-hidden"):
                asked = {"limit": str(page), "sort": "modified_timestamp.asc"}
                while asked:
                    answer = http.get(
                        f"/devices/combined/{path}/v1", params=asked, headers={"authorization": f"Bearer {token}"}
                    )
                    said = answer.json()
                    taken.hosts += len(said["resources"])
                    following = said["meta"]["pagination"]["next"]
                    asked = asked | {"offset": following} if following else {}
    return taken


def fetcher(url: str, page: int) -> Taken:
    """Sync, as the service does it, into a log in a file."""
    with logging_warnings(), tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "log.sqlite") as file:
        return asyncio.run(_sync(url, page, file))


async def _sync(url: str, page: int, file: Database) -> Taken:
    taken, clock, settings = (
        Taken("the fetcher, log and all in SQLite"),
        SystemClock(),
        FetcherSettings(timeout=PATIENCE),
    )
    ours = FalconSettings(client_id="simulator", client_secret=SecretStr(SECRET), cloud=url, page=page)
    async with connect(settings) as http:
        client, log, cursors = Client(http, clock, settings), SqliteEventLog(file, clock), SqliteCursors(file)
        census = Census(log, cursors, SqliteRoster(file), settings.retire_limit)
        with _taking(taken):
            (report,) = await Fetcher(client, log, cursors, clock, {VENDOR: ours}, census=census).sync_all()
    if report.error:
        raise report.error
    taken.hosts = report.hosts
    return taken


@contextmanager
def _taking(taken: Taken) -> Iterator[None]:
    """Measure a block of this process, which is set up as a service's."""
    collect_rarely()
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    taken.wall, taken.cpu = time.perf_counter() - wall, time.process_time() - cpu
    taken.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _alone(work: Callable[[str, int], Taken], url: str, page: int) -> Any:  # Any: what comes out of a pool
    """Do the work in a new process, so that memory is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, url, page).result()


if __name__ == "__main__":
    typer.run(main)
