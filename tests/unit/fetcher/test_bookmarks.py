"""A sync after another: what changed since, or all hosts when it is time."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.fetcher.bookmarks import Bookmark, begin_after, bookmark, place_of
from services.fetcher.core import Answer, Ask, Cursor, Page
from services.fetcher.service import Fetcher
from services.fetcher.vendors._assessment import AssessmentSettings
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog
from shared.contracts.raw import AnyPage
from shared.settings import Settings
from tests.unit.fetcher.world import NOON, Api, client, run, settings_of

DAY = timedelta(days=1)
PLACE = "api.example.com/changes"


class Changing:
    """A vendor that can tell what changed: a cursor is `since N` or, for all hosts, `all`."""

    name = "changing"
    settings: type[Settings] = AssessmentSettings

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - a vendor's form
        """Return the place of all hosts."""
        return "all"

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request."""
        if cursor != "all" and not cursor.startswith("since "):
            raise ValueError("expected a place of ours")
        assert isinstance(settings, AssessmentSettings)
        return Ask("POST", f"{settings.url}api/qualys/changes?{cursor}", {"skip": "0", "limit": "0"})

    def read(self, cursor: str, answer: Answer) -> Page:  # noqa: ARG002 - a vendor's form
        """Return one page."""
        number = 0 if cursor == "all" else int(cursor.removeprefix("since "))
        return Page([cursor], None, f"since {number + 1}")


def after(stored: str, now: datetime = NOON, **settings: str) -> Cursor:
    """Return the cursor of a sync that begins after another."""
    return begin_after(Changing(), settings_of(**settings), stored, now, DAY)


def mark(**changes: str) -> str:
    """Return a bookmark of an hour ago."""
    said = {"source": "api.example.com/api/qualys/changes", "at": "since 1", "full": "2026-01-31T11:00:00+00:00"}
    return Bookmark(**(said | changes)).model_dump_json()


def test_a_complete_sync_leaves_where_the_next_begins() -> None:
    """And when all hosts were asked for last; a vendor that can't tell leaves nothing."""
    first, later = Cursor(sync_id="s-1", source=PLACE, at="all"), Cursor(sync_id="s-2", source=PLACE, at="", full="s-1")

    assert bookmark(first, Page((), None, "since 1")) == Bookmark(source=PLACE, at="since 1", full="s-1")
    assert bookmark(later, Page((), None, "since 2")) == Bookmark(source=PLACE, at="since 2", full="s-1")
    assert bookmark(first, Page((), None)) is None


def test_a_sync_begins_where_the_last_one_ended() -> None:
    """Under a name of its own."""
    cursor = after(mark())

    assert (cursor.at, cursor.full) == ("since 1", "2026-01-31T11:00:00+00:00")
    assert cursor.sync_id == "2026-01-31T12:00:00.000000+00:00"


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        ("", "Bookmark"),
        ("{}", "Bookmark"),
        (mark(at="elsewhere"), "a place of ours"),
        (mark(full="yesterday"), "isoformat"),
        (mark(full="2026-01-30T12:00:00+00:00"), "the last sync of all hosts was at 2026-01-30"),
        (mark(full="2026-01-31T12:00:01+00:00"), "the last sync of all hosts was at 2026-01-31"),
        (mark(source="other.example.com/x"), "the last sync was of other.example.com/x"),
    ],
)
def test_otherwise_all_hosts_are_asked_for(stored: str, reason: str) -> None:
    """What can't be read, another server's, another form's, of a clock that was ahead; and now and then in any case."""
    with pytest.raises(ValueError, match=reason):
        after(stored)


def test_syncs_ask_for_changes_and_now_and_then_for_all() -> None:
    """A day apart from the last time; an interrupted sync goes on and keeps what kind it is."""
    log, cursors, clock = MemoryEventLog(ManualClock(NOON)), MemoryCursors(), ManualClock(NOON)
    vendor = Changing()

    def sync() -> Any:  # Any: a host of the test
        fetcher = Fetcher(
            client(Api({"qualys": []}).answer), log, cursors, clock, {vendor: settings_of()}, full_every=DAY
        )
        (report,) = run(fetcher.sync_all())
        run(clock.sleep(8 * 3600))
        return report

    async def asked() -> list[str]:
        return [AnyPage.decode(one.message.value or b"").hosts[0] async for one in log.read("hosts.raw")]

    reports = [sync() for _ in range(5)]
    assert [report.error for report in reports] == [None] * 5
    assert run(asked()) == ["all", "since 1", "since 2", "all", "since 1"]
    assert run(cursors.load(vendor.name)) is None
    assert run(cursors.load(place_of(vendor.name))) is not None
