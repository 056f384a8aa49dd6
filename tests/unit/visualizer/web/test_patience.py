"""The page on a real port: connections that say nothing, and readers that don't read, keep nobody out."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from services.visualizer.settings import WebSettings
from services.visualizer.web.patience import Patience
from services.visualizer.web.serving import serve
from tests.ports import free_port

LONG = 60.0  # seconds that no test lasts
PART = b"x" * 100_000
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Application:
    """Answers at once, or for ever; notes who it lost."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] != "/endless":
            await send({"type": "http.response.body", "body": b"here"})
            return
        hung_up = asyncio.ensure_future(self._hung_up(receive))
        while not hung_up.done():
            await send({"type": "http.response.body", "body": PART, "more_body": True})
            await asyncio.sleep(0)  # to send to nobody takes no time
        self.lost.set()

    async def _hung_up(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


def served(scenario: Callable[[int, Application], Awaitable[None]], patience: Patience) -> None:
    """Run a scenario while the application is served at a port."""

    async def run() -> None:
        port, stop, ready, application = free_port(), asyncio.Event(), asyncio.Event(), Application()
        settings = WebSettings(port=port)
        serving = asyncio.ensure_future(serve(application, settings, stop, lambda _: ready.set(), patience))
        await ready.wait()
        async with asyncio.timeout(LONG):
            await scenario(port, application)
        stop.set()
        await serving

    asyncio.run(run())


async def connect(port: int, said: bytes = b"") -> Connection:
    """Connect, and say something; as soon as somebody listens."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
            continue
        writer.write(said)
        return reader, writer


async def ended(connection: Connection) -> bytes:
    """Return what is still said on a connection before it is closed."""
    reader, writer = connection
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def answer(port: int) -> int:
    """Return the status that a visitor gets."""
    async with httpx.AsyncClient(trust_env=False) as visitor:
        return (await visitor.get(f"http://127.0.0.1:{port}/")).status_code


def test_silent_connections_keep_nobody_out() -> None:
    """The oldest of those that say nothing make room for those that come."""

    async def scenario(port: int, _told: Application) -> None:
        silent = [await connect(port) for _ in range(300)]
        assert await answer(port) == 200
        assert await ended(silent[0]) == b""
        for _, writer in silent:
            writer.close()

    served(scenario, Patience(silent=20, request=LONG))


@pytest.mark.parametrize(
    "said",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"],
)
def test_a_request_must_come_whole_in_time(said: bytes) -> None:
    """Nothing, half a line, half of the headers, half of a body: after its seconds the connection is closed."""

    async def scenario(port: int, _told: Application) -> None:
        await ended(await connect(port, said))

    served(scenario, Patience(request=0.05))


def test_drops_of_a_request_give_it_no_more_time() -> None:
    """Who says a little now and then is closed as one who says nothing."""

    async def scenario(port: int, _told: Application) -> None:
        reader, writer = await connect(port, b"GET / HTTP/1.1\r\n")
        closed = asyncio.ensure_future(ended((reader, writer)))
        while not closed.done():
            writer.write(b"X: y\r\n")
            await asyncio.wait({closed}, timeout=0.01)

    served(scenario, Patience(request=0.1))


def test_a_reader_that_does_not_read_is_given_up() -> None:
    """An export that nobody takes ends, and others are answered meanwhile."""

    async def scenario(port: int, told: Application) -> None:
        endless = b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"
        slow = [await connect(port, endless) for _ in range(20)]
        assert await answer(port) == 200
        await told.lost.wait()
        for _, writer in slow:
            writer.close()

    served(scenario, Patience(reading=0.05))


def test_a_kept_connection_is_used_again() -> None:
    """What is in order isn't disturbed: one request after another, also both at once."""

    async def scenario(port: int, _told: Application) -> None:
        reader, writer = await connect(port)
        for sent in (1, 2, 3):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * sent)
            for _ in range(sent):
                await reader.readuntil(b"here")
        writer.close()

    served(scenario, Patience(request=LONG))
