"""What a vendor is to the fetcher, and where a sync of it stands. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from pydantic import BaseModel

from shared.errors import Temporary
from shared.settings import Settings

LONGEST_LIFE = 86_400.0  # seconds of a token
RawHost = Any  # Any: a vendor's host before its model has read it


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to a vendor. The type of a body is named in the headers; params take the place of the url's own."""

    method: str
    url: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict, repr=False)  # they hold the secret
    body: bytes = field(default=b"", repr=False)  # so may this
    hosts: int = 0  # asked for at most; 0 if the request doesn't say

    @property
    def place(self) -> str:
        """Return host and path: what may be logged and kept."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}{parts.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's response, whole; the names of its headers are in lower case.

    `asked` is how many hosts were asked for at most, 0 if the request doesn't say.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What an answer says: its hosts, and the vendor's cursor for the next page, None after the last.

    A last page may have the cursor with which the next sync begins, if that needn't ask for all hosts `again`. A vendor
    that prepares its answer says `wait`: the seconds before the next page may be asked for. A page of a sync of all
    hosts may have the `total` of them that the vendor names: a sync that saw fewer isn't believed. A `note` is for the
    log: the vendor goes on in another way than it should.
    """

    hosts: Sequence[RawHost]
    cursor: str | None
    again: str | None = None
    wait: float = 0.0
    total: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """What a vendor lets us in with for some time."""

    value: str = field(repr=False)
    seconds: float

    @property
    def life(self) -> float:
        """Return for how many seconds it is taken, a day at most; a vendor may name any number, or none at all."""
        return min(self.seconds, LONGEST_LIFE) if self.seconds > 0 else 0.0


class Endless(Temporary):
    """A place leads nowhere, or to where we have been: asked once more it may not, but the next sync begins anew."""


class Vendor(Protocol):
    """A vendor: pure functions over its settings. A module in `vendors/` has one as its `VENDOR`."""

    name: str
    settings: type[Settings]

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page."""

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`.

        Raises:
            ValueError: the cursor isn't one of ours.

        """

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page.

        Raises:
            Temporary: the answer is none; asking again may help.
            Endless: the answer leads nowhere.
            VendorRefused: our credentials were refused.

        """


@runtime_checkable
class Identified(Protocol):
    """A vendor whose hosts say who they are: so a sync can tell which it saw, and which are listed no more."""

    host_id: str
    """Field of a raw host that is its id; `a.b` is the field `b` inside `a`."""


@runtime_checkable
class Outspoken(Vendor, Protocol):
    """A vendor that says something of its own with a status that is a refusal, or a request to wait, of all others."""

    def is_answer(self, cursor: str, answer: Answer) -> bool:
        """Tell whether `read` takes this answer, whatever its status."""


@runtime_checkable
class Login(Vendor, Protocol):
    """A vendor that is asked for a token first; the client sends it, renews it, and asks once more with another one.

    That is after a 401, and after a 403 if the token was good before.
    """

    needs: str
    """What our credentials have to allow, in words."""

    def login(self, settings: Settings) -> Ask:
        """Return the request for a token."""

    def token(self, settings: Settings, answer: Answer) -> Token:
        """Return the token.

        Raises:
            Temporary: the answer is none; asking again may help.
            VendorRefused: our credentials were refused.

        """


@runtime_checkable
class Moves(Login, Protocol):
    """A vendor with several places of its own, one of which is the tenant's."""

    def moved(self, settings: Settings, answer: Answer) -> Settings | None:
        """Return the settings of the place that the answer to a login names; None if it is the one that was asked.

        Whatever an answer says, it is one of the vendor's: our secret goes there.
        """


class Cursor(BaseModel):
    """Where a sync stands: enough to go on after a crash, on any machine.

    Attributes:
        sync_id: the sync's id, the time of its start
        source: where its first page was asked for; of another server the vendor's cursor would say nothing
        at: the vendor's cursor of the next page
        sequence: number of the next page, from 0
        hosts, unfit: hosts so far, and those of them that fit no message
        full: of a sync that asks for changes alone, the id of the one that asked for all hosts
        tenant: which of the vendor's tenants, by our name
        total: the smallest number of hosts that the vendor said there are
        nameless: hosts that don't say who they are
        known: hosts of the source that were known when the sync began
        start: when it began, as listings count, if that isn't the time of its id: our clock was set back

    """

    sync_id: str
    source: str = ""
    at: str
    sequence: int = 0
    hosts: int = 0
    unfit: int = 0
    full: str = ""
    tenant: str = ""
    total: int | None = None
    nameless: int = 0
    known: int = 0
    start: str = ""

    def after(self, page: Page, unfit: int, nameless: int = 0) -> "Cursor":
        """Return where the sync stands after a page."""
        return self.model_copy(
            update={
                "at": self.at if page.cursor is None else page.cursor,
                "sequence": self.sequence + bool(page.hosts),
                "hosts": self.hosts + len(page.hosts),
                "unfit": self.unfit + unfit,
                "total": min((one for one in (self.total, page.total) if one is not None), default=None),
                "nameless": self.nameless + nameless,
            }
        )


def names_of(vendor: Vendor, page: Page) -> list[bytes]:
    """Return short names of those of a page's hosts that say who they are."""
    if not isinstance(vendor, Identified):
        return []
    ids = [_at(host, vendor.host_id) for host in page.hosts]
    names = [_name(value) for value in ids if value not in (None, "")]
    return [blake2b(name, digest_size=8).digest() for name in names if name]


def _name(value: RawHost) -> bytes:
    """Return an id as a text, whatever it is: of one vendor's APIs one may write it as a number. Nothing for no id."""
    try:
        text = str(value) if isinstance(value, str | int) else json.dumps(value)
    except (ValueError, TypeError, RecursionError):  # thousands of digits; no JSON; too deep
        return b""
    return text.encode(errors="surrogatepass")


def _at(host: RawHost, path: str) -> RawHost:
    for name in path.split("."):
        host = host.get(name) if isinstance(host, dict) else None
    return host


def begin(vendor: Vendor, settings: Settings, sync_id: str) -> Cursor:
    """Return the cursor of a new sync."""
    first = vendor.first(settings)
    return Cursor(sync_id=sync_id, source=vendor.ask(settings, first).place, at=first)


def go_on(vendor: Vendor, settings: Settings, stored: str) -> Cursor:
    """Return the cursor of a sync that was cut off.

    Raises:
        ValueError: it can't be read, or belongs to another server.

    """
    cursor = Cursor.model_validate_json(stored)
    source = begin(vendor, settings, cursor.sync_id).source
    if cursor.source != source:
        raise ValueError(f"the sync was of {cursor.source or 'an unknown server'}, the settings name {source}")
    vendor.ask(settings, cursor.at)  # raises, if the vendor can't read its own
    return cursor
