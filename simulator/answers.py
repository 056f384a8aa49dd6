"""Answers that go wrong on request, the same for every API of the simulator."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from simulator.faults import Name, text_of
from simulator.wire import Json

SLOW = 0.02  # seconds between two bytes of an answer that is slow


async def failure(request: Request, due: Collection[Name], busy: Mapping[str, str]) -> Response | None:
    """Return the answer in a page's place, if one is due; `busy` are the headers of a 429."""
    if "timeout" in due:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return PlainTextResponse("nobody hears this", 500)
    if "slow" in due:
        return StreamingResponse(_slow(), media_type="application/json")
    if "429-silent" in due:
        return PlainTextResponse("Too Many Requests", 429)
    if "429" in due:
        return PlainTextResponse("Too Many Requests", 429, dict(busy))
    return PlainTextResponse("Internal Server Error", 500) if "500" in due else None


def page(said: Json | list[Json], due: Collection[Name], headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that holds a page, cut or malformed if that is due."""
    return sent(text_of(said, due), due, "application/json", headers)


def sent(body: bytes, due: Collection[Name], kind: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that has this body; the connection breaks in its middle if that is due."""
    if "cut" in due:
        return StreamingResponse(_cut(body), headers={"content-length": str(len(body)), **(headers or {})})
    return Response(body, media_type=kind, headers=dict(headers or {}))


async def _slow() -> AsyncIterator[bytes]:
    """Give blanks, which any JSON may begin with, for ever."""
    while True:
        yield b" "
        await asyncio.sleep(SLOW)


async def _cut(body: bytes) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionAbortedError("cut on request")
