"""The real normalizer and deduper over raw hosts, in memory: a pure function of the hosts and of one time."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.deduper.service import Deduper
from services.fetcher.core import Cursor, Page
from services.fetcher.decoding import Unfit
from services.fetcher.packing import pages
from services.normalizer.service import Normalizer
from services.trial.inputs import Input
from services.trial.result import DeadLetter
from services.wiring import Ports
from shared.contracts.raw import AnyPage
from shared.contracts.record import EPOCH, HostRecord
from shared.contracts.topics import NORMALIZED, RAW
from shared.ports import Delivery, Rejection

BATCH = 500  # records that the deduper is given at once
BETWEEN = timedelta(seconds=1)  # from one file of a source to its next, which was fetched later
ENDPOINT = "files"


async def fill(ports: Ports, inputs: Sequence[Input], fetched_at: datetime) -> list[DeadLetter]:
    """Bring the raw hosts of these files into an empty inventory; return what was refused, in order."""
    letters: list[DeadLetter] = []
    for number, given in enumerate(inputs):
        earlier = sum(other.source == given.source for other in inputs[:number])
        events, unfit = _packed(number, given, fetched_at + earlier * BETWEEN)
        letters += [_letter_of_unfit(given, host) for host in unfit]
        letters += [letter for event in events for letter in await _normalize(ports, given, event)]
    letters += [letter async for letter in _dedupe(ports)]
    return letters


async def latest_clock(ports: Ports, inputs: Sequence[Input]) -> datetime:
    """Return the latest time in the records of these files; 1970 if none has one. Reads them into `ports`."""
    latest = EPOCH
    for number, given in enumerate(inputs):
        for event in _packed(number, given, EPOCH)[0]:
            await _normalize(ports, given, event)
    async for delivery in ports.log.read(NORMALIZED.name):
        record = HostRecord.decode(delivery.message.value or b"")
        clocks = (record.observed_at, record.last_seen, record.last_boot, record.last_scan)
        latest = max(latest, *filter(None, clocks))
    return latest


def _packed(number: int, given: Input, fetched_at: datetime) -> tuple[list[AnyPage], list[Unfit]]:
    cursor = Cursor(sync_id="try", at="", sequence=number, tenant=given.tenant)
    return pages(given.vendor, ENDPOINT, cursor, Page(given.hosts, None), fetched_at)


async def _normalize(ports: Ports, given: Input, event: AnyPage) -> list[DeadLetter]:
    delivery = Delivery(RAW.message(event), RAW.name, 0, 0, event.fetched_at)
    return [_letter_of_host(given, refused) for refused in await Normalizer(ports.log).handle([delivery])]


async def _dedupe(ports: Ports) -> AsyncIterator[DeadLetter]:
    deduper = Deduper(ports.index, ports.store, ports.log)
    consumer = await ports.log.consumer(NORMALIZED.name, "deduper")
    while batch := await consumer.poll(BATCH, 0):
        for refused in await deduper.handle(batch):
            yield _letter(refused.message.key, "", refused.reason, refused.message.value)


def _letter_of_unfit(given: Input, host: Unfit) -> DeadLetter:
    return DeadLetter(source=given.source, file=given.file, reason=host.reason, raw=host.head)


def _letter_of_host(given: Input, refused: Rejection) -> DeadLetter:
    return _letter(given.source, given.file, refused.reason, refused.message.value)


def _letter(source: str, file: str, reason: Exception, value: bytes | None) -> DeadLetter:
    return DeadLetter(source=source, file=file, reason=str(reason), raw=_host_in(value or b""))


def _host_in(value: bytes) -> Any:  # Any: JSON
    """Return the host of a page that holds it alone; of anything else its text."""
    try:
        return AnyPage.decode(value).hosts[0]
    except (ValueError, IndexError, KeyError):
        return value.decode(errors="replace")
