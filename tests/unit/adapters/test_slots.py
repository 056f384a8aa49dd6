"""Places whose holder is gone: in memory after their time, as files with the process."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.adapters.clock import ManualClock
from shared.adapters.lock_files import FileSlots
from shared.adapters.memory import MemorySlots
from shared.errors import RollcallError

HOLD = """
import asyncio, sys
from pathlib import Path
from shared.adapters.lock_files import FileSlots
assert asyncio.run(FileSlots(Path(sys.argv[1])).take("a", 1, "them", 1000)), "it is taken"
print("held", flush=True)
sys.stdin.read()
"""


def test_in_memory_a_place_is_free_after_its_time() -> None:
    """To the second."""
    clock = ManualClock(datetime(2026, 1, 31, 12, tzinfo=UTC))
    slots = MemorySlots(clock)

    async def scenario() -> list[bool]:
        assert await slots.take("a", 1, "x", 10)
        took = []
        for _ in range(2):
            assert await slots.taken("a") == 1
            await clock.sleep(5)
            took.append(await slots.take("a", 1, "y", 10))
        return took

    assert asyncio.run(scenario()) == [False, True]


def test_a_locked_file_is_free_when_its_process_is_killed(tmp_path: Path) -> None:
    """By kill -9, at once."""
    slots = FileSlots(tmp_path)
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        while_held = asyncio.run(slots.take("a", 1, "us", 1000))
        assert asyncio.run(slots.taken("a")) == 1
        process.kill()
        process.wait()

    assert (while_held, asyncio.run(slots.take("a", 1, "us", 1000))) == (False, True)


def test_a_folder_that_cant_be_is_told_of(tmp_path: Path) -> None:
    """With the setting that names another."""
    (tmp_path / "file").write_text("")
    with pytest.raises(RollcallError, match=r"expected a folder for locks: .*; set ROLLCALL_DATA to another"):
        asyncio.run(FileSlots(tmp_path / "file" / "turns").take("a", 1, "x", 1))
