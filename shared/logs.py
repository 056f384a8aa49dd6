"""Logs: for people on a terminal, JSON lines elsewhere, and always into a folder by date."""

import logging
import sys
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

QUIET = ("httpx", "httpcore", "apscheduler", "asyncio", "uvicorn", "matplotlib")  # libraries heard from WARNING up


def configure(service: str, folder: Path, level: str = "INFO", screen: TextIO | None = None) -> None:
    """Send all logs of this process to the screen (standard error) and to `folder/YYYY-MM-DD/<service>.log`.

    A line that says which service it is about (`service=`) goes to that service's file.
    """
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    to_file = _DatedFiles(service, folder)
    structlog.configure(
        processors=[*common, to_file, *_for_screen(screen or sys.stderr)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(screen or sys.stderr),
        cache_logger_on_first_use=False,
    )
    _hear_libraries()


class _DatedFiles:
    """Writes each line to its day's and its service's file, and passes it on."""

    def __init__(self, service: str, folder: Path) -> None:
        self._service, self._folder = service, folder
        self._files: dict[Path, TextIO] = {}
        self._render = structlog.processors.JSONRenderer(default=str)

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:  # Any: structlog's own signature
        event.setdefault("service", self._service)
        day = str(event["timestamp"])[:10]
        path = self._folder / day / f"{event['service']}.log"
        line = self._render(logger, method, dict(event))
        self._open(path, day).write(f"{line if isinstance(line, str) else line.decode()}\n")
        return event

    def _open(self, path: Path, day: str) -> TextIO:
        if path not in self._files:
            for old in [old for old in self._files if old.parent.name != day]:
                self._files.pop(old).close()
            path.parent.mkdir(parents=True, exist_ok=True)
            self._files[path] = path.open("a", encoding="utf-8", buffering=1)
        return self._files[path]


def _for_screen(screen: TextIO) -> list[Processor]:
    if screen.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.JSONRenderer(default=str)]


class _ToStructlog(logging.Handler):
    """Passes on what libraries log in Python's own way."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(record.levelno, "library_says", library=record.name, message=record.getMessage())


def _hear_libraries() -> None:
    root = logging.getLogger()
    root.handlers[:] = [_ToStructlog()]
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
