"""What the stack's parts give when nothing is decided: pages that are only parsed, documents that are only written."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pymongo import InsertOne, MongoClient

from services.normalizer.core import normalize
from services.normalizer.vendors import discover
from shared.contracts.raw import AnyPage
from shared.contracts.topics import NORMALIZED, Message

MANY = 500  # documents of one write, as the store does it


@dataclass(slots=True)
class Taken:
    """What some records took: seconds of the wall, seconds of a processor by who used it; and what else was seen."""

    what: str
    records: int = 0
    wall: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    def rate(self, who: str = "") -> float:
        """Return records a second: of the wall, or of one's processor time."""
        seconds = self.cpu.get(who, 0.0) if who else self.wall
        return self.records / seconds if seconds else 0.0


@contextmanager
def taking(what: str) -> Iterator[Taken]:
    """Measure a block that this process does."""
    taken = Taken(what)
    wall, cpu = time.perf_counter(), time.process_time()
    yield taken
    taken.wall, taken.cpu["client"] = time.perf_counter() - wall, time.process_time() - cpu


def parsed(
    pages: Sequence[Message],
    what: str = "bare parsing of the pages",
    read: Callable[[bytes], AnyPage] = AnyPage.model_validate_json,
) -> Taken:
    """Have pydantic read the pages and their hosts; nothing is made of them."""
    readers = discover()
    with taking(what) as taken:
        for message in pages:
            page = read(message.value or b"")
            taken.records += len(page.hosts)
            for host in page.hosts:
                with suppress(ValidationError):
                    readers[page.vendor].payload.model_validate(host, context=set())
    return taken


def parsed_fast(pages: Sequence[Message]) -> Taken:
    """Do the same in the normalizer's own way, which gets a page's hosts at half of the price."""
    return parsed(pages, "the same, as the normalizer reads a page", AnyPage.decode)


def normalized(pages: Sequence[Message]) -> Taken:
    """Do all that the normalizer does between reading a page and publishing its records."""
    readers = discover()
    with taking("the normalizer's work, without Kafka") as taken:
        for message in pages:
            records, refused = normalize(message.value or b"", readers)
            taken.records += len(records) + len(refused)
            for record in records:
                NORMALIZED.message(record)
    return taken


def written(url: str, database: str, collections: Iterable[str], records: int) -> Taken:
    """Write the documents of these collections, which hold so many records, to new ones without an index, in bulk."""
    client: MongoClient[dict[str, Any]] = MongoClient(url)
    with client:
        documents = {name: list(client[database][name].find()) for name in collections}
        with taking("bare writing of the documents") as taken:
            for name, every in documents.items():
                for start in range(0, len(every), MANY):
                    part = [InsertOne(one) for one in every[start : start + MANY]]
                    client[database][f"{name}.bare"].bulk_write(part, ordered=False)
        for name in documents:
            client[database][f"{name}.bare"].drop()
    taken.records = records
    return taken
