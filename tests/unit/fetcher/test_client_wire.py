"""The client over real HTTP: answers of every length, compression and fault."""

import asyncio
import gzip
import json
import traceback
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest

from services.fetcher.client import Client
from services.fetcher.core import Page
from services.fetcher.settings import FetcherSettings
from services.fetcher.wire import connect
from shared.adapters.clock import ManualClock
from shared.errors import Temporary, VendorRefused
from tests.ports import free_port
from tests.unit.fetcher.world import NOON, QUALYS, Careless, settings_of

HOSTS = [{"id": 1, "name": "web-1"}, {"id": 2}]
BODY = json.dumps(HOSTS).encode()
LIMIT = 10_000
PLACE = '{"skip":0,"limit":2}'


@asynccontextmanager
async def server(answer: bytes | None) -> AsyncIterator[str]:
    """Give the address of a server that answers everything with these bytes and hangs up; None is no answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        if answer is None:
            await reader.read()
        writer.write(answer or b"")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        try:
            yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        finally:
            await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not asyncio.current_task()))


def http(body: bytes, encoding: str = "", length: int | None = None) -> bytes:
    """Return an answer of HTTP."""
    said = f"Content-Encoding: {encoding}\r\n" if encoding else ""
    length = len(body) if length is None else length
    return f"HTTP/1.1 200 OK\r\n{said}Content-Length: {length}\r\nConnection: close\r\n\r\n".encode() + body


def ask(answer: bytes | None, timeout: float = 30) -> Page:
    """Ask a server for a page, once."""

    async def work() -> Page:
        settings = FetcherSettings(attempts=1, max_answer=LIMIT, timeout=timeout)
        async with server(answer) as url, connect(settings) as pool:
            client = Client(pool, ManualClock(NOON), settings)
            return await client.page(QUALYS, settings_of(url=url), PLACE)

    return asyncio.run(work())


def refused(answer: bytes | None, timeout: float = 30) -> str:
    """Return why an answer is an outage."""
    with pytest.raises(Temporary) as caught:
        ask(answer, timeout)
    return str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        http(BODY),
        http(BODY, "identity"),
        http(gzip.compress(BODY), "gzip"),
        http(gzip.compress(BODY), " X-GZIP"),
        b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
    ],
    ids=range(6),
)
def test_a_page_in_any_wrapping_is_the_same(answer: bytes) -> None:
    """Plain, compressed, in chunks, to the end of the connection."""
    assert ask(answer).hosts == HOSTS


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_an_answer_may_be_as_long_as_the_limit(encoding: str) -> None:
    """A byte more is too long, compressed or not; the message names the setting."""
    whole = BODY + b" " * (LIMIT - len(BODY))
    pack = gzip.compress if encoding else bytes

    assert ask(http(pack(whole), encoding)).hosts == HOSTS
    assert (
        refused(http(pack(whole + b" "), encoding))
        == f"qualys: the answer is longer than FETCHER_MAX_ANSWER={LIMIT} bytes"
    )


def test_a_bomb_is_defused() -> None:
    """A small answer that unpacks to very much: hardly more than the limit is ever unpacked."""
    bomb = http(gzip.compress(bytes(50_000_000)), "gzip")
    tracemalloc.start()
    try:
        assert "longer than FETCHER_MAX_ANSWER" in refused(bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "deflate"])
def test_a_compression_that_was_not_asked_for_is_refused(encoding: str) -> None:
    """Two in one another multiply; the others have no bound of ours."""
    message = refused(http(gzip.compress(gzip.compress(BODY)), encoding))

    assert message == f"qualys: expected an answer that is plain or gzip, got {encoding!r}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (http(BODY, "gzip"), "says it is gzip and isn't"),
        (http(gzip.compress(BODY)[:-9], "gzip"), "the compressed answer ends too soon"),
        (http(BODY, length=len(BODY) + 1), "RemoteProtocolError"),
        (http(BODY[:20]), "expected a JSON array of hosts"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "RemoteProtocolError"),
        (b"", "RemoteProtocolError"),
    ],
    ids=range(6),
)
def test_a_broken_answer_is_an_outage(answer: bytes, said: str) -> None:
    """Half a page is never taken for one."""
    assert said in refused(answer)


def test_a_server_that_never_answers_is_an_outage() -> None:
    """After the time that the setting gives it."""
    assert "ReadTimeout" in refused(None, timeout=0.05)


BEGINNINGS = {
    "body": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    "headers": b"HTTP/1.1 200 OK\r\nx: ",
    "status": b"",
}


async def drip(beginning: bytes, again: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer without end, until the client goes."""
    writer.write(beginning)
    with suppress(ConnectionError):
        while not reader.at_eof():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0.01)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.mark.parametrize(
    ("beginning", "again"),
    [("body", b"1\r\n \r\n"), ("headers", b"a"), ("status", b"HTTP/1.1 100 Continue\r\n\r\n")],
)
def test_a_server_that_never_comes_to_an_end_is_an_outage(beginning: str, again: bytes) -> None:
    """No read of its answer waits long, be it of the body, of the headers or before them."""

    async def work() -> None:
        settings = FetcherSettings(attempts=1, answer_timeout=0.3)
        answering = partial(drip, BEGINNINGS[beginning], again)
        async with await asyncio.start_server(answering, "127.0.0.1", 0) as listening, connect(settings) as pool:
            url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
            try:
                await Client(pool, ManualClock(NOON), settings).page(QUALYS, settings_of(url=url), PLACE)
            finally:
                await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not asyncio.current_task()))

    with pytest.raises(Temporary, match=r"answer of 127\.0\.0\.1/.* isn't whole after FETCHER_ANSWER_TIMEOUT=0\.3"):
        asyncio.run(work())


@pytest.mark.parametrize("secret", ["töken…", "to\nken", "sesame-7 "])
def test_a_secret_that_no_header_holds_is_a_refusal_that_hides_it(secret: str) -> None:
    """Neither the message nor the chain of errors shows it."""

    async def work() -> None:
        settings = FetcherSettings(attempts=2)
        async with server(http(BODY)) as url, connect(settings) as pool:
            await Client(pool, ManualClock(NOON), settings).page(Careless(url, secret), settings_of(), "")

    with pytest.raises(VendorRefused, match="can't be sent") as caught:
        asyncio.run(work())
    assert secret.strip() not in "".join(traceback.format_exception(caught.value))


def test_nobody_listens() -> None:
    """The message says where."""
    url = f"http://127.0.0.1:{free_port()}"

    async def work() -> None:
        settings = FetcherSettings(attempts=1)
        async with connect(settings) as pool:
            await Client(pool, ManualClock(NOON), settings).page(QUALYS, settings_of(url=url), PLACE)

    with pytest.raises(Temporary, match=r"qualys can't be reached at 127\.0\.0\.1/api/qualys/hosts/get: ConnectError"):
        asyncio.run(work())
