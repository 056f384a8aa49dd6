"""What Falcon shouldn't send, over real HTTP in the middle of a sync: a clear error, the place kept, nothing lost."""

import asyncio
import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from services.fetcher.client import Client
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors.falcon import VENDOR, FalconSettings
from services.fetcher.wire import connect
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog
from shared.contracts.raw import AnyPage
from shared.contracts.topics import RAW
from shared.errors import RollcallError, Temporary, VendorRefused
from tests.unit.fetcher.falcon_wire import answer, device, said
from tests.unit.fetcher.world import NOON, SECRET

LIMIT = 20_000
ENDLESS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
TOKEN = b'{"access_token": "t-1", "expires_in": 1799, "token_type": "bearer"}'
FIRST, SECOND = device("09:00:00"), device("10:00:00")


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Return an answer of HTTP."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


GOOD = (http(TOKEN, "201 Created"), http(said(FIRST, following="n", total=2)))
REST = (http(said(SECOND, total=2)), http(said(total=0)))


@dataclass
class Server:
    """Gives these answers, one after another, and keeps what it was asked."""

    answers: list[bytes]
    asked: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Give its address while it listens."""
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0) as server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(await reader.read(65_536))
        answer = self.answers.pop(0)
        writer.write(answer)
        try:
            while answer == ENDLESS:
                writer.write(b"1000\r\n" + b" " * 0x1000 + b"\r\n")
                await writer.drain()
            await writer.drain()
        except ConnectionError:  # the client has had enough
            pass
        writer.close()


async def sync(url: str, log: MemoryEventLog, cursors: MemoryCursors) -> SyncReport:
    """Sync in a process of its own, which asks once for each page."""
    ours = FalconSettings(client_id="us", client_secret=SecretStr(SECRET), cloud=url)
    settings, clock = FetcherSettings(attempts=1, max_answer=LIMIT), ManualClock(NOON)
    async with connect(settings) as pool:
        fetcher = Fetcher(Client(pool, clock, settings), log, cursors, clock, {VENDOR: ours})
        (report,) = await fetcher.sync_all()
    return report


async def hosts(log: MemoryEventLog) -> list[Any]:  # Any: a vendor's
    """Return the hosts in the log."""
    pages = [AnyPage.decode(one.message.value or b"") async for one in log.read(RAW.name)]
    return [host for page in pages for host in page.hosts]


CHANGED = answer({"total": 2, "next": ["n"]}, resources={"0": SECOND})
TROUBLE: dict[str, tuple[bytes, type[RollcallError], str]] = {
    "bomb": (http(gzip.compress(bytes(10_000_000)), content_encoding="gzip"), Temporary, "FETCHER_MAX_ANSWER=20000"),
    "endless": (ENDLESS, Temporary, "FETCHER_MAX_ANSWER=20000"),
    "100 MB": (
        http(b"").replace(b"length: 0", b"length: 100000000") + bytes(LIMIT * 2),
        Temporary,
        "FETCHER_MAX_ANSWER",
    ),
    "changed type": (http(CHANGED), Temporary, "expected meta and resources as JSON"),
    "expired": (http(b"", "401 Unauthorized"), VendorRefused, "check FETCHER_FALCON_CLIENT_SECRET"),
    "half a page": (http(said(SECOND))[:-20], Temporary, "RemoteProtocolError"),
}


@pytest.mark.parametrize(("trouble", "kind", "words"), TROUBLE.values(), ids=TROUBLE)
def test_trouble_in_the_middle_costs_nothing(trouble: bytes, kind: type[RollcallError], words: str) -> None:
    """The next sync goes on where this one stood; memory stays within the limit, or nearly."""
    again = [GOOD[0], trouble] if b" 401 " in trouble else []  # a refused token is renewed once
    server = Server([*GOOD, trouble, *again, GOOD[0], *REST])

    async def work() -> tuple[SyncReport, int, list[Any], SyncReport, list[Any]]:
        log, cursors = MemoryEventLog(ManualClock(NOON)), MemoryCursors()
        async with server.listening() as url:
            tracemalloc.start()
            failed = await sync(url, log, cursors)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            before = await hosts(log)
            return failed, peak, before, await sync(url, log, cursors), await hosts(log)

    failed, peak, before, complete, after = asyncio.run(work())
    assert (type(failed.error), words in str(failed.error)) == (kind, True)
    assert (before, peak < 3_000_000) == ([FIRST], True)
    assert (complete.error, complete.resumed, after) == (None, True, [FIRST, SECOND])


@pytest.mark.parametrize("place", [0, 1], ids=["at the door", "with the token"])
@pytest.mark.parametrize("status", ["302 Found", "308 Permanent Redirect"])
def test_nothing_follows_a_redirect(place: int, status: str) -> None:
    """Neither the secret nor the token: the other host is never asked, though it names a cloud that is known."""
    other = Server([])

    async def work() -> RollcallError | None:
        async with other.listening() as elsewhere:
            away = http(b"", status, location=f"{elsewhere}/oauth2/token", x_cs_region="us-2")
            async with Server([*GOOD[:place], away]).listening() as url:
                report = await sync(url, MemoryEventLog(ManualClock(NOON)), MemoryCursors())
        return report.error

    error = asyncio.run(work())
    assert (type(error), other.asked) == (VendorRefused, [])
    assert "No redirect is followed" in str(error)


def test_the_secret_is_sent_to_the_door_alone() -> None:
    """In its body; pages are asked for with the token."""
    server = Server([*GOOD, *REST])

    async def work() -> Sequence[Any]:
        async with server.listening() as url:
            await sync(url, log := MemoryEventLog(ManualClock(NOON)), MemoryCursors())
            return await hosts(log)

    assert json.dumps(asyncio.run(work())) == json.dumps([FIRST, SECOND])
    assert [SECRET.encode() in one for one in server.asked] == [True, False, False, False]
    assert [b"Bearer t-1" in one for one in server.asked] == [False, True, True, True]
