"""How a process ends when it is told to: what is under way is finished, nothing new begins."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from shared.errors import RollcallError
from shared.redaction.known import KNOWN

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once.

    A SIGHUP that is ignored stays so: `nohup` has a process outlive its terminal.
    """
    loop = asyncio.get_running_loop()
    heard = [one for one in _SIGNALS if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN]

    def release() -> None:
        for one in heard:
            loop.remove_signal_handler(one)

    def first() -> None:
        stop.set()
        release()

    for one in heard:
        loop.add_signal_handler(one, first)
    try:
        yield
    finally:
        release()


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what `work` returns, or None if `stop` is set first; then `work` is cancelled."""
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        stopped.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


async def over_in_time(stop: asyncio.Event, seconds: float, work: Coroutine[Any, Any, None]) -> bool:
    """Do `work`; once `stop` is set it has so many seconds to end, then it is cancelled. Return whether it ended."""
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({task}, timeout=seconds)
        if task.done():
            task.result()
        return task.done()
    finally:
        task.cancel()
        stopped.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run all at once; the first failure ends the others and is raised as it is, not in a group."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


@contextmanager
def failures_explained() -> Iterator[None]:
    """End the process with the message and the exit code of an error that we explain, without a traceback."""
    try:
        yield
    except RollcallError as error:
        sys.stderr.write(f"rollcall: {KNOWN.redacted(str(error))}\n")
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # 128 + SIGINT, as shells count
