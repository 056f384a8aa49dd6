"""What a vendor is to the fetcher, and how a page becomes messages. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel

from shared.contracts.raw import AnyPage
from shared.settings import Settings

MAX_MESSAGE = 900_000  # bytes; Kafka's default limit is 1 MiB with its own overhead (DESIGN 1)
MAX_DEPTH = 100  # levels of JSON in a host; real ones have 7
HEAD = 10_000  # characters that are kept of a host too large for a message
RawHost = Any  # Any: a vendor's host before its model has read it


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to a vendor."""

    method: str
    url: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict, repr=False)  # they hold the secret

    @property
    def place(self) -> str:
        """Return host and path: what may be logged and kept."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}{parts.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's response, whole."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What an answer says: its hosts, and the vendor's cursor for the next page, None after the last."""

    hosts: Sequence[RawHost]
    cursor: str | None


class Vendor(Protocol):
    """A vendor: pure functions over its settings. A module in `vendors/` with these names."""

    name: str
    settings: type[Settings]

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page."""

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page.

        Raises:
            Temporary: the answer is none; asking again may help.
            VendorRefused: our credentials were refused.

        """


class Cursor(BaseModel):
    """Where a sync stands: enough to go on after a crash, on any machine."""

    sync_id: str
    sequence: int = 0
    hosts: int = 0
    at: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """A host that no message can hold: the beginning of its JSON, its length in characters, and why."""

    head: str
    length: int
    reason: str


def parts(hosts: Iterable[RawHost], limit: int = MAX_MESSAGE) -> tuple[list[list[RawHost]], list[Unfit]]:
    """Split a page's hosts so that each part's JSON stays under `limit` bytes; tell apart those that fit in none."""
    found: list[list[RawHost]] = [[]]
    unfit: list[Unfit] = []
    size = 0
    for said in hosts:
        host, length = measure(said, limit)
        if isinstance(host, Unfit):
            unfit.append(host)
            continue
        if size + length > limit:
            found.append([])
            size = 0
        found[-1].append(host)
        size += length
    return found, unfit


def measure(host: RawHost, limit: int) -> tuple[RawHost | Unfit, int]:
    """Return a host and the bytes of its JSON, or why it can't travel. Half a surrogate pair becomes `?`."""
    if _is_deep(host):
        return Unfit("", 0, f"nested deeper than {MAX_DEPTH} levels"), 0
    text = json.dumps(host, ensure_ascii=False)
    try:
        length = len(text.encode())
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
        host, length = json.loads(text), len(text.encode())
    if length >= limit:
        return Unfit(text[:HEAD], len(text), f"{length} bytes; less than {limit} fit a message"), 0
    return host, length + 1


def _is_deep(host: RawHost) -> bool:
    level: list[RawHost] = [host]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for one in level
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def pages(
    vendor: str, endpoint: str, cursor: Cursor, page: Page, fetched_at: datetime
) -> tuple[list[AnyPage], list[Unfit]]:
    """Return a page as events, the last one of the sync marked, and the hosts that fit in none."""
    split, unfit = parts(page.hosts)
    events = [
        AnyPage(
            vendor=vendor,
            endpoint=endpoint,
            sync_id=cursor.sync_id,
            sequence=cursor.sequence,
            part=number,
            last=page.cursor is None and number == len(split) - 1,
            fetched_at=fetched_at,
            hosts=tuple(hosts),
        )
        for number, hosts in enumerate(split)
    ]
    return events, unfit
