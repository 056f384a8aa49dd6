"""What the embedded file removes of itself, what it never removes, and that its space goes back to the disk."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.wiring.readers import groups_of
from shared.adapters.clock import ManualClock
from shared.adapters.sqlite import Database, SqliteEventLog
from shared.adapters.sqlite.cleaning import STEP, SqliteCleaner
from shared.adapters.sqlite.retention import Retention, retentions
from shared.adapters.sqlite.settings import SqliteSettings
from shared.contracts.sync import SyncCompleted
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RESOLVED, RULINGS, SYNCS, TOPICS, Message

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = timedelta(days=400)
LARGE = b"x" * 100_000


class World:
    """A log in a file, on a clock of its own, with what cleans it."""

    def __init__(self, database: Database, rules: Sequence[Retention]) -> None:
        self.clock = ManualClock(NOW)
        self.log = SqliteEventLog(database, self.clock)
        self.database, self.cleaner = database, SqliteCleaner(self.log, self.clock, rules)

    async def wait(self, time: timedelta) -> None:
        """Let time pass."""
        await self.clock.sleep(time.total_seconds())

    async def acknowledge(self, topic: str, *groups: str) -> None:
        """Have groups read a topic to its end."""
        for group in groups:
            await self.log.seek(topic, group, 1 << 40)

    async def keys(self, topic: str) -> list[str]:
        """Return the keys of a topic's messages."""
        return [one.message.key async for one in self.log.read(topic)]


@contextmanager
def world(folder: Path, *rules: Retention, settings: SqliteSettings | None = None) -> Iterator[World]:
    """Give a log and its cleaner, by these rules or by those of the product."""
    with Database(folder / "rollcall.sqlite") as database:
        yield World(database, rules or retentions(settings or SqliteSettings(), groups_of()))


def numbered(count: int, value: bytes = b"1") -> list[Message]:
    """Return messages, each of a key of its own."""
    return [Message(f"key-{number:05}", value) for number in range(count)]


def test_every_topic_has_a_rule() -> None:
    """No topic of the product grows for ever, and each rule waits for all who read its topic."""
    rules = {one.topic: one for one in retentions(SqliteSettings(), groups_of())}
    assert set(rules) == {RESOLVED.name, *(one.name for one in TOPICS), *(one.dead_letter for one in TOPICS)}
    assert {name: one.groups for name, one in rules.items() if one.groups} == {
        RAW.name: ("normalizer",),
        NORMALIZED.name: ("deduper",),
        RULINGS.name: ("rulings",),
        SYNCS.name: ("syncs",),
        MERGED.name: ("visualizer", "reconciler"),
    }


@pytest.mark.parametrize("topic", [one.name for one in TOPICS])
def test_what_a_group_has_not_read_stays(tmp_path: Path, topic: str) -> None:
    """However old and large: a message goes only when every group that reads the topic acknowledged it."""

    async def scenario(here: World) -> None:
        await here.log.append(topic, [Message("a", LARGE), Message("a", LARGE), Message("b", LARGE)])
        await here.wait(LATER)
        await here.cleaner.finish()
        assert await here.keys(topic) == ["a", "a", "b"], "nobody ever read it"
        *others, last = groups_of()[topic]
        await here.acknowledge(topic, *others)
        await here.log.seek(topic, last, 1)
        await here.cleaner.finish()
        assert (await here.keys(topic))[-2:] == ["a", "b"], "one group has read no more than the first"
        await here.acknowledge(topic, last)
        await here.cleaner.finish()
        assert len(await here.keys(topic)) < 3

    with world(tmp_path, settings=SqliteSettings(retention_mb=0.001)) as here:
        asyncio.run(scenario(here))


def test_a_compacted_topic_keeps_the_latest_of_each_key(tmp_path: Path) -> None:
    """However many steps it takes, and again after more came: one message a key, and the lag is exact."""

    async def scenario(here: World) -> None:
        for value in (b"1", b"2", b"3"):
            await here.log.append(NORMALIZED.name, numbered(STEP, value))
            await here.acknowledge(NORMALIZED.name, "deduper")
            await here.cleaner.finish()
            left = [(one.message.key, one.message.value) async for one in here.log.read(NORMALIZED.name)]
            assert left == [(one.key, one.value) for one in numbered(STEP, value)]
        await here.log.seek(NORMALIZED.name, "deduper", 0)
        assert await here.log.lag(NORMALIZED.name, "deduper") == STEP

    with world(tmp_path) as here:
        asyncio.run(scenario(here))


def test_history_stays_for_its_days(tmp_path: Path) -> None:
    """An overtaken version of a host goes when the one that overtook it is old; a deleted host's tombstone goes too."""

    async def scenario(here: World) -> None:
        for value in (b"1", b"2", None):
            await here.log.append(MERGED.name, [Message("a", value)])
            await here.wait(timedelta(days=10))
        await here.log.append(MERGED.name, [Message("b", b"1")])
        await here.acknowledge(MERGED.name, "visualizer", "reconciler")
        counts = []
        for _ in range(4):
            await here.cleaner.finish()
            counts.append(len(await here.keys(MERGED.name)))
            await here.wait(timedelta(days=10))
        assert counts == [4, 3, 1, 1]

    with world(tmp_path, settings=SqliteSettings(history_days=25)) as here:
        asyncio.run(scenario(here))


def test_history_has_an_end_however_young(tmp_path: Path) -> None:
    """Of a topic that changes much only so many of the latest messages are protected."""
    rule = Retention("t", compacted=True, age=timedelta(days=1), latest=10)

    async def scenario(here: World) -> None:
        await here.log.append("t", [Message("a", b"1")] * 50)
        await here.cleaner.finish()
        assert [one.offset async for one in here.log.read("t")] == list(range(39, 50))

    with world(tmp_path, rule) as here:
        asyncio.run(scenario(here))


def test_raw_pages_go_by_age_and_by_size(tmp_path: Path) -> None:
    """The oldest go first; what is young enough and fits stays, and can be replayed from its beginning."""

    async def scenario(here: World) -> None:
        await here.log.append(RAW.name, numbered(3))
        await here.wait(timedelta(days=20))
        await here.log.append(RAW.name, numbered(40, LARGE))
        await here.acknowledge(RAW.name, "normalizer")
        await here.cleaner.finish()
        assert len(await here.keys(RAW.name)) == 20, "2 MB of 4"
        await here.wait(timedelta(days=11))
        await here.cleaner.finish()
        assert await here.keys(RAW.name) == []
        await here.log.append(RAW.name, numbered(1))
        await here.log.seek(RAW.name, "normalizer", 0)
        assert await here.log.lag(RAW.name, "normalizer") == 1

    with world(tmp_path, settings=SqliteSettings(retention_mb=2, retention_days=10)) as here:
        asyncio.run(scenario(here))


def test_unset_pages_take_as_much_as_all_else(tmp_path: Path) -> None:
    """Without a setting the limit grows with the inventory, and a small file keeps some pages anyway."""

    async def scenario(here: World) -> None:
        await here.log.append(RAW.name, numbered(400, LARGE))
        await here.acknowledge(RAW.name, "normalizer")
        await here.cleaner.finish()
        few = len(await here.keys(RAW.name))
        assert few == 160, "16 MB"
        await here.log.append(NORMALIZED.name, numbered(240, LARGE))
        await here.log.append(RAW.name, numbered(240, LARGE))
        await here.acknowledge(RAW.name, "normalizer")
        await here.cleaner.finish()
        assert 240 <= len(await here.keys(RAW.name)) < 260

    with world(tmp_path) as here:
        asyncio.run(scenario(here))


def test_a_sync_that_the_store_may_need_stays(tmp_path: Path) -> None:
    """Syncs go when they are old, but for those that no later one left behind: a replay needs them."""
    syncs = [SyncCompleted(vendor="qualys", started_at=NOW + timedelta(days=day), hosts=1) for day in range(3)]

    async def scenario(here: World) -> None:
        await here.log.append(SYNCS.name, [SYNCS.message(one) for one in syncs])
        await here.acknowledge(SYNCS.name, "syncs")
        here.database.run("INSERT INTO syncs VALUES (?, x'00', x'00')", (syncs[1].key,))
        await here.wait(LATER)
        await here.cleaner.finish()
        assert await here.keys(SYNCS.name) == [syncs[1].key]

    with world(tmp_path) as here:
        asyncio.run(scenario(here))


def test_space_goes_back_to_the_disk(tmp_path: Path) -> None:
    """A file that was large once is small again when what it held is gone."""
    path = tmp_path / "rollcall.sqlite"

    async def scenario(here: World) -> None:
        await here.log.append(RAW.name, numbered(400, LARGE))
        await here.acknowledge(RAW.name, "normalizer")
        await here.wait(LATER)
        await here.cleaner.finish()

    with world(tmp_path) as here:
        asyncio.run(scenario(here))
    assert path.stat().st_size < 8_000_000


def test_a_file_of_before_is_cleaned_and_written_anew(tmp_path: Path) -> None:
    """A file that a former release made has neither the tables for it nor a way to give pages back; it gets both."""
    path = tmp_path / "rollcall.sqlite"

    async def grow(here: World) -> None:
        await here.log.append(RAW.name, numbered(400, LARGE))
        await here.acknowledge(RAW.name, "normalizer")

    with world(tmp_path) as here:
        asyncio.run(grow(here))
        for table in ("cleaned", "latest", "topic_sizes"):
            here.database.run(f"DROP TABLE {table}")
        here.database.run("PRAGMA auto_vacuum = NONE")
        here.database.run("VACUUM")
    before = path.stat().st_size
    with world(tmp_path) as here:
        asyncio.run(here.wait(LATER))
        asyncio.run(here.cleaner.finish())
        assert asyncio.run(here.keys(RAW.name)) == []
    assert path.stat().st_size < before / 10


def test_a_step_is_small(tmp_path: Path) -> None:
    """However much there is to do, a step removes no more than a batch: services wait for it."""

    async def scenario(here: World) -> None:
        await here.log.append("t", numbered(3 * STEP))
        await here.wait(LATER)
        assert await here.cleaner.clean()
        assert len(await here.keys("t")) == 2 * STEP

    with world(tmp_path, Retention("t", age=timedelta(days=1))) as here:
        asyncio.run(scenario(here))
