"""The embedded file: one writer, any number of readers."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog
from shared.adapters.sqlite.schema import LAYOUT
from shared.contracts.topics import Message
from shared.errors import RollcallError, StoreLocked, Temporary

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


def test_a_deleted_lock_lets_no_second_writer_in(tmp_path: Path) -> None:
    """Whoever tidies the folder up takes the lock file away; the database is held all the same, by either process."""
    path = tmp_path / "rollcall.sqlite"
    with Database(path):
        path.with_suffix(".lock").unlink()
        second = subprocess.run([sys.executable, "-c", OPEN, path], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
        assert "StoreLocked" in second.stderr
        with pytest.raises(StoreLocked):
            Database(path)
        third = subprocess.run([sys.executable, "-c", OPEN, path], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
        assert "StoreLocked" in third.stderr, "the attempt in this process let the lock go"


def test_a_file_on_a_medium_that_takes_no_write_can_be_read(tmp_path: Path) -> None:
    """A backup on a read-only medium: SQLite can't make the file that a reader of a log of writes needs."""
    path = tmp_path / "rollcall.sqlite"
    with Database(path) as writer:
        writer.run("INSERT INTO cursors VALUES ('qualys', 'x')")
    path.with_name("rollcall.sqlite-shm").mkdir()  # nobody's rights matter to root: a folder is in its place
    with Database(path, read_only=True) as reader:
        assert reader.rows("SELECT vendor FROM cursors") == [("qualys",)]


def test_a_reader_runs_beside_the_writer(tmp_path: Path) -> None:
    """A reader sees what was committed and can't write."""
    path = tmp_path / "rollcall.sqlite"
    with Database(path) as writer:
        asyncio.run(SqliteEventLog(writer, SystemClock()).append("t", [Message("a", b"1")]))
        with Database(path, read_only=True) as reader:
            assert reader.rows("SELECT key, value FROM messages") == [("a", b"1")]
            with pytest.raises(RollcallError, match="readonly") as caught:
                asyncio.run(SqliteEventLog(reader, SystemClock()).append("t", [Message("b", b"2")]))
            assert not isinstance(caught.value, Temporary), "it would be tried again for ever"


def test_there_must_be_something_to_read(tmp_path: Path) -> None:
    """A reader of nothing is told how to make an inventory; a file that is none of ours is named."""
    with pytest.raises(RollcallError, match="no inventory there yet; run"):
        Database(tmp_path / "rollcall.sqlite", read_only=True)
    other = tmp_path / "other.sqlite"
    other.write_text("something else entirely" * 100)
    for read_only in (False, True):
        with pytest.raises(RollcallError, match=r"other\.sqlite: can't be opened as the inventory's database"):
            Database(other, read_only=read_only)
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(RollcallError, match="no inventory there yet; run"):
        Database(tmp_path / "empty.sqlite", read_only=True)


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


def test_a_full_disk_is_temporary(tmp_path: Path) -> None:
    """What doesn't fit is refused whole, and succeeds when there is room again."""

    async def scenario(database: Database) -> None:
        log = SqliteEventLog(database, SystemClock())
        consumer = await log.consumer("t", "g")
        messages = [Message("a", b"1"), Message("b", b"2" * 1_000_000)]
        (pages,) = database.rows("PRAGMA page_count")[0]
        database.run(f"PRAGMA max_page_count = {pages + 50}")
        with pytest.raises(Temporary, match=r"rollcall\.sqlite: database or disk is full"):
            await log.append("t", messages)
        assert await log.lag("t", "g") == 0
        database.run("PRAGMA max_page_count = 100000")
        await log.append("t", messages)
        assert [one.message for one in await consumer.poll(9, 0)] == messages

    with Database(tmp_path / "rollcall.sqlite") as database:
        asyncio.run(scenario(database))


def test_a_damaged_file_is_not_retried(tmp_path: Path) -> None:
    """Damage is no Temporary: the message names the file and what to do, whether it is met by reading or writing."""
    path = tmp_path / "rollcall.sqlite"
    rows = [(os.urandom(10), os.urandom(100)) for _ in range(3000)]
    with Database(path) as database, database.transaction():
        database.run_many("INSERT INTO entries VALUES (?, ?)", rows)
    good = path.read_bytes()
    half = len(good) // 2 // 4096 * 4096
    path.write_bytes(good[:half] + b"\xff" * (len(good) - half))
    with Database(path) as database:
        for statement in ("SELECT sum(length(value)) FROM entries", "DELETE FROM entries WHERE length(value) > 5"):
            with pytest.raises(RollcallError, match=r"rollcall\.sqlite: the file is damaged") as caught:
                database.rows(statement)
            assert not isinstance(caught.value, Temporary)
            assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)


def test_a_file_of_another_layout_is_left_alone(tmp_path: Path) -> None:
    """Another program's database, or another version's, is named and not touched, by writers and readers."""
    path = tmp_path / "rollcall.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE hosts (name TEXT)")
    other.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(RollcallError, match=rf"rollcall\.sqlite: expected tables of layout {LAYOUT:#x}"):
            Database(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The setting to change is in the message."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(RollcallError, match=r"data/rollcall\.sqlite: expected a folder .* set ROLLCALL_DATA"):
        Database(tmp_path / "data" / "rollcall.sqlite")


def test_reading_a_table_lets_others_run(tmp_path: Path) -> None:
    """Between two pages of a long table the event loop has its turn."""
    turns: list[str] = []

    async def read(database: Database) -> None:
        async for vendor, _ in database.pages("SELECT * FROM cursors WHERE vendor > ? ORDER BY vendor LIMIT ?", 2):
            turns.append(vendor)

    async def other() -> None:
        turns.append("other")

    async def scenario(database: Database) -> None:
        for vendor in "abc":
            await SqliteCursors(database).save(vendor, "1")
        await asyncio.gather(read(database), other())

    with Database(tmp_path / "rollcall.sqlite") as database:
        asyncio.run(scenario(database))
    assert turns == ["a", "b", "other", "c"]


@pytest.mark.parametrize("error", [StoreLocked("x")])
def test_a_locked_store_is_a_wrong_setting(error: StoreLocked) -> None:
    """The exit code tells a script that retrying won't help."""
    assert error.exit_code == 2
