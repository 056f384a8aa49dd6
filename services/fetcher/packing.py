"""How a page becomes messages: as it came, in parts that fit; what fits in none is a dead letter. Pure."""

import json
import re
from collections.abc import Iterable
from datetime import datetime

from services.fetcher.core import Cursor, Page, RawHost
from services.fetcher.decoding.encoding import MARK
from services.fetcher.decoding.unfit import HEAD, Unfit
from shared.contracts.raw import AnyPage
from shared.contracts.topics import Message
from shared.runtime.dead_letters import Author, head_letter

MAX_MESSAGE = 900_000  # bytes; Kafka's default limit is 1 MiB with its own overhead
ENVELOPE = 4_000  # bytes for what is around the hosts; most of it is the endpoint, and an URL may have 2,083
MAX_DEPTH = 100  # levels of JSON in a host; real ones have 7
HALVES = re.compile("[\ud800-\udfff]")  # half surrogates, which no message can hold


def pages(
    vendor: str, endpoint: str, cursor: Cursor, page: Page, fetched_at: datetime, listed_at: datetime | None = None
) -> tuple[list[AnyPage], list[Unfit]]:
    """Return a page as events, the last one of the sync marked, and the hosts that fit in none.

    `listed_at` is told only where it is later than `fetched_at`: the clock was set back.
    """
    split, unfit = parts(page.hosts)
    events = [
        AnyPage(
            vendor=vendor,
            tenant=cursor.tenant,
            endpoint=endpoint,
            sync_id=cursor.sync_id,
            sequence=cursor.sequence,
            part=number,
            last=page.cursor is None and number == len(split) - 1,
            fetched_at=fetched_at,
            listed_at=listed_at if listed_at and listed_at > fetched_at else None,
            hosts=tuple(hosts),
        )
        for number, hosts in enumerate(split)
    ]
    return events, unfit


def letter(vendor: str, cursor: Cursor, number: int, host: Unfit, author: Author) -> Message:
    """Return the dead letter of a page's nth unfit host."""
    key = f"{vendor}/{cursor.sync_id}/{cursor.sequence}.unfit.{number}"
    return head_letter(key, HALVES.sub(MARK, host.head).encode(), host.length, Unfit.__name__, host.reason, author)


def parts(hosts: Iterable[RawHost], limit: int = MAX_MESSAGE - ENVELOPE) -> tuple[list[list[RawHost]], list[Unfit]]:
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
    """Return a host and the bytes of its JSON, or why it can't travel. Half a surrogate pair becomes U+FFFD."""
    if isinstance(host, Unfit):
        return host, 0
    try:
        text = _text(host)
    except (ValueError, TypeError) as error:
        return Unfit("", 0, f"can't be written as JSON: {error}"), 0
    if _may_be_deep(text) and _is_deep(host):
        return Unfit(text[:HEAD], len(text), f"nested deeper than {MAX_DEPTH} levels"), 0
    if not _is_utf8(text):
        text = HALVES.sub(MARK, text)
        host = json.loads(text)
    length = len(text.encode())
    if length >= limit:
        return Unfit(text[:HEAD], len(text), f"{length} bytes; less than {limit} fit a message"), 0
    return host, length + 1


def _text(host: RawHost) -> str:
    try:
        return json.dumps(host, ensure_ascii=False)
    except RecursionError:
        return ""  # Python reads a little deeper than it writes


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _may_be_deep(text: str) -> bool:
    """Tell whether there are brackets enough for it: no text that Python could write has none."""
    return not text or text.count("{") + text.count("[") > MAX_DEPTH


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
