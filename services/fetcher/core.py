"""What a vendor is to the fetcher, and where a sync of it stands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from pydantic import BaseModel

from shared.errors import Temporary
from shared.settings import Settings

RawHost = Any  # Any: a vendor's host before its model has read it
MOST_ALIKE = 100  # pages in a row that may hold the same hosts


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to a vendor. The type of a body is named in the headers; params take the place of the url's own."""

    method: str
    url: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict, repr=False)  # they hold the secret
    body: bytes = field(default=b"", repr=False)  # so may this

    @property
    def place(self) -> str:
        """Return host and path: what may be logged and kept."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}{parts.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's response, whole; the names of its headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What an answer says: its hosts, and the vendor's cursor for the next page, None after the last.

    A last page may have the cursor with which the next sync begins, if that needn't ask for all hosts `again`. A vendor
    that prepares its answer says `wait`: the seconds before the next page may be asked for.
    """

    hosts: Sequence[RawHost]
    cursor: str | None
    again: str | None = None
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Token:
    """What a vendor lets us in with for some time."""

    value: str = field(repr=False)
    seconds: float


@dataclass(frozen=True, slots=True)
class Repeats:
    """The latest page's hosts, and how many pages in a row held just these."""

    hosts: Sequence[RawHost] = ()
    pages: int = 0

    def after(self, page: Page) -> "Repeats":
        """Return the same after one more page.

        Raises:
            Temporary: the pages are too many; a vendor that doesn't heed where a page begins has no end.

        """
        pages = self.pages + 1 if page.hosts == self.hosts else 1
        if pages > MOST_ALIKE and page.hosts:
            raise Temporary(f"more than {MOST_ALIKE} pages in a row hold the same hosts: does it heed the place asked?")
        return Repeats(page.hosts, pages)


@dataclass(frozen=True, slots=True)
class Course:
    """Finds out that the vendor's cursors go round in a circle, however long, and remembers but one (Brent's way)."""

    steps: int = 0
    mark: str = ""

    def after(self, asked: str, following: str | None) -> "Course":
        """Return the same after one more page.

        Raises:
            Temporary: this place was asked for before; the sync would never end.

        """
        mark = self.mark if self.steps & (self.steps - 1) else asked  # a new one at each power of two
        if following == mark:
            raise Temporary(f"the vendor leads us in a circle: after {asked!r:.200} it names {following!r:.200} again")
        return Course(self.steps + 1, mark)


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
            VendorRefused: our credentials were refused.

        """


@runtime_checkable
class Outspoken(Vendor, Protocol):
    """A vendor that says something of its own with a status that is a refusal, or a request to wait, of all others."""

    def is_answer(self, cursor: str, answer: Answer) -> bool:
        """Tell whether `read` takes this answer, whatever its status."""


@runtime_checkable
class Login(Vendor, Protocol):
    """A vendor that is asked for a token first; the client sends it, renews it, and asks once more after a 401."""

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


class Cursor(BaseModel):
    """Where a sync stands: enough to go on after a crash, on any machine.

    Attributes:
        sync_id: the sync's id, the time of its start
        source: where its first page was asked for; of another server the vendor's cursor would say nothing
        at: the vendor's cursor of the next page
        sequence: number of the next page, from 0
        hosts: hosts so far
        unfit: those of them that fit no message
        full: of a sync that asks for changes alone, the id of the one that asked for all hosts

    """

    sync_id: str
    source: str = ""
    at: str
    sequence: int = 0
    hosts: int = 0
    unfit: int = 0
    full: str = ""

    def after(self, page: Page, unfit: int) -> "Cursor":
        """Return where the sync stands after a page."""
        return Cursor(
            sync_id=self.sync_id,
            source=self.source,
            at=self.at if page.cursor is None else page.cursor,
            sequence=self.sequence + bool(page.hosts),
            hosts=self.hosts + len(page.hosts),
            unfit=self.unfit + unfit,
            full=self.full,
        )


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
