"""A request and its answer over HTTP: certificates verified, redirects not followed, no answer longer than allowed."""

import zlib

import httpx

from services.fetcher.core import Answer, Ask
from services.fetcher.settings import FetcherSettings
from shared.errors import Temporary, VendorRefused


def connect(settings: FetcherSettings) -> httpx.AsyncClient:
    """Return the connection pool; certificates are always verified."""
    return httpx.AsyncClient(
        timeout=settings.timeout, follow_redirects=False, verify=True, headers={"accept-encoding": "gzip"}
    )


async def send(http: httpx.AsyncClient, name: str, ask: Ask, limit: int) -> Answer:
    """Return the answer of the vendor `name`, of at most so many bytes.

    Raises:
        Temporary: there is none, or none that can be taken.
        VendorRefused: the request can't be sent.

    """
    try:
        async with http.stream(
            ask.method, ask.url, params=ask.params or None, headers=ask.headers, content=ask.body or None
        ) as response:
            return Answer(response.status_code, dict(response.headers), await _body(name, response, limit))
    except httpx.InvalidURL as error:
        raise VendorRefused(f"{ask.place!r} is no URL: {error}") from error
    except (httpx.LocalProtocolError, UnicodeEncodeError):  # it would show the header, and so the secret
        raise VendorRefused(f"{name}: a header for {ask.place} can't be sent: is its secret plain ASCII?") from None
    except httpx.HTTPError as error:
        raise Temporary(f"{name} can't be reached at {ask.place}: {type(error).__name__}: {error}") from error


async def _body(name: str, response: httpx.Response, limit: int) -> bytes:
    """Return the answer's body; of what is compressed no more is taken out than the limit allows."""
    gzip = _gzip(name, response.headers.get("content-encoding", ""))
    body = bytearray()
    async for chunk in response.aiter_raw():
        try:
            body += gzip.decompress(chunk, limit + 1 - len(body)) if gzip else chunk
        except zlib.error as error:
            raise Temporary(f"{name}: the answer says it is gzip and isn't: {error}") from error
        if len(body) > limit:
            raise Temporary(f"{name}: the answer is longer than FETCHER_MAX_ANSWER={limit} bytes")
    if gzip and body and not gzip.eof:
        raise Temporary(f"{name}: the compressed answer ends too soon")
    return bytes(body)


def _gzip(name: str, encoding: str) -> "zlib._Decompress | None":
    """Return what takes the answer out of its compression, of which we ask for one kind, once."""
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)  # with gzip's header
        case other:
            raise Temporary(f"{name}: expected an answer that is plain or gzip, got {other[:80]!r}")
