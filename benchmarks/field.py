"""The records that every program gets: invented hosts, through the real normalizer, in a file of a record a line."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from tqdm import tqdm

from services.normalizer.core import normalize
from services.normalizer.vendors import discover
from shared.contracts.raw import RawPage
from shared.contracts.record import HostRecord
from simulator.population import Population, Vendor

PAGE = 500  # hosts of a page
VENDORS: tuple[Vendor, ...] = ("crowdstrike", "qualys")


@dataclass(frozen=True, slots=True)
class Page:
    """Some places of a vendor's list."""

    vendor: Vendor
    start: int
    stop: int


def write_records(population: Population, file: Path) -> int:
    """Write each version of every record, vendor by vendor as they would be fetched; return how many."""
    pages = [
        Page(vendor, start, min(start + PAGE, population.count(vendor)))
        for vendor in VENDORS
        for start in range(0, population.count(vendor), PAGE)
    ]
    count = 0
    with file.open("wb") as out, ProcessPoolExecutor() as workers:
        made = workers.map(partial(lines, population), pages)
        for page in tqdm(made, "records", len(pages), unit=" pages", leave=False, disable=None):
            out.writelines(page)
            count += len(page)
    return count


def lines(population: Population, page: Page) -> list[bytes]:
    """Return the page's hosts as the normalizer writes them."""
    raw = RawPage[object](
        vendor=page.vendor,
        endpoint="",
        sync_id="",
        sequence=page.start // PAGE,
        fetched_at=population.reference,
        hosts=tuple(population.hosts(page.vendor, page.start, page.stop)),
    )
    records, refused = normalize(raw.encode(), discover())
    if refused:
        raise refused[0].reason
    return [record.encode() + b"\n" for record in records]


def read_records(file: Path) -> Iterator[HostRecord]:
    """Give the file's records."""
    with file.open("rb") as source:
        yield from map(HostRecord.decode, source)


def latest(records: Iterable[HostRecord]) -> Iterator[HostRecord]:
    """Give the latest version of each record; a vendor lists the versions of one side by side."""
    for _, versions in groupby(records, key=lambda record: record.id):
        yield max(versions, key=lambda record: record.version)
