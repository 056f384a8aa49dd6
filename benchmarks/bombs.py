"""How much memory the fetcher takes of answers that are small on the wire: `python -m benchmarks.bombs`.

Each is served on this machine, compressed, and asked for by the real client in a process of its own.
"""

import asyncio
import gzip
import resource
import subprocess
import sys
from collections.abc import Callable

from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.client import Client
from services.fetcher.core import Vendor
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors import discover
from services.fetcher.vendors.qualys import QualysSettings
from services.fetcher.vendors.tenable import TenableSettings
from services.fetcher.wire import connect
from shared.adapters.clock import SystemClock
from shared.errors import RollcallError
from shared.settings import Settings

LENGTH = 35_000_000  # bytes, under FETCHER_MAX_ANSWER
MOST = 300  # MB


def heap(unit: bytes) -> bytes:
    """Return a list of so many of these as fit."""
    return b"[" + unit * (LENGTH // len(unit)) + b"1]"


BODIES: dict[str, Callable[[], bytes]] = {
    "objects": lambda: heap(b"{},"),
    "objects of one": lambda: heap(b'{"a":0},'),
    "lists": lambda: heap(b"[[]],"),
    "numbers": lambda: heap(b"1,"),
    "one text": lambda: b'["' + b"a" * LENGTH + b'"]',
    "one wide text": lambda: b'["' + b"a" * LENGTH + "\N{GRINNING FACE}".encode() + b'"]',
    "blanks": lambda: b" " * LENGTH,
    "invalid": lambda: b'["\xff' + b"a" * LENGTH + b'"]',
}


async def ask(vendor: Vendor, settings: Settings, body: bytes) -> str:
    """Return what became of an answer."""
    packed = gzip.compress(body, 1)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n".encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + packed)
        await writer.drain()

    once = FetcherSettings(attempts=1)
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server, connect(once) as http:
        port = server.sockets[0].getsockname()[1]
        there = settings.model_copy(update={"url": AnyHttpUrl(f"http://127.0.0.1:{port}")})
        del body
        try:
            page = await Client(http, SystemClock(), once).page(vendor, there, vendor.first(there))
        except RollcallError as error:
            return f"{len(packed):,} bytes: {str(error)[:90]}"
        return f"{len(packed):,} bytes: {len(page.hosts):,} hosts taken"


def one(vendor: str, name: str) -> None:
    """Ask for one answer, and print what it took."""
    token = SecretStr("benchmark-token")
    settings = QualysSettings(token=token) if vendor == "qualys" else TenableSettings(token=token)
    became = asyncio.run(ask(discover()[vendor], settings, BODIES[name]()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{vendor:8} {name:15} peak {peak:4} MB {'' if peak <= MOST else 'TOO MUCH '}| {became}")


def main() -> None:
    """Ask for each, of a vendor that is asked for two hosts and of one that isn't told how many."""
    for vendor in ("qualys", "tenable"):
        for name in BODIES:
            subprocess.run([sys.executable, "-m", "benchmarks.bombs", vendor, name], check=True)  # noqa: S603 - ourselves


if __name__ == "__main__":
    one(*sys.argv[1:]) if len(sys.argv) > 1 else main()
