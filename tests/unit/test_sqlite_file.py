"""The embedded file: one writer, any number of readers."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteEventLog
from shared.contracts.topics import Message
from shared.errors import RollcallError, StoreLocked

OPEN = "import sys; from pathlib import Path; from shared.adapters.sqlite import Database; Database(Path(sys.argv[1]))"


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """Another process that opens the file for writing is told who is in its way and what to do."""
    path = tmp_path / "rollcall.sqlite"
    with Database(path):
        second = subprocess.run([sys.executable, "-c", OPEN, path], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter

        assert "StoreLocked" in second.stderr
        assert "another process of Rollcall is writing to this file; stop it first" in second.stderr
    with Database(path):
        pass  # the lock went with the first


def test_a_reader_runs_beside_the_writer(tmp_path: Path) -> None:
    """A reader sees what was committed and can't write."""
    path = tmp_path / "rollcall.sqlite"
    with Database(path) as writer:
        asyncio.run(SqliteEventLog(writer, SystemClock()).append("t", [Message("a", b"1")]))
        with Database(path, read_only=True) as reader:
            assert reader.rows("SELECT key, value FROM messages") == [("a", b"1")]
            with pytest.raises(RollcallError, match="readonly"):
                asyncio.run(SqliteEventLog(reader, SystemClock()).append("t", [Message("b", b"2")]))


def test_there_must_be_something_to_read(tmp_path: Path) -> None:
    """A reader of nothing is told how to make an inventory; a file that is none of ours is named."""
    with pytest.raises(RollcallError, match="no inventory there yet; run"):
        Database(tmp_path / "rollcall.sqlite", read_only=True)
    other = tmp_path / "other.sqlite"
    other.write_text("something else entirely" * 100)
    with pytest.raises(RollcallError, match="can't be opened as the inventory's database"):
        Database(other)


def test_a_failed_transaction_changes_nothing(tmp_path: Path) -> None:
    """An exception inside takes everything back."""

    def fail(database: Database) -> None:
        with database.transaction():
            database.run("INSERT INTO cursors VALUES ('a', 'b')")
            raise ZeroDivisionError

    with Database(tmp_path / "rollcall.sqlite") as database:
        with pytest.raises(ZeroDivisionError):
            fail(database)
        assert database.rows("SELECT * FROM cursors") == []


def test_compaction_keeps_the_latest_of_each_key(tmp_path: Path) -> None:
    """After compaction a new group reads one message a key, at its old offset."""

    async def scenario(log: SqliteEventLog) -> None:
        await log.append("t", [Message("a", b"1"), Message("b", b"2"), Message("a", b"3")])
        assert await log.compact("t") == 1
        await log.append("t", [Message("c", b"4")])
        batch = await (await log.consumer("t", "g")).poll(9, 0)
        assert [(one.message.key, one.offset) for one in batch] == [("b", 1), ("a", 2), ("c", 3)]

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


@pytest.mark.parametrize("error", [StoreLocked("x")])
def test_a_locked_store_is_a_wrong_setting(error: StoreLocked) -> None:
    """The exit code tells a script that retrying won't help."""
    assert error.exit_code == 2
