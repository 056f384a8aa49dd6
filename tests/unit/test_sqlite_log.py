"""What only the embedded log does: compaction, namespaces in one file."""

import asyncio
from pathlib import Path

from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteEventLog
from shared.adapters.sqlite.cleaning import SqliteCleaner
from shared.adapters.sqlite.retention import Retention
from shared.contracts.topics import Message


async def compact(log: SqliteEventLog, topic: str) -> None:
    """Compact one topic to its end; nobody reads it."""
    await SqliteCleaner(log, log.clock, [Retention(topic, compacted=True)]).finish()


def test_compaction_keeps_the_latest_of_each_key(tmp_path: Path) -> None:
    """After compaction a new group reads one message a key, also a tombstone, at its old offset."""

    async def scenario(log: SqliteEventLog) -> None:
        sent = [Message("a", b"1"), Message("b", b"2"), Message("a", b"3"), Message("b", None)]
        await log.append("t", sent)
        await log.append("u", sent)
        await compact(log, "t")
        await log.append("t", [Message("c", b"4")])
        batch = await (await log.consumer("t", "g")).poll(9, 0)
        assert [(one.message.key, one.message.value, one.offset) for one in batch] == [
            ("a", b"3", 2),
            ("b", None, 3),
            ("c", b"4", 4),
        ]
        assert await log.lag("u", "g") == 4

    with Database(tmp_path / "rollcall.sqlite") as database:
        asyncio.run(scenario(SqliteEventLog(database, SystemClock())))


def test_compaction_leaves_places_and_counts_true(tmp_path: Path) -> None:
    """Wherever a group stood, its lag is the messages that it will be given, before and after the compacted part."""

    async def scenario(log: SqliteEventLog) -> None:
        await log.append("t", [Message(key, b"1") for key in "aabacb"])
        await compact(log, "t")
        await log.append("t", [Message(key, b"2") for key in "aa"])
        for place in range(9):
            await log.seek("t", "g", place)
            lag = await log.lag("t", "g")
            consumer = await log.consumer("t", "g")
            offsets = [one.offset for one in await consumer.poll(9, 0)]
            assert offsets == [one for one in (3, 4, 5, 6, 7) if one >= place]
            assert lag == len(offsets)
            await consumer.commit()
            await consumer.close()
        assert await log.lag("t", "g") == 0

    with Database(tmp_path / "rollcall.sqlite") as database:
        asyncio.run(scenario(SqliteEventLog(database, SystemClock())))


def test_namespaces_keep_pipelines_apart(tmp_path: Path) -> None:
    """Two namespaces in one file don't see each other's messages."""

    async def scenario(database: Database) -> None:
        await SqliteEventLog(database, SystemClock(), "blue").append("t", [Message("a", b"1")])
        green = await SqliteEventLog(database, SystemClock(), "green").consumer("t", "g")
        assert await green.poll(9, 0) == []

    with Database(tmp_path / "rollcall.sqlite") as database:
        asyncio.run(scenario(database))
