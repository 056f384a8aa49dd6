"""A server of MongoDB's protocol that greets a driver and refuses all else in one way: for errors that can't be had.

It speaks OP_MSG, and OP_QUERY for the first greeting, as the protocol's own page describes them.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import bson

_HEADER = struct.Struct("<iiii")  # length, request, answer to, kind
_MESSAGE, _QUERY, _REPLY = 2013, 2004, 1
Answer = dict[str, Any]  # Any: BSON

GREETING: Answer = {
    "ok": 1.0,
    "isWritablePrimary": True,
    "ismaster": True,
    "maxWireVersion": 21,
    "minWireVersion": 0,
    "maxBsonObjectSize": 1 << 24,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
}


@asynccontextmanager
async def refusing(answer: Answer) -> AsyncIterator[str]:
    """Give the address of a server that gives this answer to everything but greetings."""
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    await _answer(reader, writer, answer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await asyncio.wait([task for task in serving if task])


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, refusal: Answer) -> None:
    length, request, _, kind = _HEADER.unpack(await reader.readexactly(_HEADER.size))
    body = await reader.readexactly(length - _HEADER.size)
    start = (
        body.index(b"\0", 4) + 9 if kind == _QUERY else 5
    )  # behind flags, name and numbers; behind flags and section
    size = int.from_bytes(body[start : start + 4], "little")
    command = next(iter(bson.decode(body[start : start + size])))
    said = bson.encode(GREETING if command.lower() in ("hello", "ismaster") else refusal)
    head = struct.pack("<iqii", 0, 0, 0, 1) if kind == _QUERY else struct.pack("<iB", 0, 0)
    size = _HEADER.size + len(head) + len(said)
    writer.write(_HEADER.pack(size, 0, request, _REPLY if kind == _QUERY else _MESSAGE) + head + said)
    await writer.drain()
