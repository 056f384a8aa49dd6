"""The questions that a night shift has: each a filter with a name, counted on the first page, one click away. Pure.

They are about machines that some vendor still lists, and about what those vendors say now.
"""

from collections.abc import Callable
from csv import DictReader
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from shared.contracts.parts import Containment
from shared.contracts.query import Condition

Where = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked, and of what: `vendors` are those that the inventory has records of, connected here.

    After `stale_days` without a sign of life something counts as stale.
    """

    now: datetime
    stale_days: int
    vendors: tuple[str, ...] = ()

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
CUT_OFF: tuple[Containment, ...] = ("contained", "lift_containment_pending", "containment_pending")
SCANNED = 30  # days in which a host should have been scanned
LISTED, GONE = Condition("gone", "is", 0), Condition("gone", "is", 1)  # what is gone lacks nothing
QUESTIONS: dict[str, Question] = {
    "no-edr": Question(
        "No EDR",
        "Hosts on which no vendor that lists them tells of an EDR agent.",
        lambda _: (Condition("agents", "lacks", "edr"), LISTED),
    ),
    "contained": Question(
        "Contained",
        "Hosts that a vendor has cut off from the network, or is about to, or hasn't let back yet.",
        lambda _: (Condition("containment", "any_of", CUT_OFF), LISTED),
    ),
    "sensor-not-reporting": Question(
        "Sensor installed, not reporting",
        "Hosts with the program of an EDR vendor that is connected here and doesn't list them.",
        lambda at: (Condition("sensors", "any_of", at.vendors), LISTED),
    ),
    "not-scanned": Question(
        f"Not scanned for {SCANNED} days",
        f"Hosts whose latest scan is more than {SCANNED} days ago, or of which no scan is known.",
        lambda at: (Condition("last_scan", "not_since", at.before(SCANNED)), LISTED),
    ),
    "silent": Question(
        "Agent gone silent",
        f"Hosts that one vendor hasn't heard from for {SILENT} days, and another one has; both list them.",
        lambda at: (
            Condition("quiet_since", "before", at.before(SILENT)),
            Condition("heard_at", "since", at.before(SILENT)),
        ),
    ),
    "duplicates": Question(
        "Twice at one vendor",
        "Hosts of which one vendor lists several records: a licence may be paid for each.",
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
