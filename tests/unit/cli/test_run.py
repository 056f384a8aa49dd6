"""How a process of the services ends, and what it shows on a terminal."""

import asyncio
import fcntl
import json
import os
import pty
import struct
import termios
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from services.progress import bars, beside_bars
from services.runs import run
from services.wiring import Ports
from shared.errors import Temporary
from tests.terminal import shown as shown_on


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def last_log_line(folder: Path) -> dict[str, str]:
    """Return the last line of the service's log."""
    (log,) = (folder / "logs").rglob("normalizer.log")
    found: dict[str, str] = json.loads(log.read_text().splitlines()[-1])
    return found


def test_the_exit_code_is_that_of_the_work() -> None:
    """Whatever the work returns."""

    async def work(ports: Ports, stop: asyncio.Event) -> int:
        assert not stop.is_set()
        assert ports.clock.now()
        return 7

    with pytest.raises(SystemExit, match="7"):
        run("normalizer", work)


def test_a_fault_of_ours_is_in_the_log_with_its_traceback(folder: Path) -> None:
    """Exit code 1; nothing but the log line is shown."""

    async def work(ports: Ports, stop: asyncio.Event) -> int:
        return len((ports, stop)) // 0

    with pytest.raises(SystemExit, match="1"):
        run("normalizer", work)
    line = last_log_line(folder)
    assert (line["event"], line["level"], line["service"]) == ("crashed", "critical", "normalizer")
    assert "ZeroDivisionError" in line["exception"]


def test_an_error_that_we_explain_is_a_message_and_a_line_of_the_log(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The operator at the terminal and whoever reads the log both learn the reason."""

    async def work(ports: Ports, stop: asyncio.Event) -> int:
        raise Temporary(f"{ports.clock.now():%Y} {stop.is_set()}: no more")

    with pytest.raises(SystemExit, match="1"):
        run("normalizer", work)
    assert capsys.readouterr().err.endswith("False: no more\n")
    assert last_log_line(folder)["reason"].endswith("False: no more")


def test_bars_are_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    """A terminal sees how many hosts each vendor has sent, and a line of the log breaks no bar; a pipe sees no bar."""
    with bars() as pipe:
        pipe("qualys", 3)
    assert capsys.readouterr().err == ""

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    with os.fdopen(theirs, "w") as terminal, redirect_stderr(terminal), bars() as shown:
        for hosts in (1, 2, 500, 7):
            shown("qualys", hosts)
        beside_bars().write("a line\n")
    seen = shown_on(ours)
    assert "\ra line\r\n" in seen or "\x1b[Aa line\r\n" in seen
    assert seen.rindex("qualys: 7 hosts") > seen.index("a line")
