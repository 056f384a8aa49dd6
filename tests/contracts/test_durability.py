"""What an embedded adapter acknowledged is there after kill -9, for readers too, and nothing is there by half."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex
from shared.ports import Change
from tests.contracts.documents import merged, record
from tests.contracts.writer import CROWD, GROUP, TOPIC, VENDOR, name

ROOT = Path(__file__).parents[2]


def killed(path: Path, steps: int) -> int:
    """Let a process write; kill it after so many steps, wherever it is by then; return the last it said was done."""
    command = [sys.executable, "-m", "tests.contracts.writer", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(steps)]
        process.kill()
        said += process.stdout.readlines()
    return max(int(line) for line in said if line.endswith("\n"))


@pytest.mark.parametrize("steps", [1, 7, 40, 150])
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, steps: int) -> None:
    """Messages, places, entries, crowds, outbox, documents and cursors of all steps are there; so may one more's be."""
    path = tmp_path / "rollcall.sqlite"
    done = killed(path, steps)
    assert done >= steps
    with Database(path, read_only=True) as database:
        asyncio.run(check_documents(database, done))
    with Database(path) as database:
        asyncio.run(check_log(database, done))
        asyncio.run(check_index(database, done))


async def check_log(database: Database, done: int) -> None:
    """Each append is whole, and what was acknowledged isn't given again."""
    log = SqliteEventLog(database, SystemClock())
    assert await log.lag(TOPIC, GROUP) in (0, 2)
    every = [one async for one in log.read(TOPIC)]
    steps = len(every) // 2
    assert steps in (done, done + 1)
    wanted = [(str(step), value) for step in range(1, steps + 1) for value in (b"1", b"2")]
    assert [(one.message.key, one.message.value) for one in every] == wanted
    assert [one.offset for one in every] == list(range(2 * steps))


async def check_index(database: Database, done: int) -> None:
    """Each change is whole: its entry, its member and its host in the outbox; no revision is given again."""
    index = SqliteIdentityIndex(database)
    outbox = dict(await index.outbox(done + 9))
    every = {name(step) for step in range(1, len(outbox) + 1)}
    assert len(outbox) in (done, done + 1)
    assert outbox.keys() == every
    assert await index.get_many(every) == dict.fromkeys(every, b"1")
    assert await index.crowds([CROWD]) == {CROWD: frozenset(every)}
    assert await index.crowd_sizes([CROWD]) == {CROWD: len(every)}
    (revision,) = await index.commit([Change({}, {})])
    assert revision is not None
    assert revision > max(outbox.values())


async def check_documents(database: Database, done: int) -> None:
    """Each record and each host is whole, and found; the cursor is the last one or the next."""
    store, cursors = SqliteHostStore(database), SqliteCursors(database)
    for step in range(1, done + 1):
        one = merged(step, step)
        assert await store.get_records([record(step).id]) == {record(step).id: record(step)}
        assert await store.find(record(step).id) == [one]
    assert (await store.counts()).hosts in (done, done + 1)
    assert await cursors.load(VENDOR) in (str(done), str(done + 1))


def test_revisions_go_on_after_a_restart(tmp_path: Path) -> None:
    """A revision is never given twice, also not when the outbox was cleared and the file opened again."""
    revisions: list[int] = []
    for _ in range(3):
        with Database(tmp_path / "rollcall.sqlite") as database:
            index = SqliteIdentityIndex(database)
            given = asyncio.run(index.commit([Change({}, {}, dirty=[b"h" * 10]), Change({}, {})]))
            revisions += [one for one in given if one is not None]
            asyncio.run(index.clear(asyncio.run(index.outbox(9))))

    assert len(revisions) == 6
    assert revisions == sorted(set(revisions))
