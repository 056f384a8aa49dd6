"""The first connection to a database: it may start later than we do, so it is waited for, and a person is told."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from shared.errors import Temporary, Unreachable
from shared.ports import Clock

PAUSE = 2.0  # seconds between two attempts
_log = structlog.get_logger()

T = TypeVar("T")


async def wait_for(what: str, attempt: Callable[[], Awaitable[T]], clock: Clock, patience: float) -> T:
    """Return what an attempt returns, as soon as one is not Temporary. `what` is the prefix of its variables.

    Raises:
        Unreachable: each of them was, for `patience` seconds.

    """
    left = patience
    while True:
        try:
            return await attempt()
        except Temporary as error:
            if left <= 0:
                raise Unreachable(
                    f"{error}. Waited {patience:g} s ({what}_PATIENCE):"
                    f" start it (`make stack`, `docker compose up`), or correct {what}_URL"
                ) from error
            _log.warning("store_unreachable", store=what.lower(), waits_still=round(left), reason=str(error))
        await clock.sleep(min(PAUSE, left))
        left -= PAUSE
