"""Logs: for a person on a terminal, JSON lines otherwise, and always a file a day and service.

What is bound to the context (`service`, `sync_id`, `record_id`) is part of every line. Tracebacks never show local
variables, and a `SecretStr` is written as stars, so that no secret gets here by accident; what a server said of one is
taken out of each line, in whatever form it is.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.ports import Clock
from shared.redaction.known import KNOWN
from shared.repeats import Repeats
from shared.settings import SharedSettings, make_folder

_LOUD = frozenset(("warning", "error", "critical"))
_to_json = structlog.processors.JSONRenderer(default=str)  # str of a SecretStr is stars


@contextmanager
def logging_to(settings: SharedSettings, clock: Clock, service: str, console: TextIO = sys.stderr) -> Iterator[None]:
    """Log to `console` and to files until the end of the block; lines that name no service are `service`'s.

    Raises:
        SettingError: the folder of the logs can't be made.

    """
    files = DailyFiles(settings.logs)
    processors: list[Processor] = [
        _stamp(clock, service),
        _seldom(clock),
        structlog.processors.format_exc_info,
        _redact,
        files,
    ]
    try:
        with _configured(settings.log_level, processors, console), _libraries():
            yield
    finally:
        files.close()


@contextmanager
def logging_warnings() -> Iterator[None]:
    """Log what is serious to stderr alone until the end of the block: for commands that only look."""
    with _configured("WARNING", [structlog.processors.format_exc_info, _redact], sys.stderr), _libraries():
        yield


@contextmanager
def logging_nothing() -> Iterator[None]:
    """Log nothing until the end of the block: for commands whose answer says all that a log would."""
    with _configured("CRITICAL", [], sys.stderr), _libraries():
        yield


class DailyFiles:
    """Writes each line to `<folder>/<day>/<service>.log`; the day is the line's own, in UTC."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, tuple[date, TextIO]] = {}
        make_folder("ROLLCALL_LOGS", folder)

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Write the line and hand it on."""
        with suppress(OSError):  # a full disk must not end the service; the console has the line
            file = self._file(event["service"], date.fromisoformat(event["timestamp"][:10]))
            file.write(f"{_to_json(_, __, event)!s}\n")
            file.flush()
        return event

    def close(self) -> None:
        """Close all files."""
        for _, file in self._open.values():
            with suppress(OSError):
                file.close()
        self._open.clear()

    def _file(self, service: str, day: date) -> TextIO:
        opened, file = self._open.get(service, (None, None))
        if file is None or opened != day:
            if file is not None:
                file.close()
            path = self._folder / day.isoformat() / f"{service}.log"
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a", encoding="utf-8")
            self._open[service] = day, file
        return file


@contextmanager
def _configured(level: str, processors: list[Processor], console: TextIO) -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *processors,
            _renderer(console),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(console),
        cache_logger_on_first_use=False,
    )
    try:
        yield
    finally:
        structlog.configure(**before)


def _renderer(console: TextIO) -> Processor:
    if not console.isatty():
        return _to_json
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


def _stamp(clock: Clock, service: str) -> Processor:
    def stamp(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event.setdefault("service", service)
        event["timestamp"] = clock.now().isoformat(timespec="milliseconds")
        return event

    return stamp


def _redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take this process's secrets out of a line."""
    return KNOWN.redacted_line(event)


def _seldom(clock: Clock) -> Processor:
    """Leave out lines that say what was said within half a minute; what is asked for (INFO) is never left out."""
    repeats = Repeats()

    def seldom(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        if event["level"] in _LOUD and not repeats.passes(event, clock.now()):
            raise structlog.DropEvent
        return event

    return seldom


class _Forward(logging.Handler):
    """Brings what libraries log by the standard library into ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log it again."""
        details = {"exc_info": record.exc_info} if record.exc_info else {}
        structlog.get_logger().log(
            record.levelno, "library_said", library=record.name, message=record.getMessage(), **details
        )


@contextmanager
def _libraries() -> Iterator[None]:
    root, handler = logging.getLogger(), _Forward(logging.WARNING)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
