"""When hosts came, were seen, and went, from counts by the hour: so time passes although no message comes. Pure.

A host is of one class, the first of these that holds. Unknown: nobody says when it was last seen. Stale: last seen
more than `stale_days` before the reference time; exactly so many is not stale. New: first seen within these days. Active: any
other. What is after the reference time counts as if it were at the reference time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

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
        if self.reference is None:
            return Freshness(unknown=self.tally.hosts)
        limit = self.reference - DAY * self.stale_days
        seen = dict(self.tally.seen.counts())
        unknown = seen.pop(None, 0)
        stale = sum(hosts for at, hosts in seen.items() if at is not None and at < limit)
        new = sum(hosts for at, hosts in self.tally.young.counts() if at is not None and at >= limit)
        return Freshness(new=new, active=self.tally.hosts - unknown - stale - new, stale=stale, unknown=unknown)

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
        """Return when hosts came and went, week by week; who isn't stale hasn't gone."""
        came, went = self._by_week(stale=False), self._by_week(stale=True)
        if self.reference is None:
            return Timeline(weeks=(), came_before=0, went_before=0, came_after=0)
        last = _week(self.reference)
        first = max(last - WEEKS + 1, FIRST)
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

    def _by_week(self, *, stale: bool) -> Counter[int]:
        weeks: Counter[int] = Counter()
        if self.reference is not None:
            limit = self.reference - DAY * self.stale_days
            for at, hosts in (self.tally.seen if stale else self.tally.came).counts():
                if at is not None and (at < limit or not stale):
                    weeks[_week(at)] += hosts
        return weeks


def latest(tally: Tally, now: datetime) -> datetime | None:
    """Return the newest sign of life of any host, to the hour; what is after `now` is a wrong clock's."""
    limit = hour(now)
    return _instant(
        max((at for at, _ in tally.seen.counts() if at is not None and limit is not None and at <= limit), default=None)
    )


def _instant(at: int | None) -> datetime | None:
    return None if at is None else EPOCH + timedelta(hours=at)


def _week(at: int) -> int:
    return (at + _TO_MONDAY) // WEEK


def _monday(week: int) -> date:
    return (EPOCH + timedelta(hours=week * WEEK - _TO_MONDAY)).date()
