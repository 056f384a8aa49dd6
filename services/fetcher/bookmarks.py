"""Where a vendor's next sync may begin: at what changed since the one before, or, every now and then, at all. Pure."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from services.fetcher.core import Cursor, Page, Vendor, begin
from shared.settings import Settings


class Bookmark(BaseModel):
    """Kept from a complete sync for the next one.

    Attributes:
        source: where the sync asked; of another server the vendor's cursor would say nothing
        at: the vendor's cursor with which the next sync begins
        full: id of the last sync that asked for all hosts, which is the time of its start

    """

    source: str
    at: str
    full: str


def place_of(source: str) -> str:
    """Return the name under which the source's bookmark is kept beside the cursors of syncs that were cut off."""
    return f"{source}:next"


def bookmark(cursor: Cursor, last: Page) -> Bookmark | None:
    """Return what a complete sync leaves to the next; None if that has to ask for all hosts."""
    if last.again is None:
        return None
    return Bookmark(source=cursor.source, at=last.again, full=cursor.full or cursor.sync_id)


def begin_after(vendor: Vendor, settings: Settings, stored: str, now: datetime, every: timedelta) -> Cursor:
    """Return the cursor of a sync that asks for what changed since the one before.

    Raises:
        ValueError: the bookmark can't be read, is another server's or tenant's, or it is time to ask for all hosts.

    """
    mark = Bookmark.model_validate_json(stored)
    cursor = begin(vendor, settings, now.isoformat(timespec="microseconds"))
    if mark.source != cursor.source:
        raise ValueError(f"the last sync was of {mark.source}, the settings name {cursor.source}")
    if not timedelta() <= now - datetime.fromisoformat(mark.full) < every:  # before it began: our clock was off
        raise ValueError(f"the last sync of all hosts was at {mark.full}")
    vendor.ask(settings, mark.at)  # raises, if the vendor can't read its own
    return cursor.model_copy(update={"at": mark.at, "full": mark.full})
