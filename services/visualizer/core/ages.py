"""When hosts came, were seen, and went, from counts by the hour: so time passes although no message comes. Pure.

A host is of one class, the first of these that holds. Gone: no vendor lists it any more. Unknown: nobody says when it
was last seen. Stale: last seen more than `stale_days` before the reference time; exactly so many is not stale. New:
first seen within these days. Active: any other. What is after the reference time counts as if it were at the reference
time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services.visualizer.core.facet import Facet
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import hour
from services.visualizer.summary import Freshness, Span, Timeline, Week

DAY, WEEK = 24, 7 * 24  # hours
WEEKS = 53  # of the timeline
_TO_MONDAY = 3 * DAY  # 1970 began on a Thursday
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = -102_737  # week of the first Monday that a date can have


@dataclass(frozen=True, slots=True)
class Ages:
    """Counts by the hour, seen from a reference hour; without one nothing is stale or new, and no age is known."""

    tally: Tally
    reference: int | None
    stale_days: int

    @property
    def freshness(self) -> Freshness:
        """Return how many hosts are new, active, stale, or of unknown age."""
        gone = sum(hosts for at, hosts in self.tally.left.counts() if at is not None)
        if self.reference is None:
            return Freshness(unknown=self.tally.hosts - gone, gone=gone)
        limit = self.reference - DAY * self.stale_days
        seen = dict(self.tally.seen.counts())
        unknown = seen.pop(None, 0) - gone
        stale = sum(hosts for at, hosts in seen.items() if at is not None and at < limit)
        new = sum(hosts for at, hosts in self.tally.young.counts() if at is not None and at >= limit)
        active = self.tally.hosts - gone - unknown - stale - new
        return Freshness(new=new, active=active, stale=stale, unknown=unknown, gone=gone)

    def spans(self) -> Iterator[Span]:
        """Give the hosts by how long ago they were last seen; the limit of staleness is one of the limits."""
        if self.reference is None:
            return
        limits = sorted({1, 7, self.stale_days, 3 * self.stale_days, 365})
        hosts: Counter[int] = Counter()
        for at, count in self.tally.seen.counts():
            if at is not None:
                hosts[sum(self.reference - at > DAY * limit for limit in limits)] += count
        for place, (over, days) in enumerate(zip((0, *limits), (*limits, None), strict=True)):
            yield Span(over=over, days=days, hosts=hosts[place])

    @property
    def timeline(self) -> Timeline:
        """Return when hosts came and went, week by week; who is neither gone nor stale is still there."""
        came, went = _by_week(self.tally.came), _by_week(self.tally.left)
        if self.reference is None:
            return Timeline(weeks=(), came_before=0, went_before=0, came_after=0)
        went += _by_week(self.tally.seen, self.reference - DAY * self.stale_days)
        last = _week(self.reference)
        first = max(last - WEEKS + 1, FIRST)
        went[last] += sum(went.pop(one) for one in [*went] if one > last)  # listed after others were last seen
        return Timeline(
            weeks=tuple(Week(monday=_monday(one), came=came[one], went=went[one]) for one in range(first, last + 1)),
            came_before=sum(hosts for one, hosts in came.items() if one < first),
            went_before=sum(hosts for one, hosts in went.items() if one < first),
            came_after=sum(hosts for one, hosts in came.items() if one > last),
        )

    @property
    def newest(self) -> datetime | None:
        """Return the newest sign of life, to the hour."""
        return _instant(max((at for at, _ in self.tally.seen.counts() if at is not None), default=None))

    @property
    def ahead(self) -> int:
        """Return how many hosts were seen after the reference hour: their clocks are wrong, or ours."""
        return sum(
            hosts
            for at, hosts in self.tally.seen.counts()
            if at is not None and self.reference is not None and at > self.reference
        )


def latest(tally: Tally, now: datetime) -> datetime | None:
    """Return the newest sign of life of any host, to the hour; what is after `now` is a wrong clock's."""
    limit = hour(now)
    return _instant(
        max((at for at, _ in tally.seen.counts() if at is not None and limit is not None and at <= limit), default=None)
    )


def _by_week(times: Facet[int | None], before: int | None = None) -> Counter[int]:
    """Return how many hosts each week has, of the times before one if that is given."""
    weeks: Counter[int] = Counter()
    for at, hosts in times.counts():
        if at is not None and (before is None or at < before):
            weeks[_week(at)] += hosts
    return weeks


def _instant(at: int | None) -> datetime | None:
    return None if at is None else EPOCH + timedelta(hours=at)


def _week(at: int) -> int:
    return (at + _TO_MONDAY) // WEEK


def _monday(week: int) -> date:
    return (EPOCH + timedelta(hours=week * WEEK - _TO_MONDAY)).date()
