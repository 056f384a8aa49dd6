"""When a fetch is due, in which zone, and what becomes of one that is due while another runs."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.fetcher.schedule import overdue_at, parse_schedule, schedule
from services.fetcher.settings import FetcherSettings
from shared.errors import SettingError


def due(text: str, timezone: str, after: datetime, count: int = 3) -> list[str]:
    """Return the next times, in UTC."""
    trigger, found = parse_schedule(text, timezone), list[datetime]()
    for _ in range(count):
        found.append(trigger.get_next_fire_time(found[-1] if found else None, found[-1] if found else after))
    return [f"{one.astimezone(UTC):%m-%d %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("02:00", ["02-01 02:00", "02-02 02:00", "02-03 02:00"]),
        (" 2:00 ", ["02-01 02:00", "02-02 02:00", "02-03 02:00"]),
        ("23:59", ["01-31 23:59", "02-01 23:59", "02-02 23:59"]),
        ("0 */6 * * *", ["01-31 18:00", "02-01 00:00", "02-01 06:00"]),
        ("30 4 * * sun", ["02-01 04:30", "02-08 04:30", "02-15 04:30"]),
        ("30 4 1 * *", ["02-01 04:30", "03-01 04:30", "04-01 04:30"]),
    ],
)
def test_a_time_of_day_or_a_cron_expression(text: str, times: list[str]) -> None:
    """Once a day, or as the five fields say; from Saturday noon on."""
    assert due(text, "UTC", datetime(2026, 1, 31, 12, 0, 1, tzinfo=UTC)) == times


def test_a_time_of_day_is_the_zones() -> None:
    """Over the change to summer time it stays the same there, and so moves by an hour in UTC."""
    assert due("03:30", "Europe/Berlin", datetime(2026, 3, 28, tzinfo=UTC)) == [
        "03-28 02:30",
        "03-29 01:30",
        "03-30 01:30",
    ]
    assert due("0 12 * * *", "Asia/Kolkata", datetime(2026, 3, 28, tzinfo=UTC), 1) == ["03-28 06:30"]


@pytest.mark.parametrize(
    "text", ["", "noon", "24:00", "2:60", "02:00:00", "* * * *", "61 * * * *", "0 2 * * * *", "²:00"]
)
def test_what_is_neither_is_a_wrong_setting(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what was expected, by the variable's name."""
    with pytest.raises(ValueError, match=r"expected a time of day \(02:00\) or a cron expression"):
        parse_schedule(text, "UTC")
    monkeypatch.setenv("FETCHER_SCHEDULE", text or " ")
    with pytest.raises(SettingError, match=r"^FETCHER_SCHEDULE: .*expected a time of day"):
        FetcherSettings.load()


def test_a_run_that_overlaps_the_next_goes_on_alone() -> None:
    """Of the times that pass meanwhile none is made up for; the one after it is kept."""
    runs: list[str] = []
    ended = asyncio.Event()

    async def slow() -> None:
        runs.append("begun")
        await ended.wait()
        runs.append("ended")

    async def work() -> None:
        scheduler = schedule({"qualys": slow}, "* * * * *", "UTC")
        (job,) = scheduler.get_jobs()
        assert job.coalesce, "runs missed while asleep become one"
        try:
            for _ in range(3):  # due, and due again, and again
                job.modify(next_run_time=datetime.now(UTC) - timedelta(seconds=1))
                await _settled()
            assert runs == ["begun"]
            ended.set()
            await _settled()
            job.modify(next_run_time=datetime.now(UTC))
            await _settled()
        finally:
            scheduler.shutdown(wait=False)

    asyncio.run(work())
    assert runs == ["begun", "ended", "begun", "ended"]


def test_a_run_that_hangs_delays_no_other() -> None:
    """Each source has a run of its own: one that hangs is left out alone."""
    runs: list[str] = []

    async def hangs() -> None:
        runs.append("qualys")
        await asyncio.Event().wait()

    async def ends() -> None:
        runs.append("crowdstrike")

    async def work() -> None:
        scheduler = schedule({"qualys": hangs, "crowdstrike": ends}, "* * * * *", "UTC")
        try:
            for _ in range(3):
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC) - timedelta(seconds=1))
                await _settled()
        finally:
            scheduler.shutdown(wait=False)

    asyncio.run(work())
    assert sorted(runs) == ["crowdstrike"] * 3 + ["qualys"]


@pytest.mark.parametrize(
    ("text", "since", "overdue"),
    [
        ("02:00", datetime(2026, 1, 31, 2, 20, tzinfo=UTC), datetime(2026, 2, 2, 2, tzinfo=UTC)),
        ("02:00", datetime(2026, 1, 31, 1, 59, tzinfo=UTC), datetime(2026, 2, 1, 2, tzinfo=UTC)),
        ("*/15 * * * *", datetime(2026, 1, 31, 12, 1, tzinfo=UTC), datetime(2026, 1, 31, 12, 30, tzinfo=UTC)),
        ("0 4 * * sun", datetime(2026, 1, 31, 12, tzinfo=UTC), datetime(2026, 2, 8, 4, tzinfo=UTC)),
        ("0 0 30 2 *", datetime(2026, 1, 31, 12, tzinfo=UTC), None),
    ],
)
def test_a_source_is_overdue_when_the_sync_after_next_begins(
    text: str, since: datetime, overdue: datetime | None
) -> None:
    """Until then its next sync may take its time; a schedule without a time is never overdue."""
    assert overdue_at(text, "UTC", since) == overdue


async def _settled() -> None:
    """Let the loop do what is due."""
    for _ in range(20):
        await asyncio.sleep(0)
