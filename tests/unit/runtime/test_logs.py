"""Logs: where each line goes, how it looks, and what never gets into it."""

import asyncio
import io
import json
import logging
import os
import pty
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, SecretStr

from shared.adapters.clock import ManualClock
from shared.errors import SettingError
from shared.logs import logging_to
from shared.settings import SharedSettings
from tests.terminal import shown as shown_on

LATE = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
SECRET = "s3cr3t-t0ken"  # noqa: S105 - invented
log = structlog.get_logger()


@contextmanager
def console_of(folder: Path, clock: ManualClock | None = None) -> Iterator[io.StringIO]:
    """Log as service `fetcher`, from a second before midnight; give what the console gets."""
    console = io.StringIO()
    with logging_to(SharedSettings(logs=folder), clock or ManualClock(LATE), "fetcher", console):
        yield console


def fail(token: str) -> None:
    """Fail while the token is a local variable."""
    raise ValueError(f"failed with a token of {len(token)} characters")


def lines(text: str) -> list[dict[str, Any]]:  # Any: parsed JSON
    """Parse JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def test_console_and_file_have_the_same_json_line(tmp_path: Path) -> None:
    """Event, fields, level, UTC time, service and what is bound to the context."""
    with console_of(tmp_path) as console, structlog.contextvars.bound_contextvars(sync_id="s-1", record_id="qualys:7"):
        log.info("page_fetched", hosts=2)

    expected = {
        "event": "page_fetched",
        "hosts": 2,
        "level": "info",
        "timestamp": "2026-01-31T23:59:59.000+00:00",
        "service": "fetcher",
        "sync_id": "s-1",
        "record_id": "qualys:7",
    }
    assert lines(console.getvalue()) == [expected]
    assert lines((tmp_path / "2026-01-31" / "fetcher.log").read_text()) == [expected]


def test_each_service_has_a_file_a_day(tmp_path: Path) -> None:
    """A line goes to the file of the service it names, of the day it is from; midnight opens the next."""
    clock = ManualClock(LATE)
    with console_of(tmp_path, clock):
        log.info("before")
        log.info("before", service="deduper")
        asyncio.run(clock.sleep(1))
        log.info("after")

    written = {str(path.relative_to(tmp_path)): len(lines(path.read_text())) for path in tmp_path.rglob("*.log")}
    assert written == {"2026-01-31/fetcher.log": 1, "2026-01-31/deduper.log": 1, "2026-02-01/fetcher.log": 1}


def test_a_restart_goes_on_in_the_same_file(tmp_path: Path) -> None:
    """Nothing of the day is lost when a service starts again."""
    for number in range(2):
        with console_of(tmp_path):
            log.info("started", number=number)
    assert [line["number"] for line in lines((tmp_path / "2026-01-31" / "fetcher.log").read_text())] == [0, 1]


def test_a_secret_is_stars_wherever_it_stands(tmp_path: Path) -> None:
    """As a field, deep inside one, in a model, and among the local variables of a traceback."""

    class Holder(BaseModel):
        token: SecretStr

    secret = SecretStr(SECRET)
    with console_of(tmp_path) as console:
        log.info("started", token=secret, deep={"list": [secret]}, model=Holder(token=secret))
        try:
            fail(secret.get_secret_value())
        except ValueError:
            log.exception("failed")

    written = console.getvalue() + (tmp_path / "2026-01-31" / "fetcher.log").read_text()
    assert SECRET not in written
    assert "**********" in written
    assert "ValueError: failed with a token of 12 characters" in written


def test_a_terminal_gets_plain_words_without_local_variables(tmp_path: Path) -> None:
    """No JSON for a person; the file has JSON all the same."""
    ours, theirs = pty.openpty()
    with (
        os.fdopen(theirs, "w") as terminal,
        logging_to(SharedSettings(logs=tmp_path), ManualClock(LATE), "fetcher", terminal),
    ):
        try:
            fail(SECRET)
        except ValueError:
            log.exception("page_failed", page=3)
    shown = shown_on(ours)

    assert "page_failed" in shown
    assert "Traceback" in shown
    assert not shown.startswith("{")
    assert SECRET not in shown
    assert lines((tmp_path / "2026-01-31" / "fetcher.log").read_text())[0]["page"] == 3


def test_libraries_are_heard_from_warnings_on(tmp_path: Path) -> None:
    """What httpx or APScheduler say by the standard library comes as our lines; their chatter doesn't."""
    with console_of(tmp_path) as console:
        logging.getLogger("httpx").info("GET https://…")
        logging.getLogger("apscheduler").warning("run of job %s was missed", "fetch")

    (line,) = lines(console.getvalue())
    assert (line["library"], line["message"]) == ("apscheduler", "run of job fetch was missed")
    assert line["level"] == "warning"


def test_lines_below_the_level_are_not_written(tmp_path: Path) -> None:
    """ROLLCALL_LOG_LEVEL is the least severe that counts."""
    console = io.StringIO()
    with logging_to(SharedSettings(logs=tmp_path, log_level="WARNING"), ManualClock(LATE), "fetcher", console):
        log.info("chatter")
        log.warning("matter")
    assert [line["event"] for line in lines(console.getvalue())] == ["matter"]


def test_a_folder_that_cannot_be_made_stops_at_start(tmp_path: Path) -> None:
    """The message names the variable."""
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(SettingError, match="ROLLCALL_LOGS: expected a folder that can be made"),
        console_of(tmp_path / "file" / "logs"),
    ):
        pass


def test_a_file_that_cannot_be_written_does_not_end_the_service(tmp_path: Path) -> None:
    """The console still gets the line."""
    with console_of(tmp_path) as console:
        (tmp_path / "2026-01-31").write_text("in the way")
        log.info("went_on")
    assert [line["event"] for line in lines(console.getvalue())] == ["went_on"]
