"""Spoilt hosts through normalizer, deduper, documents, page and command line, and what has to hold of each."""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from services.cli.hosts import outline_text
from services.cli.wording import host_text, why_text
from services.deduper.core.software import software_of
from services.deduper.inquiry import Inquiry
from services.deduper.service import Deduper
from services.fetcher.core import Cursor, Page
from services.fetcher.packing import pages
from services.normalizer.service import Normalizer
from services.normalizer.vendors import discover
from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import traits
from services.visualizer.settings import VisualizerSettings
from services.visualizer.web.app import application
from services.visualizer.web.site import Site
from services.wiring import Ports
from services.wiring.memory import memory_ports
from services.wiring.web import PortAnswers
from shared.adapters.clock import ManualClock
from shared.contracts.host import Host, HostOutline, MergedHost
from shared.contracts.topics import NORMALIZED, RAW
from shared.ports import Delivery
from tests.fuzz.inputs import RawHost
from tests.fuzz.outputs import html, strict_json, terminal

READERS = discover()
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOWN = 3  # hosts of a batch whose pages are asked for
LISTS = ("/", "/hosts", "/hosts?sort=name&order=desc", "/pipeline", "/hosts?question=no-edr")


@dataclass
class Sums:
    """What became of the hosts, and what the slowest took.

    Attributes:
        hosts: raw hosts that went in
        records: records that came out
        refused: dead letters
        unfit: hosts that no message holds
        slowest: seconds of CPU of the slowest host from its bytes to its document, and its number

    """

    hosts: int = 0
    records: int = 0
    refused: int = 0
    unfit: int = 0
    slowest: tuple[float, int] = (0.0, -1)
    documents: list[bytes] = field(default_factory=list)


async def run(batch: Sequence[RawHost], folder: Path, *, shown: int = SHOWN) -> Sums:
    """Bring a batch through all parts; return the sums, which must be equal.

    Raises:
        ValueError: something that leaves the product isn't what it has to be.

    """
    ports, sums = memory_ports(ManualClock(NOON)), Sums()
    gc.collect()
    gc.disable()  # a collection of all that pytest holds would be counted as a host's time
    try:
        for raw in batch:
            await _in(ports, raw, sums)
    finally:
        gc.enable()
    if sums.hosts != sums.records + sums.refused + sums.unfit:
        raise ValueError(f"expected as many records, dead letters and unfit hosts as hosts, got {sums}")
    hosts = [merged async for merged in ports.store.hosts()]
    sums.documents = [merged.host.encode() for merged in hosts]
    await _documents(ports, hosts)
    await _command_line(ports, hosts)
    await _page(ports, hosts[:: max(1, len(hosts) // shown)], folder)
    return sums


async def in_another_order(batch: Sequence[RawHost]) -> list[bytes]:
    """Return the documents that come of the same records, the last one first and all of them at once."""
    first, second = memory_ports(ManualClock(NOON)), memory_ports(ManualClock(NOON))
    for raw in batch:
        await _normalized(first, raw, Sums())
    deliveries = [delivery async for delivery in first.log.read(NORMALIZED.name)]
    await Deduper(second.index, second.store, second.log).handle(deliveries[::-1])
    return [merged.host.encode() async for merged in second.store.hosts()]


async def _in(ports: Ports, raw: RawHost, sums: Sums) -> None:
    """Bring a host in by itself, and take the time."""
    begun = time.process_time()
    before = await ports.log.count(NORMALIZED.name)
    await _normalized(ports, raw, sums)
    deliveries = [delivery async for delivery in ports.log.read(NORMALIZED.name, before)]
    refused = await Deduper(ports.index, ports.store, ports.log).handle(deliveries)
    if refused:
        raise ValueError(f"expected records that the deduper takes, got {refused[0].reason}")
    sums.records += len(deliveries)
    sums.slowest = max(sums.slowest, (time.process_time() - begun, raw.number))


async def _normalized(ports: Ports, raw: RawHost, sums: Sums) -> None:
    cursor = Cursor(sync_id="s", at="", sequence=raw.number)
    events, unfit = pages(raw.vendor, "fuzz", cursor, Page([raw.host], None), NOON)
    for event in events:
        delivery = Delivery(RAW.message(event), RAW.name, 0, 0, NOON)
        sums.refused += len(await Normalizer(ports.log, READERS).handle([delivery]))
    sums.hosts += 1
    sums.unfit += len(unfit)


async def _documents(ports: Ports, hosts: Sequence[MergedHost]) -> None:
    tally = Tally()
    for merged in hosts:
        strict_json(merged.encode())
        if MergedHost.decode(merged.encode()).encode() != merged.encode():
            raise ValueError(f"expected a document that is read as it was written, got {merged.encode()[:500]!r}")
        tally.apply(merged.host.id, merged.revision, traits(merged.host))
    async for record in ports.store.records():
        strict_json(record.encode())
        strict_json(software_of(record.id, [record]).encode())
    strict_json(summarize(tally, NOON, 30).model_dump_json().encode())


async def _command_line(ports: Ports, hosts: Sequence[MergedHost]) -> None:
    inquiry = Inquiry(ports.index, ports.store)
    for merged in hosts:
        terminal(host_text(merged.host))
        terminal(outline_text(HostOutline.of(merged.host)))
        why = await inquiry.why_one(merged.host)
        terminal(why_text(why))
        strict_json(why.model_dump_json().encode())


async def _page(ports: Ports, hosts: Sequence[MergedHost], folder: Path) -> None:
    site = Site(ports.store, PortAnswers(ports), ports.clock, VisualizerSettings.model_validate({"folder": folder}))
    transport = httpx.ASGITransport(application(site, "127.0.0.1", None))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        for address in (*LISTS, *(address for merged in hosts for address in _of_host(merged.host))):
            html(await _answer(browser, address))
        for merged in hosts:
            strict_json(await _answer(browser, f"/api/hosts/{merged.host.id}"))
        strict_json(await _answer(browser, "/api/hosts"))
        strict_json(await _answer(browser, "/api/hosts.json"))
        (await _answer(browser, "/api/hosts.csv")).decode("utf-8")


def _of_host(host: Host) -> tuple[str, ...]:
    return f"/hosts/{host.id}", f"/hosts/{host.id}/why", f"/hosts/{host.id}/history"


async def _answer(browser: httpx.AsyncClient, address: str) -> bytes:
    answer = await browser.get(address)
    if answer.status_code != 200:
        raise ValueError(f"expected 200 at {address}, got {answer.status_code} {answer.text[:300]!a}")
    return answer.content
