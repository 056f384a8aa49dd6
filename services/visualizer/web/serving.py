"""Listens, and ends when it is told to."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

from services.visualizer.settings import WebSettings
from services.visualizer.web.guard import is_loopback
from services.visualizer.web.patience import Patience, protocol_of
from shared.errors import SettingError

PORT = 8080  # where nothing is set
SHORTEST = 16  # characters of a token
BACKLOG = 1_024  # connections that the system holds until they are taken
GRACE = 3  # seconds that answers under way have at the end
_log = structlog.get_logger()


class _Server(uvicorn.Server):
    """Leaves the process's signals alone: whoever runs it says when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing."""
        yield


def token_of(settings: WebSettings) -> str | None:
    """Return the token that visitors need, if any.

    Raises:
        SettingError: others than this machine can reach the address, and there is no token, or one that can be guessed.

    """
    token = settings.token.get_secret_value() if settings.token else None
    variable = settings.variable("token")
    if token is None and not is_loopback(settings.host):
        raise SettingError(f"{variable}: expected a token, as {settings.variable('host')} is {settings.host}; got none")
    if token is not None and len(token) < SHORTEST:
        raise SettingError(f"{variable}: expected at least {SHORTEST} characters; got {len(token)}")
    return token


async def serve(
    app: ASGIApp,
    settings: WebSettings,
    stop: asyncio.Event,
    ready: Callable[[str], None],
    patience: Patience | None = None,
) -> None:
    """Serve until `stop`; calls `ready` with the address once it listens.

    Raises:
        SettingError: there is no listening at that address.

    """
    config = uvicorn.Config(
        app,
        http=protocol_of(patience or Patience()),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        h11_max_incomplete_event_size=16_384,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config)
    listening = _listen(settings)

    async def watch() -> None:
        await stop.wait()
        server.should_exit = True

    watching = asyncio.ensure_future(watch())
    address = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port or PORT}/"
    _log.info("page_served", address=address)
    ready(address)
    try:
        await server.serve(sockets=[listening])
    finally:
        watching.cancel()
        listening.close()


def _listen(settings: WebSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    port = settings.port or PORT
    try:
        return socket.create_server((settings.host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        names = f"{settings.variable('host')}, {settings.variable('port')}"
        raise SettingError(
            f"{names}: expected an address to listen at; got {settings.host}:{port}: {error.strerror}"
        ) from error
