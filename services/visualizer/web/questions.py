"""The questions that a night shift has: each a filter with a name, counted on the first page, one click away. Pure.

They are about machines that some vendor still lists, and about what those vendors say now.
"""

from collections.abc import Callable
from csv import DictReader
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from shared.contracts.query import Condition

Where = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked, and after how many days without a sign of life something counts as stale."""

    now: datetime
    stale_days: int

    def before(self, days: float) -> datetime:
        """Return the instant so many days ago."""
        return self.now - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Question:
    """A filter with a name; `meaning` says in a sentence which hosts those are."""

    title: str
    meaning: str
    where: Callable[[Moment], Where]


@dataclass(frozen=True, slots=True)
class Ended:
    """An operating system whose maker sends no more updates to everybody since a date."""

    system: str
    until: date
    source: str


def ends() -> tuple[Ended, ...]:
    """Return the table in end_of_life.csv."""
    text = files(__package__).joinpath("end_of_life.csv").read_text(encoding="utf-8")
    rows = DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(Ended(row["system"], date.fromisoformat(row["until"]), row["source"]) for row in rows)


def ended(now: datetime) -> tuple[str, ...]:
    """Return the systems whose last day has passed."""
    return tuple(one.system for one in ENDS if one.until < now.date())


ENDS = ends()
SILENT = 7  # days after which a vendor that another one has heard since counts as silent
SCANNED = 30  # days in which a host should have been scanned
LISTED = Condition("gone", "is", 0)  # a host that no vendor lists any more lacks nothing
QUESTIONS: dict[str, Question] = {
    "no-edr": Question(
        "No EDR",
        "Hosts on which no vendor tells of an EDR agent.",
        lambda _: (Condition("agents", "lacks", "edr"), LISTED),
    ),
    "not-scanned": Question(
        f"Not scanned for {SCANNED} days",
        f"Hosts whose latest scan is more than {SCANNED} days ago, or of which no scan is known.",
        lambda at: (Condition("last_scan", "not_since", at.before(SCANNED)), LISTED),
    ),
    "silent": Question(
        "Agent gone silent",
        f"Hosts that one vendor hasn't heard from for {SILENT} days, and another one has.",
        lambda at: (
            Condition("quiet_since", "before", at.before(SILENT)),
            Condition("heard_at", "since", at.before(SILENT)),
        ),
    ),
    "duplicates": Question(
        "Twice at one vendor",
        "Hosts of which one vendor holds several records: a licence may be paid for each.",
        lambda _: (Condition("spare_records", "over", 0),),
    ),
    "end-of-life": Question(
        "End-of-life system",
        "Hosts whose operating system gets no more updates from its maker without a further contract.",
        lambda at: (Condition("system", "under", ended(at.now)), LISTED),
    ),
    "new": Question(
        "New since yesterday",
        "Hosts that a vendor first saw within the last 24 hours.",
        lambda at: (Condition("first_seen", "since", at.before(1)), LISTED),
    ),
}
